"""The two-person reset: the code that a second administrator reads to the person who has a one-time link.

An administrator who makes a link could use it in that person's place. The link of someone who approves or
administers therefore opens only with a code, which is shown once to a second administrator and never to the
one who made the link.
"""

import secrets

from django.db import transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import gettext as _

from loa.audit.actions import record
from loa.kernel import clock
from loa.kernel.actor import current
from loa.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from loa.people import queries
from loa.people.actions.accounts import require_over
from loa.people.models import OneTimeLink

DIGITS = 8
TRIES = 5
"""How many wrong codes void the link: five tries of 10^8 codes are one chance in twenty million."""


def find_link(link_id: int) -> OneTimeLink:
    """Returns a link in the scope that can still be used. Raises NotFound."""
    found = queries.live_links().filter(pk=link_id).first()
    if found is None:
        raise NotFound(_("Liên kết này đã dùng hoặc đã cũ."))
    return found


@transaction.atomic
def vouch(link: OneTimeLink) -> str:
    """Makes a new code of eight digits for the link and returns it; it cannot be read again, and an earlier
    code becomes void. Raises Forbidden (the actor made the link, is its person, or does not administer that
    person), Conflict (the link needs no code)."""
    who = current()
    if link.account is None or not asked(link):
        raise Conflict(_("Liên kết này không cần mã."))
    account = link.account
    require_over(account)
    link = OneTimeLink.objects.select_for_update().get(pk=link.pk)
    if who.person_id in (link.made_by_id, account.person_id):
        raise Forbidden(
            _("Cần một quản trị viên khác cấp mã: không phải người tạo liên kết, không phải người nhận.")
        )
    code = "".join(secrets.choice("0123456789") for _digit in range(DIGITS))
    link.code_hash = code_hash(link, code)
    link.code_by_id, link.code_at, link.wrong_codes = who.person_id, clock.now(), 0
    link.save(update_fields=["code_hash", "code_by_id", "code_at", "wrong_codes"])
    record("people.code_given", account, account.unit_id, person=account.person_id)
    return code


def asked(link: OneTimeLink) -> bool:
    """Returns whether the link opens only with a code. Links of the first run and of the host need none."""
    if link.account is None or link.made_by_id is None:
        return False
    return bool(link.code_hash) or queries.takes_two(link.account.person_id)


def by_two(link: OneTimeLink) -> bool:
    """Returns whether the link did not depend on one administrator alone: somebody gave a code, or no
    administrator made it."""
    return link.made_by_id is None or link.code_by_id is not None


def check(link: OneTimeLink, code: str) -> Invalid | None:
    """Returns what is wrong with the code for this link, or None. Counts a wrong code; the last one allowed
    voids the link. The caller has locked the link, and commits the count before it raises the error."""
    if not asked(link):
        return None
    typed = "".join(code.split())
    if not link.code_hash:
        return Invalid(
            _("Chưa có mã. Hỏi một quản trị viên khác, không phải người gửi liên kết này."), "code"
        )
    if not typed:
        return Invalid(_("Nhập mã mà quản trị viên thứ hai đọc cho."), "code")
    if constant_time_compare(code_hash(link, typed), link.code_hash):
        return None
    link.wrong_codes += 1
    if link.wrong_codes >= TRIES:
        link.void_at = clock.now()
    link.save(update_fields=["wrong_codes", "void_at"])
    if link.void_at:
        return Invalid(
            _("Sai mã %(n)s lần: liên kết này hết dùng được. Xin liên kết mới.") % {"n": TRIES}, "code"
        )
    return Invalid(_("Mã chưa đúng. Còn %(n)s lần thử.") % {"n": TRIES - link.wrong_codes}, "code")


def code_hash(link: OneTimeLink, code: str) -> str:
    """Returns the hash of a code that is stored. It is keyed, since eight digits are soon found from a plain
    hash."""
    return salted_hmac("loa.people.code", f"{link.pk}:{code}", algorithm="sha256").hexdigest()

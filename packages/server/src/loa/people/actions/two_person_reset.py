"""The second hand on a one-time link: a code that another administrator reads to its holder.

An administrator who makes a link holds it, and could use it in the other's place. For someone who approves or
administers it therefore opens only with a code, shown once to a second administrator and never to the maker.
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
"""Wrong codes until the link is void: one chance in twenty million."""


def find_link(link_id: int) -> OneTimeLink:
    """A link in the scope that still lives. Raises Missing."""
    found = queries.live_links().filter(pk=link_id).first()
    if found is None:
        raise NotFound(_("Liên kết này đã dùng hoặc đã cũ."))
    return found


@transaction.atomic
def vouch(link: OneTimeLink) -> str:
    """A new code for the link, told this once, eight digits; an earlier one is void. Raises Refused (whoever
    made the link, its holder, or no administrator over them), Conflict (no code is asked)."""
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
    """Does the link open with a code only? Not one of the first run or of whoever holds the machine."""
    if link.account is None or link.made_by_id is None:
        return False
    return bool(link.code_hash) or queries.takes_two(link.account.person_id)


def by_two(link: OneTimeLink) -> bool:
    """Did more than its maker's hand open it?"""
    return link.made_by_id is None or link.code_by_id is not None


def check(link: OneTimeLink, code: str) -> Invalid | None:
    """What is wrong with the code for this link, locked by the caller; a wrong one is counted, and the last
    one allowed ends the link."""
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
    """What is kept of a code. Keyed, since eight digits alone are soon found from their hash."""
    return salted_hmac("loa.people.code", f"{link.pk}:{code}", algorithm="sha256").hexdigest()

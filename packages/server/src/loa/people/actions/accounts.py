"""A person and the account they sign in with; disabling one ends their sessions at once."""

import re

from django.db import transaction
from django.utils.translation import gettext as _

from loa.audit.actions import record
from loa.kernel.actor import current
from loa.kernel.constraints import in_words
from loa.kernel.errors import Forbidden, Invalid, NotFound
from loa.kernel.roles import Capability
from loa.kernel.unaccent import plain
from loa.people import queries
from loa.people.models import Account, Person
from loa.places import rights
from loa.places.models import Unit

USERNAME = re.compile(r"^[a-z0-9][a-z0-9._-]{0,59}$")
PHONE = re.compile(r"^\+?[0-9 .]{6,20}$")


def suggest_username(name: str, unit: Unit) -> str:
    """ "Lê Thị Mai" of unit 14797 -> "mai.lt.14797": the given name first, as people look for each other."""
    words = [word for word in (re.sub(r"[^a-z0-9]", "", part) for part in plain(name).split()) if word]
    if not words:
        return unit.code
    initials = "".join(word[0] for word in words[:-1])
    return ".".join(part for part in (words[-1], initials, unit.code) if part)


def check_person(name: str, phone: str, username: str) -> tuple[str, str, str]:
    """The three as they are kept. Raises Invalid with the field it is about."""
    return check_name(name), check_phone(phone), check_username(username)


def check_name(name: str) -> str:
    """A person's name as it is kept. Raises Invalid."""
    name = " ".join(name.split())
    if not name or len(name) > 120:
        raise Invalid(_("Thiếu họ tên, hoặc họ tên dài hơn 120 chữ."), "name")
    return name


def check_phone(phone: str) -> str:
    """A telephone number, or none, as it is kept. Raises Invalid."""
    phone = phone.strip()
    if phone and not PHONE.match(phone):
        raise Invalid(_("Số điện thoại chỉ gồm chữ số, dấu cách, dấu chấm."), "phone")
    return phone


def check_username(username: str) -> str:
    """A sign-in name as it is kept. Raises Invalid."""
    username = username.strip().lower()
    if not USERNAME.match(username):
        said = _("Tên đăng nhập chỉ dùng chữ thường không dấu, chữ số, dấu chấm, gạch ngang.")
        raise Invalid(said, "username")
    return username


@transaction.atomic
def create_person(name: str, phone: str, unit: Unit, username: str = "") -> Account:
    """A person at a unit with an account that cannot sign in until its one-time link is used.
    Raises Invalid, Conflict (the name is taken), Refused."""
    rights.require(current(), Capability.KEEP_PEOPLE, unit.id)
    name, phone, username = check_person(name, phone, username or suggest_username(name, unit))
    person = Person.objects.create(name=name, phone=phone, unit=unit)
    account = Account(username=username, person=person, unit=unit)
    account.set_unusable_password()
    with in_words():
        account.save(force_insert=True)
    record("people.person_created", person, unit.id, account=account.pk)
    return account


def find_account(account_id: int) -> Account:
    """An account in the scope. Raises Missing."""
    account = Account.objects.select_related("unit").filter(pk=account_id).first()
    if account is None:
        raise NotFound(_("Không có tài khoản này trong phạm vi của mình."))
    return account


def require_over(account: Account) -> None:
    """Raises Refused unless whoever acts administers the account's unit and every place where its person
    holds a role: opening an account is as much as holding those roles."""
    rights.require(current(), Capability.KEEP_PEOPLE, account.unit_id)
    if not queries.administers_all(account.person_id):
        raise Forbidden(
            _("Người này còn giữ vai trò ở nơi khác. Nhờ quản trị viên của nơi đó hoặc của tỉnh.")
        )


@transaction.atomic
def disable(account: Account) -> None:
    """No sign-in any more, and every session of the account is over with its next request."""
    require_over(account)
    if account.person_id == current().person_id:
        raise Forbidden(_("Không tự khóa tài khoản của chính mình. Nhờ quản trị viên khác."))
    account.is_active = False
    account.save(update_fields=["is_active"])
    record("people.account_disabled", account, account.unit_id, person=account.person_id)


@transaction.atomic
def enable(account: Account) -> None:
    require_over(account)
    account.is_active = True
    account.save(update_fields=["is_active"])
    record("people.account_enabled", account, account.unit_id, person=account.person_id)

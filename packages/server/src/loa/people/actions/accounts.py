"""Actions on persons and their accounts. Disabling an account ends its sessions at once."""

import re

from django.db import transaction
from django.utils.translation import gettext as _

from loa.audit.actions import record
from loa.kernel.actor import current
from loa.kernel.constraints import in_words
from loa.kernel.errors import Forbidden, Invalid, NotFound
from loa.kernel.roles import Capability
from loa.kernel.spreadsheet.tidy import names_something, tidy
from loa.kernel.unaccent import plain
from loa.people import queries
from loa.people.models import Account, Person
from loa.people.phones import PHONE, may_be_dialled, national
from loa.places import rights
from loa.places.models import Unit

# The same as the database constraint `people_account_plain_username`, with the length of the column.
USERNAME_LENGTH = 60
USERNAME = re.compile(r"^[a-z0-9][a-z0-9._-]{0,59}$")


def suggest_username(name: str, unit: Unit) -> str:
    """Returns a sign-in name: "mai.lt.14797" for "Lê Thị Mai" of unit 14797. The given name comes first
    because people look for each other by it."""
    words = [word for word in (re.sub(r"[^a-z0-9]", "", part) for part in plain(name).split()) if word]
    if not words:
        return unit.code
    initials = "".join(word[0] for word in words[:-1])
    # A name of many or long words is cut, so that what is wrong with a login is never the name's fault.
    free = USERNAME_LENGTH - len(unit.code) - 1
    called = ".".join(part for part in (words[-1], initials) if part)[:free].rstrip(".")
    return f"{called}.{unit.code}"


def check_person(name: str, phone: str, username: str) -> tuple[str, str, str]:
    """Returns name, phone and username in the form in which they are stored. Raises Invalid with the
    field."""
    return check_name(name), check_phone(phone), check_username(username)


def check_name(name: str) -> str:
    """Returns a person's name in the form in which it is stored. Raises Invalid."""
    name = tidy(name)
    if not names_something(name) or len(name) > 120:
        raise Invalid(_("Thiếu họ tên, hoặc họ tên dài hơn 120 chữ."), "name")
    return name


def check_phone(phone: str) -> str:
    """Returns a telephone number, which may be empty, in the form in which it is stored: as it is dialled
    in Vietnam. Raises Invalid."""
    phone = national(phone)
    if phone and not PHONE.match(phone):
        raise Invalid(_("Số điện thoại chỉ gồm chữ số, dấu cách, dấu chấm."), "phone")
    if phone and not may_be_dialled(phone):
        raise Invalid(_("Số điện thoại có từ 8 đến 15 chữ số, bắt đầu bằng 0, 1 hoặc +."), "phone")
    return phone


def check_username(username: str) -> str:
    """Returns a sign-in name in the form in which it is stored. Raises Invalid."""
    username = username.strip().lower()
    if not USERNAME.match(username):
        said = _("Tên đăng nhập chỉ dùng chữ thường không dấu, chữ số, dấu chấm, gạch ngang.")
        raise Invalid(said, "username")
    return username


@transaction.atomic
def create_person(name: str, phone: str, unit: Unit, username: str = "") -> Account:
    """Creates a person at a unit, with an account that cannot sign in until its one-time link is used.
    Raises Invalid, Conflict (the username is taken), Forbidden."""
    rights.require(current(), Capability.KEEP_PEOPLE, unit.id)
    # The name first: a login that is made from it would be blamed for what is wrong with it.
    name = check_name(name)
    name, phone, username = check_person(name, phone, username.strip() or suggest_username(name, unit))
    person = Person.objects.create(name=name, phone=phone, unit=unit)
    account = Account(username=username, person=person, unit=unit)
    account.set_unusable_password()
    with in_words():
        account.save(force_insert=True)
    record("people.person_created", person, unit.id, account=account.pk)
    return account


def find_account(account_id: int) -> Account:
    """Returns an account in the scope. Raises NotFound."""
    account = Account.objects.select_related("unit").filter(pk=account_id).first()
    if account is None:
        raise NotFound(_("Không có tài khoản này trong phạm vi của mình."))
    return account


def require_over(account: Account) -> None:
    """Raises Forbidden unless the actor administers the account's unit and every place where its person holds
    a role. Whoever can open an account can use all roles of its person."""
    rights.require(current(), Capability.KEEP_PEOPLE, account.unit_id)
    if not queries.administers_all(account.person_id):
        raise Forbidden(
            _("Người này còn giữ vai trò ở nơi khác. Nhờ quản trị viên của nơi đó hoặc của tỉnh.")
        )


@transaction.atomic
def disable(account: Account) -> None:
    """Disables the account: it can no longer sign in, and each of its sessions ends with its next request.
    Raises Forbidden."""
    require_over(account)
    if account.person_id == current().person_id:
        raise Forbidden(_("Không tự khóa tài khoản của chính mình. Nhờ quản trị viên khác."))
    account.is_active = False
    account.save(update_fields=["is_active"])
    record("people.account_disabled", account, account.unit_id, person=account.person_id)


@transaction.atomic
def enable(account: Account) -> None:
    """Lets a disabled account sign in again. Raises Forbidden."""
    require_over(account)
    account.is_active = True
    account.save(update_fields=["is_active"])
    record("people.account_enabled", account, account.unit_id, person=account.person_id)

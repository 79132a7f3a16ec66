"""People from a CSV: all of them or none, each with a one-time link that is told once."""

from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from loa.audit.actions import record
from loa.kernel import sheet
from loa.kernel.errors import Invalid, LoaError
from loa.kernel.plain import plain
from loa.kernel.roles import TWO_PEOPLE, Role
from loa.people.actions.accounts import check_person, create_person, suggest_username
from loa.people.actions.grants import grant
from loa.people.actions.links import make_link
from loa.people.models import Account
from loa.places import queries as places
from loa.places.models import Unit

HEADINGS = {
    "unit": ("mã đơn vị", "mã xã", "unit"),
    "name": ("họ và tên", "họ tên", "name"),
    "phone": ("điện thoại", "số điện thoại", "phone"),
    "roles": ("vai trò", "roles"),
    "username": ("tên đăng nhập", "username"),
}
ROLES = {plain(str(role.label)): role for role in Role} | {str(role): role for role in Role}


@dataclass(frozen=True)
class Imported:
    """One new account; `secret` opens `/mo/<secret>/` and is nowhere else."""

    account: Account
    unit: Unit
    roles: tuple[Role, ...]
    secret: str
    waits_for_second: bool


@dataclass(frozen=True)
class _Line:
    row: sheet.Row
    unit: Unit
    name: str
    phone: str
    username: str
    roles: tuple[Role, ...]


@transaction.atomic
def import_people(content: bytes) -> list[Imported]:
    """Columns: mã đơn vị, họ và tên, vai trò (several with a semicolon), and điện thoại, tên đăng nhập if
    wished. Raises Invalid with a sentence for each faulty line; then nothing is written."""
    lines = _read(content)
    faults, made = sheet.Faults(), []
    for line in lines:
        try:
            made.append(_create(line))
        except LoaError as error:
            faults.add(line.row, str(error.message))
    faults.stop()
    for unit_id in {one.unit.id for one in made}:
        count = sum(one.unit.id == unit_id for one in made)
        record("people.people_imported", f"places.unit:{unit_id}", unit_id, count=count)
    return made


def _read(content: bytes) -> list[_Line]:
    units = {unit.code: unit for unit in places.units()}
    taken = set(Account.objects.values_list("username", flat=True))
    faults, lines = sheet.Faults(), []
    for row in sheet.read(content, HEADINGS, ("unit", "name", "roles")):
        unit = units.get(row["unit"])
        if unit is None:
            faults.add(row, _("không có đơn vị mã %(code)s.") % {"code": row["unit"]})
            continue
        try:
            roles = _roles(row["roles"])
            username = row["username"].lower() or _free(suggest_username(row["name"], unit), taken)
            name, phone, username = check_person(row["name"], row["phone"], username)
        except Invalid as error:
            faults.add(row, str(error.message))
            continue
        if username in taken:
            faults.add(row, _("tên đăng nhập %(name)s đã có người dùng.") % {"name": username})
        taken.add(username)
        lines.append(_Line(row, unit, name, phone, username, roles))
    faults.stop()
    return lines


def _roles(text: str) -> tuple[Role, ...]:
    words = [plain(word) for word in text.replace("+", ";").replace(",", ";").split(";") if word.strip()]
    unknown = [word for word in words if word not in ROLES]
    if unknown or not words:
        known = ", ".join(str(role.label) for role in Role)
        raise Invalid(_("vai trò chỉ nhận: %(roles)s.") % {"roles": known}, "roles")
    return tuple(dict.fromkeys(ROLES[word] for word in words))


def _free(wanted: str, taken: set[str]) -> str:
    name, number = wanted, 2
    while name in taken:
        name, number = f"{wanted}.{number}", number + 1
    return name


def _create(line: _Line) -> Imported:
    account = create_person(line.name, line.phone, line.unit, line.username)
    for role in line.roles:
        grant(account.person, role, line.unit)
    waits = any(role in TWO_PEOPLE for role in line.roles)
    return Imported(account, line.unit, line.roles, make_link(account), waits)

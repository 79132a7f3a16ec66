"""The import of people with their roles. One-time links are made afterwards by the person who hands them out,
and are shown once: no stored file and no job ever contains one."""

from collections import defaultdict
from functools import cache, partial
from typing import Final, NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from django.utils.functional import lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override

from loa.kernel import clock
from loa.kernel.actor import current
from loa.kernel.errors import Invalid
from loa.kernel.importing import Change, Checks, ImportKind, Outcome, Verdict
from loa.kernel.roles import TWO_PEOPLE, Capability, Role
from loa.kernel.spelling import ByName, means, spelled
from loa.kernel.spreadsheet.columns import Code, Column, Phone
from loa.kernel.spreadsheet.table import Line
from loa.people import queries, role_words
from loa.people.actions.accounts import (
    check_name,
    check_phone,
    check_username,
    create_person,
    suggest_username,
)
from loa.people.actions.grants import grant
from loa.people.listed import held_words
from loa.people.models import Account, Person, RoleGrant
from loa.people.naming import PersonName
from loa.people.phones import phone_digits
from loa.people.rules import clash, never_both
from loa.places import communes, rights
from loa.places.models import Unit, UnitKind


def _help_of_roles() -> str:
    roles = ", ".join(str(role.label) for role in Role)
    return _("%(roles)s; nhiều vai trò cách nhau bằng dấu chấm phẩy.") % {"roles": roles}


COLUMNS: Final = (
    *communes.COLUMNS,
    Column(
        "name",
        ("họ và tên", "họ tên", "họ, tên", "name", "full name"),
        needed=True,
        expected=True,
        example="Lê Thị Hạnh",
        help=gettext_lazy("Họ và tên đầy đủ, có dấu."),
    ),
    Column(
        "roles",
        ("vai trò", "quyền", "roles"),
        needed=True,
        expected=True,
        example="biên tập; vận hành",
        help=lazy(_help_of_roles, str)(),
    ),
    Column(
        "phone",
        ("điện thoại", "số điện thoại", "ĐT", "di động", "phone"),
        Phone(),
        example="0912 345 678",
        help=gettext_lazy("Để cột này dạng chữ, kẻo mất số 0 ở đầu."),
    ),
    Column(
        "username",
        ("tên đăng nhập", "tài khoản", "username"),
        Code(60),
        example="",
        help=gettext_lazy("Bỏ trống thì hệ thống đặt, thí dụ hanh.lt.14797."),
    ),
)


class _Added(NamedTuple):
    """A new person of an earlier row: the name, the row, the digits of the telephone, the verdict's key."""

    name: str
    line: int
    phone: str
    key: str


class _Judge:
    """What an imported row is compared with: accounts within the scope, and the roles that their persons hold
    or have been granted. Calling it returns the verdict on a row."""

    def __init__(self, unit_id: int) -> None:
        self.units = communes.Communes(UnitKind.COMMUNE, UnitKind.PROVINCE)
        self.may = cache(partial(rights.may, current(), Capability.KEEP_PEOPLE))
        self.by_username: dict[str, Account] = {}
        self.by_name: dict[int, ByName[Account]] = defaultdict(ByName)
        self.phones = dict(Person.objects.values_list("pk", "phone"))
        for account in Account.objects.annotate(called=PersonName("person_id")).order_by("pk"):
            account.named = account.called or ""
            self.by_username[account.username] = account
            self.by_name[account.unit_id].add(account.named, account)
        self.held: dict[int, set[tuple[str, int]]] = defaultdict(set)
        standing = RoleGrant.objects.filter(Q(valid_to=None) | Q(valid_to__gt=clock.today()), body=None)
        for person, role, unit in standing.values_list("person_id", "role", "unit_id"):
            self.held[person].add((role, unit))
        # Both grow with each new row: two new persons of one file get different sign-in names, and one person
        # of two rows is found.
        self.taken = set(self.by_username)
        self.added: dict[int, ByName[_Added]] = defaultdict(ByName)

    def __call__(self, line: Line) -> Verdict:
        """Returns the verdict on a row. Raises Faulty, Invalid."""
        wanted = line.get("username").lower()
        checks = Checks(line)
        found = checks.made(partial(self._place, line), "code", "commune", "district")
        roles = checks.made(partial(role_words.read, line.get("roles")), "roles")
        name = checks.made(partial(check_name, line.get("name")), "name")
        phone = checks.made(partial(check_phone, line.get("phone")), "phone")
        if wanted:
            checks.made(partial(check_username, wanted), "username")
        if roles:
            checks.made(partial(_check_clash, roles.here, set()))
        checks.passed()  # raises every fault of the row at once; what follows has all values
        assert found
        assert roles is not None
        assert name is not None
        assert phone is not None
        unit, notes = found.unit, [found.note] if found.note else []
        if there := self._known(unit, name, phone, wanted):
            role_words.require_held(roles.elsewhere, _held_words(there) if roles.elsewhere else [])
            return self._given(there, unit, roles.here, wanted, name, phone, notes)
        role_words.require_held(roles.elsewhere, [])
        if not roles.here:
            raise Invalid(_("còn trống."), "roles")
        key = wanted or self._key(unit, name, phone)
        notes += self._unlike(unit, name)
        self.added[unit.id].add(name, _Added(name, line.number, phone_digits(phone), key))
        username = wanted or self._free(suggest_username(name, unit))
        self.taken.add(username)
        if any(role in TWO_PEOPLE for role in roles.here):
            notes.append(_("chờ một quản trị viên khác đồng ý."))
        changes = (
            Change(_("vai trò, tên đăng nhập"), "", f"{_said(roles.here)}; {username}"),
            *((Change(_("số điện thoại"), "", phone),) if phone else ()),
        )
        do = partial(_create, name, phone, unit, username, roles.here)
        return Verdict(Outcome.ADDED, key, f"{name}, {unit.name}", changes, tuple(notes), do)

    def _place(self, line: Line) -> communes.FoundUnit:
        found = self.units.find(line.get("code"), line.get("commune"), line.get("district"))
        if not self.may(found.unit.id):
            raise Invalid(_("không có quyền thêm người ở %(unit)s.") % {"unit": found.unit.name}, "code")
        return found

    def _given(
        self,
        there: Account,
        unit: Unit,
        roles: tuple[Role, ...],
        wanted: str,
        name: str,
        phone: str,
        notes: list[str],
    ) -> Verdict:
        """Returns the verdict on a row of an existing account: the roles that its person would get. It names
        the person as stored, since the file may call them otherwise."""
        if there.name != name:
            notes.append(_("tệp ghi “%(name)s”.") % {"name": name})
        if phone and self._digits_of(there) != phone_digits(phone):
            notes.append(_("số điện thoại khác số đang ghi; lần nhập này không đổi."))
        key = wanted or f"{unit.id}/{spelled(there.name)}/{phone_digits(phone)}"
        label = f"{there.name} ({there.username}), {unit.name}"
        held = self.held[there.person_id]
        missing = tuple(role for role in roles if (str(role), unit.id) not in held)
        if not missing:
            return Verdict(Outcome.UNCHANGED, key, label, notes=tuple(notes))
        _check_clash(missing, {role for role, _unit in held})
        here = tuple(role for role in Role if (str(role), unit.id) in held)
        change = Change(_("vai trò"), _said(here) or _("chưa có"), _said((*here, *missing)))
        if any(role in TWO_PEOPLE for role in missing):
            notes.append(_("chờ một quản trị viên khác đồng ý."))
        # A grant names the person by id: the row of one who works elsewhere is not seen here.
        do = partial(_grant, Person(pk=there.person_id), missing, unit)
        return Verdict(Outcome.CHANGED, key, label, (change,), tuple(notes), do)

    def _key(self, unit: Unit, name: str, phone: str) -> str:
        """Returns the key of a new person: that of an earlier row of the file if it means the same one."""
        for each in self.added[unit.id].find(name):
            if each.phone == phone_digits(phone):
                return each.key
        return f"{unit.id}/{spelled(name)}/{phone_digits(phone)}"

    def _unlike(self, unit: Unit, name: str) -> list[str]:
        """Returns a note if somebody's name differs from a new person's only in marks, as by a slip."""
        near = [
            f"{each.name} ({each.username})"
            for each in self.by_name[unit.id].near(name)
            if spelled(each.name) != spelled(name)
        ] or [
            _("%(name)s ở dòng %(line)s") % {"name": each.name, "line": each.line}
            for each in self.added[unit.id].near(name)
            if spelled(each.name) != spelled(name)
        ]
        said = _("khác dấu với %(names)s: ghi là người mới.")
        return [said % {"names": ", ".join(near[:3])}] if near else []

    def _digits_of(self, account: Account) -> str:
        """Returns the digits of the telephone number; none for a person who works elsewhere."""
        return phone_digits(self.phones.get(account.person_id, ""))

    def _known(self, unit: Unit, name: str, phone: str, username: str) -> Account | None:
        """Returns the account of this person, found by sign-in name, else by unit, name and telephone; None
        for a new person. Raises Invalid when the sign-in name is another person's, or when several persons
        match."""
        if username:
            there = self.by_username.get(username)
            if there is not None and there.unit_id != unit.id:
                raise Invalid(_("tên đăng nhập %(name)s đã có người dùng.") % {"name": username}, "username")
            if there is not None and not means(name, there.name):
                values = {"username": username, "there": there.name, "name": name}
                said = _("tên đăng nhập %(username)s là của %(there)s, không phải %(name)s.")
                raise Invalid(said % values, "username")
            return there
        namesakes = self.by_name[unit.id].find(name)
        same = [each for each in namesakes if not phone or self._digits_of(each) == phone_digits(phone)]
        unsaid = [each for each in namesakes if not self._digits_of(each)]
        if len(same) == 1:
            return same[0]
        # Several match, or one without a telephone number may be this person: the sender must decide.
        if same or (phone and unsaid):
            names = ", ".join(each.username for each in same or unsaid)
            said = _(
                "đã có người tên này (%(names)s): cùng người thì ghi tên đăng nhập ấy, khác thì đặt tên khác."
            )
            raise Invalid(said % {"names": names}, "username")
        return None

    def _free(self, wanted: str) -> str:
        """Returns the name, with a number behind it if it is taken by an account or an earlier row."""
        name, number = wanted, 2
        while name in self.taken:
            name, number = f"{wanted}.{number}", number + 1
        return name


def _check_clash(roles: tuple[Role, ...], held: set[str]) -> None:
    if found := clash({*roles, *held}):
        raise Invalid(never_both(*found), "roles")


def _held_words(account: Account) -> list[str]:
    """Returns the words of the list of people, in each language, for the roles of the account's person."""
    (found,) = queries.with_roles([account.pk])
    words = []
    for code, _name in settings.LANGUAGES:
        with override(code):
            words += held_words(found)
    return words


def _said(roles: tuple[Role, ...]) -> str:
    return ", ".join(str(role.label) for role in roles)


@transaction.atomic
def _create(name: str, phone: str, unit: Unit, username: str, roles: tuple[Role, ...]) -> Account:
    account = create_person(name, phone, unit, username)
    _grant(account.person, roles, unit)
    return account


@transaction.atomic
def _grant(person: Person, roles: tuple[Role, ...], unit: Unit) -> None:
    for role in roles:
        grant(person, role, unit)


IMPORTS: Final = (
    ImportKind(
        kind="people",
        path="quan-ly/nguoi-dung/tu-tep/",
        name="people_import",
        back="people_list",
        back_said=gettext_lazy("Người và quyền"),
        title=gettext_lazy("Thêm người từ tệp"),
        what=gettext_lazy("người"),
        capability=Capability.KEEP_PEOPLE,
        columns=COLUMNS,
        begin=_Judge,
        most=2_000,
        after="people_links_for_many",
        after_said=gettext_lazy("Tạo liên kết dùng một lần"),
    ),
)

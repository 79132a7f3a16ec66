"""Small real places and people for tests, created by the owner of the tables."""

from dataclasses import dataclass
from datetime import date

from loa.kernel import clock
from loa.kernel.actor import Actor, BodyGrant, Grant
from loa.kernel.roles import Role
from loa.people.models import Account, Person, RoleGrant
from loa.places.models import Body, Hamlet, Unit
from loa.places.names import search_text, sort_key

SINCE = date(2025, 7, 1)


@dataclass(frozen=True)
class Places:
    """A province with two communes."""

    province: Unit
    own: Unit
    other: Unit


def unit(
    name: str, code: str, parent: Unit | None = None, kind: str = "commune", since: date = SINCE
) -> Unit:
    """Creates a unit that exists since July 2025."""
    return Unit.objects.create(
        kind=kind,
        code=code,
        name=name,
        name_type=name.split()[0],
        search=search_text(name),
        sort_key=sort_key(name),
        parent=parent,
        valid_from=since,
    )


def hamlet(unit: Unit, name: str) -> Hamlet:
    """Creates a hamlet that exists since July 2025."""
    return Hamlet.objects.create(
        unit=unit,
        name=name,
        kind="thon",
        valid_from=SINCE,
        search=search_text(name),
        sort_key=sort_key(name),
    )


def body(unit: Unit, name: str) -> Body:
    """Creates a body that exists at a place since July 2025."""
    return Body.objects.create(unit=unit, name=name, valid_from=SINCE)


def places() -> Places:
    """Creates a province with two communes."""
    province = unit("Tỉnh Thanh Hóa", "38", kind="province")
    return Places(
        province, unit("Phường Hạc Thành", "14797", province), unit("Xã Hoằng Châu", "16078", province)
    )


def someone(
    name: str, *roles: tuple[Role, Unit | Body], home: Unit, username: str, password: str | None = None
) -> Actor:
    """Creates a person with an account and with roles held since `SINCE`. Returns the actor they are when
    signed in."""
    person = Person.objects.create(name=name, unit=home)
    account = Account(username=username, person=person, unit=home)
    account.set_password(password) if password else account.set_unusable_password()
    account.vouched_at = clock.now()
    account.save()
    for role, at in roles:
        grant_directly(person, role, at)
    grants = tuple(Grant(str(role), at.id, at.kind) for role, at in roles if isinstance(at, Unit))
    at_bodies = tuple(BodyGrant(str(role), at.id) for role, at in roles if isinstance(at, Body))
    return Actor(account.pk, person.pk, name, grants, at_bodies)


def grant_directly(person: Person, role: Role, at: Unit | Body) -> RoleGrant:
    """Creates a grant in force, as the tables' owner."""
    where = {"unit": at} if isinstance(at, Unit) else {"unit": at.unit, "body": at}
    return RoleGrant.objects.create(person=person, role=role, valid_from=SINCE, **where)


def two_administrators(places: Places) -> list[Actor]:
    """Returns two administrators of the province: what one requests of the trust, the other approves."""
    return [
        someone(name, (Role.ADMINISTRATOR, places.province), home=places.province, username=username)
        for name, username in (("Trần Thị Hòa", "hoa"), ("Lê Văn Bình", "binh"))
    ]

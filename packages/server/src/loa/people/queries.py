"""Reads of people, accounts and roles within the scope."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import connection
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from loa.kernel import clock, dated
from loa.kernel.roles import TWO_PEOPLE, Role
from loa.people.models import Account, OneTimeLink, Person, RoleGrant, held_on
from loa.people.naming import PersonName
from loa.places.models import UnitKind
from loa.places.names import roll_key


class ListedAccount(NamedTuple):
    """The values of an account by which a long list is searched and ordered. `place` orders by unit: the
    province first, then in Vietnamese order."""

    pk: int
    place: tuple[bool, bytes, int]
    name: str
    username: str
    last_login: datetime | None
    phone: str


def listed(unit_ids: Iterable[int]) -> list[ListedAccount]:
    """Returns the accounts of these units, ordered by unit, then by given name as in a Vietnamese roll."""
    rows = Account.objects.filter(unit_id__in=list(unit_ids)).values_list(
        "pk",
        "unit__kind",
        "unit__sort_key",
        "unit_id",
        PersonName("person_id"),
        "username",
        "last_login",
        "person_id",
    )
    phones = dict(Person.objects.exclude(phone="").values_list("pk", "phone"))
    found = [
        ListedAccount(
            pk,
            (kind != UnitKind.PROVINCE, bytes(key), unit_id),
            name or "",
            username,
            last_login,
            phones.get(person_id, ""),
        )
        for pk, kind, key, unit_id, name, username, last_login, person_id in rows
    ]
    return sorted(found, key=lambda one: (one.place, roll_key(one.name), one.pk))


def with_roles(account_ids: Sequence[int]) -> list[Account]:
    """Returns these accounts in this order, each with its name, its unit, and as `.standing` the grants of
    its person that have not ended."""
    day = clock.today()
    standing = RoleGrant.objects.filter(dated.ending_after(day)).select_related("unit", "body")
    named = Account.objects.select_related("unit").annotate(person_name=PersonName("person_id"))
    found = named.in_bulk(account_ids)
    of_person: dict[int, list[RoleGrant]] = defaultdict(list)
    persons = {account.person_id for account in found.values()}
    for grant in standing.filter(person_id__in=persons).order_by("role"):
        of_person[grant.person_id].append(grant)
    for account in found.values():
        account.named, account.standing = account.person_name, of_person[account.person_id]
    return [found[pk] for pk in account_ids if pk in found]


def waiting_grants(unit_ids: Iterable[int]) -> QuerySet[RoleGrant]:
    """Returns the grants that wait for a second administrator."""
    return (
        RoleGrant.objects.filter(
            _takes_two(),
            unit_id__in=list(unit_ids),
            confirmed_at=None,
            granted_by__isnull=False,
        )
        .select_related("unit", "body")
        .annotate(person_name=PersonName("person_id"), giver_name=PersonName("granted_by_id"))
        .order_by("granted_at", "id")
    )


def grants_to_confirm(unit_ids: Iterable[int], person_id: int | None) -> QuerySet[RoleGrant]:
    """Returns those of them to which this administrator may agree: neither given by them nor their own."""
    return waiting_grants(unit_ids).exclude(granted_by=person_id).exclude(person=person_id)


def takes_two(person_id: int) -> bool:
    """Returns whether the person holds a role that takes two people, now, later, or after confirmation."""
    return RoleGrant.objects.filter(_takes_two(), person_id=person_id).exists()


def _takes_two() -> Q:
    return dated.ending_after(clock.today()) & Q(role__in=TWO_PEOPLE)


def live_links() -> QuerySet[OneTimeLink]:
    """Returns the one-time links of accounts in the scope that can still be used."""
    live = OneTimeLink.objects.filter(used_at=None, void_at=None, expires_at__gt=clock.now())
    of_accounts = live.filter(account__is_active=True).select_related("account", "unit")
    return of_accounts.annotate(person_name=PersonName("account__person_id"))


def links_for_a_code(unit_ids: Iterable[int]) -> QuerySet[OneTimeLink]:
    """Returns the usable links that open only with another administrator's code, those without a code
    first."""
    takes_two = RoleGrant.objects.filter(_takes_two(), person_id=OuterRef("account__person_id"))
    return (
        live_links()
        .filter(Exists(takes_two), unit_id__in=list(unit_ids), made_by__isnull=False)
        .order_by(F("code_at").asc(nulls_first=True), "made_at", "id")
    )


def codes_to_give(unit_ids: Iterable[int]) -> int:
    """Returns how many usable links wait for their first code."""
    return links_for_a_code(unit_ids).filter(code_by=None).count()


def links_to_read(unit_ids: Iterable[int], person_id: int | None) -> QuerySet[OneTimeLink]:
    """Returns the links to which this administrator may read a code: neither made by them nor their own."""
    return links_for_a_code(unit_ids).exclude(made_by=person_id).exclude(account__person=person_id)


def administers_all(person_id: int) -> bool:
    """Returns whether the actor is an administrator of every place at which this person holds a role, now or
    later. A function with the owner's rights decides it, as a commune does not see grants at the province."""
    with connection.cursor() as cursor:
        cursor.execute("select people_administers_all(%s)", [person_id])
        return bool(cursor.fetchone()[0])


def holders(role: Role | str, unit_id: int) -> QuerySet[RoleGrant]:
    """Returns the grants of a role that hold today at exactly this unit."""
    held = RoleGrant.objects.filter(held_on(clock.today()), role=role, unit_id=unit_id, body=None)
    return held.annotate(person_name=PersonName("person_id"))

"""Reads of people, accounts and roles within the scope."""

from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from loa.kernel import clock
from loa.kernel.plain import plain
from loa.kernel.roles import TWO_PEOPLE, Role
from loa.people.models import Account, OneTimeLink, RoleGrant, held_on
from loa.places.names import roll_key


def accounts(unit_ids: Iterable[int], text: str = "") -> list[int]:
    """Ids of accounts whose home is one of the units: by unit (the province first), then by given name as a
    Vietnamese roll has it. `text` finds names and sign-in names, with or without marks."""
    words = plain(text).split()
    rows = (
        Account.objects.filter(unit_id__in=list(unit_ids))
        .order_by("-unit__kind", "unit__sort_key", "unit_id", "id")
        .values_list("pk", "unit_id", "person__name", "username")
    )
    by_unit: dict[int, list[tuple[tuple[bytes, bytes], int]]] = {}
    for pk, unit_id, name, username in rows:
        if all(word in plain(name, username) for word in words):
            by_unit.setdefault(unit_id, []).append((roll_key(name), pk))
    return [pk for found in by_unit.values() for _key, pk in sorted(found)]


def with_roles(account_ids: Sequence[int]) -> list[Account]:
    """These accounts in this order, each with its person (`.standing`: its grants) and unit."""
    day = clock.today()
    standing = RoleGrant.objects.filter(Q(valid_to=None) | Q(valid_to__gt=day)).select_related("unit", "body")
    found = (
        Account.objects.select_related("person", "unit")
        .prefetch_related(Prefetch("person__grants", standing.order_by("role"), to_attr="standing"))
        .in_bulk(account_ids)
    )
    return [found[pk] for pk in account_ids if pk in found]


def waiting_grants(unit_ids: Iterable[int]) -> QuerySet[RoleGrant]:
    """Roles given that wait for a second administrator."""
    return (
        RoleGrant.objects.filter(
            _takes_two(),
            unit_id__in=list(unit_ids),
            confirmed_at=None,
            granted_by__isnull=False,
        )
        .select_related("person", "unit", "body", "granted_by")
        .order_by("granted_at", "id")
    )


def takes_two(person_id: int) -> bool:
    """Does the person hold a role that takes two people, now, later, or once it is agreed to?"""
    return RoleGrant.objects.filter(_takes_two(), person_id=person_id).exists()


def _takes_two() -> Q:
    standing = Q(valid_to=None) | Q(valid_to__gt=clock.today())
    return standing & Q(role__in=TWO_PEOPLE)


def live_links() -> QuerySet[OneTimeLink]:
    """One-time links of accounts in the scope that can still be used."""
    live = OneTimeLink.objects.filter(used_at=None, void_at=None, expires_at__gt=clock.now())
    return live.filter(account__is_active=True).select_related("account__person", "unit", "made_by")


def links_for_a_code(unit_ids: Iterable[int]) -> QuerySet[OneTimeLink]:
    """Live links that open only with another administrator's code, those without one first."""
    takes_two = RoleGrant.objects.filter(_takes_two(), person_id=OuterRef("account__person_id"))
    return (
        live_links()
        .filter(Exists(takes_two), unit_id__in=list(unit_ids), made_by__isnull=False)
        .order_by(F("code_at").asc(nulls_first=True), "made_at", "id")
    )


def codes_to_give(unit_ids: Iterable[int]) -> int:
    """How many live links wait for a first code."""
    return links_for_a_code(unit_ids).filter(code_by=None).count()


def administers_all(person_id: int) -> bool:
    """Is whoever acts an administrator of every place at which this person holds a role, now or later?
    Asked of the database with its owner's rights: a commune does not see the grants of the province."""
    with connection.cursor() as cursor:
        cursor.execute("select people_administers_all(%s)", [person_id])
        return bool(cursor.fetchone()[0])


def holders(role: Role | str, unit_id: int) -> QuerySet[RoleGrant]:
    """Who holds a role at exactly this unit today."""
    held = RoleGrant.objects.filter(held_on(clock.today()), role=role, unit_id=unit_id, body=None)
    return held.select_related("person")


def names(person_ids: Iterable[int]) -> dict[int, str]:
    """Names of persons by id, also of those outside the scope (a person of the province who acted here);
    an erased person is not among them."""
    ids = sorted(set(person_ids))
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("select id, name from people_names(%s::bigint[])", [ids])
        return dict(cursor.fetchall())

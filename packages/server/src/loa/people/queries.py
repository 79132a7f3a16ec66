"""Reads of people, accounts and roles within the scope."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import Prefetch, Q, QuerySet

from loa.kernel import clock
from loa.kernel.plain import plain
from loa.people.models import Account, Role, RoleGrant, held_on


def accounts(unit_ids: Iterable[int], text: str = "") -> QuerySet[Account]:
    """Accounts whose home is one of the units, each with its person (`.standing`: its grants) and unit."""
    day = clock.today()
    standing = RoleGrant.objects.filter(Q(valid_to=None) | Q(valid_to__gt=day)).select_related("unit")
    found = (
        Account.objects.filter(unit_id__in=list(unit_ids))
        .select_related("person", "unit")
        .prefetch_related(Prefetch("person__grants", standing.order_by("role"), to_attr="standing"))
        .order_by("unit__sort_key", "person__name", "id")
    )
    for word in text.split():
        found = found.filter(Q(username__contains=plain(word)) | Q(person__name__icontains=word))
    return found


def waiting_grants(unit_ids: Iterable[int]) -> QuerySet[RoleGrant]:
    """Roles given that wait for a second administrator."""
    return (
        RoleGrant.objects.filter(
            Q(valid_to=None) | Q(valid_to__gt=clock.today()),
            unit_id__in=list(unit_ids),
            role__in=["approver", "administrator"],
            confirmed_at=None,
            granted_by__isnull=False,
        )
        .select_related("person", "unit", "granted_by")
        .order_by("granted_at", "id")
    )


def holders(role: Role | str, unit_id: int) -> QuerySet[RoleGrant]:
    """Who holds a role at exactly this unit today."""
    return RoleGrant.objects.filter(held_on(clock.today()), role=role, unit_id=unit_id).select_related(
        "person"
    )


def names(person_ids: Iterable[int]) -> dict[int, str]:
    """Names of persons by id, also of those outside the scope (a person of the province who acted here);
    an erased person is not among them."""
    ids = sorted(set(person_ids))
    if not ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("select id, name from people_names(%s::bigint[])", [ids])
        return dict(cursor.fetchall())

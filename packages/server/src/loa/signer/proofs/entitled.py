"""Who held which role where at a moment, by the dated grants: the signer's own reading of them."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import datetime

from loa.kernel import clock
from loa.kernel.roles import EXACT, TWO_PEOPLE, Capability, roles_with
from loa.people.models import RoleGrant
from loa.places import queries as places
from loa.places.models import Unit


def grants(persons: Collection[int]) -> dict[int, list[RoleGrant]]:
    """All grants there ever were of some persons, by person."""
    found: dict[int, list[RoleGrant]] = defaultdict(list)
    for grant in RoleGrant.objects.filter(person_id__in=persons):
        found[grant.person_id].append(grant)
    return found


def holds(
    given: Iterable[RoleGrant],
    capability: Capability,
    unit_id: int,
    above: Collection[int],
    at: datetime,
) -> bool:
    """Did one of a person's grants let them do this at a unit at a moment? Pure. `above`: the unit and all
    above it.

    What is held at exactly a unit counts there alone, the rest also below it. A role counts from the moment
    on that it was given, whatever day it says; what takes a second administrator, from the confirmation on.
    """
    roles, day = roles_with(capability), clock.local(at).date()
    return any(
        grant.role in roles
        and grant.body_id is None
        and (grant.unit_id == unit_id or (grant.role not in EXACT and grant.unit_id in above))
        and grant.holds(day)
        and _confirmed(grant, at)
        for grant in given
    )


def _confirmed(grant: RoleGrant, at: datetime) -> bool:
    """In nobody's name it is the tables' owner's, as no process may write."""
    if grant.confirmed_by_id == grant.person_id:
        return False
    if grant.granted_by_id is None:
        return True
    if grant.granted_at > at:
        return False
    if grant.role not in TWO_PEOPLE:
        return True
    return grant.confirmed_at is not None and grant.confirmed_at <= at


def of_the_province(person_id: int, capability: Capability, at: datetime) -> bool:
    """Did a person hold, at the province itself, a role that lets them do this at a moment?"""
    province = places.province()
    given = grants([person_id])[person_id]
    return province is not None and holds(given, capability, province.id, (), at)


def above(unit: Unit) -> dict[int, str]:
    """The codes of the unit and all above it by id, nearest first, as the tree stands today or ever stood.

    Asks nothing of a unit that was read with its parents (`select_related("parent__parent")`).
    """
    found: dict[int, str] = {}
    at: Unit | None = unit
    while at is not None and at.id not in found:
        found[at.id] = at.code
        at = at.parent
    return found

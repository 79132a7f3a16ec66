"""Who held which role where at a moment, by the dated grants. The signer reads them by code of its own."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from datetime import datetime

from loa.kernel import clock
from loa.kernel.roles import EXACT, TWO_PEOPLE, Capability, roles_with
from loa.people.models import RoleGrant
from loa.places import queries as places
from loa.places.models import Unit


def grants(persons: Collection[int]) -> dict[int, list[RoleGrant]]:
    """Returns all grants that some persons ever had, by person."""
    found: dict[int, list[RoleGrant]] = defaultdict(list)
    for grant in RoleGrant.objects.filter(person_id__in=persons):
        found[grant.person_id].append(grant)
    return found


def of_role(given: Iterable[RoleGrant], role: str) -> list[RoleGrant]:
    """Returns the grants of the one role that a decision names. Pure."""
    return [grant for grant in given if grant.role == role]


def holds(
    given: Iterable[RoleGrant],
    capability: Capability,
    unit_id: int,
    above: Collection[int],
    at: datetime,
) -> bool:
    """Returns whether one of a person's grants let them do this at a unit at a moment. Pure.

    `above`: the unit and all units above it. A role in EXACT counts at its own unit alone, every other role
    also below it. A role counts from the moment on that it was granted, whatever day the grant starts; a role
    that takes a second administrator counts from the confirmation on. A role at a body counts at no unit.
    """
    return any(
        grant.body_id is None
        and (grant.unit_id == unit_id or (grant.role not in EXACT and grant.unit_id in above))
        for grant in _in_force(given, capability, at)
    )


def holds_at_body(given: Iterable[RoleGrant], capability: Capability, body_id: int, at: datetime) -> bool:
    """Returns whether one of a person's grants let them do this for a body at a moment. Pure.

    Only a role at that body counts, from the same moment on as in `holds`.
    """
    return any(grant.body_id == body_id for grant in _in_force(given, capability, at))


def _in_force(given: Iterable[RoleGrant], capability: Capability, at: datetime) -> Iterator[RoleGrant]:
    """Yields the grants of roles with the capability that counted at a moment."""
    roles, day = roles_with(capability), clock.local(at).date()
    return (grant for grant in given if grant.role in roles and grant.holds(day) and _confirmed(grant, at))


def _confirmed(grant: RoleGrant, at: datetime) -> bool:
    """Returns whether the grant was made by a moment, and confirmed by a second person where its role needs
    that.

    A grant in nobody's name was written by the database role that owns the tables: no process of the server
    can write one.
    """
    # Nobody confirms their own role.
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
    """Returns whether a person held, at the province itself, a role that let them do this at a moment."""
    province = places.province()
    given = grants([person_id])[person_id]
    return province is not None and holds(given, capability, province.id, (), at)


def above(unit: Unit) -> dict[int, str]:
    """Returns the codes of the unit and all units above it by id, nearest first. Also works for a former
    unit.

    Makes no query for a unit that was read with its parents (`select_related("parent__parent")`).
    """
    found: dict[int, str] = {}
    at: Unit | None = unit
    # The second condition ends the loop if the rows ever form a circle.
    while at is not None and at.id not in found:
        found[at.id] = at.code
        at = at.parent
    return found

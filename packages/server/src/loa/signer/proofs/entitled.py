"""Who held which role where at a moment, by the dated grants: the signer's own reading of them."""

from collections.abc import Collection
from datetime import datetime

from django.db.models import F, Q

from loa.kernel import clock
from loa.people.models import Role, RoleGrant
from loa.places.models import Unit

TWO_PEOPLE = (Role.APPROVER, Role.ADMINISTRATOR)
EXACT = (Role.EDITOR, Role.APPROVER)


def held(person_id: int, roles: Collection[Role], unit_id: int, at: datetime) -> bool:
    """Did the person hold one of the roles at the unit then? Editor and approver at exactly that unit,
    operator
    and administrator also above it; what takes a second administrator counts from the confirmation on."""
    day = clock.local(at).date()
    grants = RoleGrant.objects.filter(
        Q(valid_to=None) | Q(valid_to__gt=day),
        Q(confirmed_at__lte=at) | ~Q(role__in=TWO_PEOPLE) | Q(granted_by=None),
        person_id=person_id,
        role__in=list(roles),
        valid_from__lte=day,
    )
    here = Q(unit_id=unit_id)
    above = [role for role in roles if role not in EXACT]
    if above:
        here |= Q(unit_id__in=chain(unit_id), role__in=above)
    return grants.filter(here).exclude(confirmed_by=F("person")).exists()


def chain(unit_id: int) -> list[int]:
    """The unit and all above it, nearest first, as the tree stands today or ever stood."""
    found: list[int] = []
    at: int | None = unit_id
    parents = dict(Unit.objects.values_list("id", "parent_id"))
    while at is not None and at not in found:
        found.append(at)
        at = parents.get(at)
    return found


def codes(unit_id: int) -> list[str]:
    """The codes of the unit and all above it, from the province down."""
    above = chain(unit_id)
    units = Unit.objects.in_bulk(above)
    return [units[each].code for each in reversed(above)]

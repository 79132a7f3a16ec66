"""Decides which units a key has authority over and which devices an act is for.

A device knows which unit lies in which from its assignment. Only a key that is delegated for the top place,
which the root statement names, decides that order. So a commune's key has authority over the units that it
names and the units in them, and over nothing else.
"""

from loa_protocol.messages import Assignment, Delegation, Target, TargetKind


def known_here(delegation: Delegation, places: tuple[str, ...], top: str) -> bool:
    """Returns whether a delegation names the top or one of these places (a device's, from the top down)."""
    return top in delegation.places or not set(delegation.places).isdisjoint(places)


def holds(delegation: Delegation, unit: str, places: tuple[str, ...], top: str) -> bool:
    """Returns whether a delegation names a unit, the top, or a unit above it in the places of a device (from
    the top down)."""
    if top in delegation.places or unit in delegation.places:
        return True
    above = places[: places.index(unit)] if unit in places else ()
    return not set(delegation.places).isdisjoint(above)


def covers(delegation: Delegation, target: Target, mine: Assignment, top: str) -> bool:
    """Returns whether a key of this delegation may sign for this target. `all` needs the top place."""
    match target.kind:
        case TargetKind.ALL:
            return top in delegation.places
        case TargetKind.UNIT:
            return holds(delegation, target.id, mine.places, top)
        case TargetKind.PLAN:
            return holds(delegation, target.id.split(".")[0], mine.places, top)
        case TargetKind.DEVICE:
            return holds(delegation, mine.places[-1], mine.places, top)


def targets(target: Target, device: str, mine: Assignment) -> bool:
    """Returns whether the target includes this device."""
    match target.kind:
        case TargetKind.ALL:
            return True
        case TargetKind.UNIT:
            return target.id in mine.places
        case TargetKind.PLAN:
            return target.id == mine.plan_id
        case TargetKind.DEVICE:
            return target.id == device

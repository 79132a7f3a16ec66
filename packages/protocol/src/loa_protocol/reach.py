"""How far a key reaches, and whom an act is for: units, and which lies in which.

A device knows the order of places from its assignment, where the order comes from a key delegated for the top
place that root's statement names. So a commune's key reaches what it names and what lies in it, nothing else.
"""

from loa_protocol.messages import Assignment, Delegation, Target, TargetKind


def known_here(delegation: Delegation, places: tuple[str, ...], top: str) -> bool:
    """Does a delegation name one of these places (a device's, from the top down), or the top itself?"""
    return top in delegation.places or not set(delegation.places).isdisjoint(places)


def holds(delegation: Delegation, unit: str, places: tuple[str, ...], top: str) -> bool:
    """Is a unit among the places of a delegation, or does it lie in one of them by the order of a device's
    places?"""
    if top in delegation.places or unit in delegation.places:
        return True
    above = places[: places.index(unit)] if unit in places else ()
    return not set(delegation.places).isdisjoint(above)


def covers(delegation: Delegation, target: Target, mine: Assignment, top: str) -> bool:
    """May a key of this delegation order what is for this target? `all` needs the top place."""
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
    """Is this device meant?"""
    match target.kind:
        case TargetKind.ALL:
            return True
        case TargetKind.UNIT:
            return target.id in mine.places
        case TargetKind.PLAN:
            return target.id == mine.plan_id
        case TargetKind.DEVICE:
            return target.id == device

"""How far a grant reaches over the tree: pure over rows that `of_grants` reads once."""

from collections import defaultdict
from collections.abc import Iterable

from loa.kernel.actor import Grant
from loa.places.models import Succession, Unit

# Held exactly at a unit, or over it and all below it; and whether it writes at all.
AT_UNIT = frozenset({"editor", "approver"})
OVER_SUBTREE = frozenset({"operator", "auditor", "administrator"})
READS_ONLY = frozenset({"auditor"})


def of_grants(grants: Iterable[Grant]) -> tuple[frozenset[int], frozenset[int]]:
    """(read, write) ids. Reading includes predecessors of every unit reached; writing does not."""
    grants = tuple(grants)
    exact = {grant.unit_id for grant in grants if grant.role in AT_UNIT}
    over = {grant.unit_id for grant in grants if grant.role in OVER_SUBTREE}
    over_write = {grant.unit_id for grant in grants if grant.role in OVER_SUBTREE - READS_ONLY}
    below = _below(over)
    read = exact | below
    write = exact | (below if over == over_write else _below(over_write))
    return frozenset(with_predecessors(read)), frozenset(write)


def _below(tops: set[int]) -> set[int]:
    """Units themselves and all that ever stood under them."""
    if not tops:
        return set()
    children: dict[int, list[int]] = defaultdict(list)
    for unit, parent in Unit.objects.exclude(parent=None).values_list("id", "parent_id"):
        children[parent].append(unit)
    return _closure(tops, children)


def with_predecessors(units: Iterable[int]) -> set[int]:
    """Units and every unit that went, whole or in part, into one of them, however many reforms ago."""
    start = set(units)
    if not start:
        return start
    came_from: dict[int, list[int]] = defaultdict(list)
    for old, new in Succession.objects.values_list("old_id", "new_id"):
        came_from[new].append(old)
    return _closure(start, came_from)


def _closure(start: set[int], steps: dict[int, list[int]]) -> set[int]:
    found, ahead = set(start), list(start)
    while ahead:
        for following in steps.get(ahead.pop(), ()):
            if following not in found:
                found.add(following)
                ahead.append(following)
    return found

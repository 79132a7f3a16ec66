"""What leans on hamlets in the rooms above this one: each says it in its `on_hamlets.py`.

def on_hamlets(unit_id: int) -> Mapping[int, Leaning]: ...      # by hamlet; what leans on none is left out
"""

from collections import defaultdict
from dataclasses import dataclass

from loa.kernel import autodiscovery


@dataclass(frozen=True)
class Dependents:
    """Things of one kind on one hamlet: how many in words, the page that lists them, and what becomes of them
    when the hamlet ends."""

    said: str
    url: str
    afterwards: str


def on_hamlets(unit_id: int) -> dict[int, list[Dependents]]:
    """By hamlet of one commune. Within the scope: of a commune beyond it nothing is seen."""
    found: dict[int, list[Dependents]] = defaultdict(list)
    for _label, room in autodiscovery.files("hamlet_dependents"):
        for hamlet_id, leaning in room.on_hamlets(unit_id).items():
            found[hamlet_id].append(leaning)
    return dict(found)

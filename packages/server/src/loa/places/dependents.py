"""What depends on hamlets in the rooms above this one. Each such room declares it in its
`hamlet_dependents.py`:

def on_hamlets(unit_id: int) -> Mapping[int, Dependents]: ...      # by hamlet, without those that have none
"""

from collections import defaultdict
from dataclasses import dataclass

from loa.kernel import autodiscovery


@dataclass(frozen=True)
class Dependents:
    """Things of one kind that depend on one hamlet: how many, in words, the page that lists them, and what
    happens to them when the hamlet ends."""

    said: str
    url: str
    afterwards: str


def on_hamlets(unit_id: int) -> dict[int, list[Dependents]]:
    """Returns what depends on each hamlet of a commune. For a commune outside the scope it returns
    nothing."""
    found: dict[int, list[Dependents]] = defaultdict(list)
    for _label, room in autodiscovery.files("hamlet_dependents"):
        for hamlet_id, dependents in room.on_hamlets(unit_id).items():
            found[hamlet_id].append(dependents)
    return dict(found)

"""Day plans and bodies as their rows keep them: each item once, a day plan as its frame and the items in it.

The same item stands in the day plans of every hamlet that hears it, some twenty times. So a day plan's row
holds the document without its items (the frame) and which items belong into it; the bytes that devices fetch
are put together from these, and their hash, the row's own name, proves that they are the ones compiled.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

from loa.dispatch.models import Body, DayPlan, PlannedItem
from loa.dispatch.rules import joined

_DAYS: Final = re.compile(rb"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Parts:
    """A day plan's row: its frame, and its items by id in their order."""

    frame: bytes
    items: Sequence[int]


@dataclass
class Documents:
    """What some bodies name, as the rows have it; nothing of it is believed yet."""

    bodies: dict[str, bytes] = field(default_factory=dict)
    days: dict[str, Parts] = field(default_factory=dict)
    items: dict[int, bytes] = field(default_factory=dict)

    def read(self, bodies: Collection[str]) -> None:
        """Read these bodies, their day plans and those's items in three questions; what is there already is
        not read again."""
        missing = set(bodies) - self.bodies.keys()
        found = Body.objects.filter(sha256__in=missing).values_list("sha256", "bytes")
        new = {name: bytes(data) for name, data in found}
        self.bodies.update(new)
        self.read_days({name.decode() for data in new.values() for name in _DAYS.findall(data)})

    def read_days(self, names: Collection[str]) -> None:
        """Read these day plans and their items in two questions; what is there already is not read again."""
        days = set(names) - self.days.keys()
        rows = DayPlan.objects.filter(sha256__in=days).values_list("sha256", "frame", "items")
        self.days.update((name, Parts(bytes(frame), items)) for name, frame, items in rows)
        wanted = {item for parts in self.days.values() for item in parts.items} - self.items.keys()
        texts = PlannedItem.objects.filter(id__in=wanted).values_list("id", "bytes")
        self.items.update((name, bytes(data)) for name, data in texts)

    def day(self, name: str) -> bytes:
        """A day plan's bytes. Raises KeyError when its row or one of its items is not there."""
        parts = self.days[name]
        return joined(parts.frame, [self.items[each] for each in parts.items])

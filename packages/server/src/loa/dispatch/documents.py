"""Puts day plans and bodies together from their rows. Each item is stored once, a day plan as its frame and
items.

The same item is in the day plans of every hamlet that hears it, some twenty times. So the row of a day plan
has the document without its items (the frame) and the ids of the items in it. The bytes that devices fetch
are put together from these. Their hash, which is the row's key, proves that they are the bytes that were
compiled.
"""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from typing import Final

from loa_protocol.ids import sha256_hex

from loa.dispatch.models import DayPlan, PlanBody, PlannedItem
from loa.dispatch.rules import joined

_DAYS: Final = re.compile(rb"[0-9a-f]{64}")
"""The hashes in a body. It is not decoded, since nothing of it is proven yet."""


@dataclass(frozen=True, slots=True)
class Parts:
    """The row of a day plan: its frame, and the ids of its items in their order."""

    frame: bytes
    items: Sequence[int]


@dataclass
class Documents:
    """The documents that some bodies name, as the rows have them. Nothing of them is proven yet."""

    bodies: dict[str, bytes] = field(default_factory=dict)
    days: dict[str, Parts] = field(default_factory=dict)
    items: dict[int, bytes] = field(default_factory=dict)

    def read(self, bodies: Collection[str]) -> None:
        """Reads these bodies, their day plans and the items of those in three queries. What was read is not
        read again."""
        missing = set(bodies) - self.bodies.keys()
        found = PlanBody.objects.filter(sha256__in=missing).values_list("sha256", "bytes")
        new = {name: bytes(data) for name, data in found}
        self.bodies.update(new)
        self.read_days({name.decode() for data in new.values() for name in _DAYS.findall(data)})

    def read_days(self, names: Collection[str], items: Collection[int] = ()) -> None:
        """Reads these day plans and their items, and other items by their ids, in two queries."""
        missing = set(names) - self.days.keys()
        rows = DayPlan.objects.filter(sha256__in=missing).values_list("sha256", "frame", "items")
        self.days.update((name, Parts(bytes(frame), numbers)) for name, frame, numbers in rows)
        wanted = {item for parts in self.days.values() for item in parts.items} | set(items)
        texts = PlannedItem.objects.filter(id__in=wanted - self.items.keys()).values_list("id", "bytes")
        self.items.update((name, bytes(data)) for name, data in texts)

    def altered(self, numbers: Collection[int]) -> list[int]:
        """Returns which of these items, already read, differ from the hashes in their rows."""
        hashes = PlannedItem.objects.filter(id__in=numbers).values_list("id", "sha256")
        return [number for number, name in hashes if sha256_hex(self.items[number]) != name]

    def day(self, name: str) -> bytes:
        """Returns the bytes of a day plan. Raises KeyError when its row or one of its items is missing."""
        parts = self.days[name]
        return joined(parts.frame, [self.items[each] for each in parts.items])

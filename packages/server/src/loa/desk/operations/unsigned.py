"""What the signer would not sign or has not come to, a line a unit: why in words, and what to put right."""

import re
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import Final

from loa.desk import unproven
from loa.dispatch import verdicts
from loa.kernel import clock
from loa.kernel.actor import Actor
from loa.kernel.roles import Capability
from loa.keys import queries as keys
from loa.keys import refusals
from loa.keys.models import ToSign
from loa.places import rights
from loa.places.models import Unit

_SLOT: Final = re.compile(r"\b([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})@")


@dataclass(frozen=True)
class WaitingUnit:
    """A unit of which something waits longer than it should: how much, since when, for what."""

    unit: Unit
    count: int
    at: datetime
    why: str


def overdue(unit_ids: Collection[int]) -> list[WaitingUnit]:
    """Units of which something has waited for its signature over two minutes, the longest first."""
    groups: dict[int, list[ToSign]] = defaultdict(list)
    for row in keys.overdue(unit_ids, clock.now() - unproven.LATE):
        groups[row.unit_id].append(row)
    return [
        WaitingUnit(rows[0].unit, len(rows), rows[0].asked_at, unproven.waiting(rows[0]))
        for rows in groups.values()
    ]


MOST_LEFT_OUT: Final = 6


@dataclass(frozen=True)
class LeftOutUnit:
    """A unit whose plans lack something that could not be proven: the first, and how many more."""

    unit: Unit
    first: unproven.Line
    others: int


def left_out(unit_ids: Collection[int]) -> list[LeftOutUnit]:
    """A few units, in Vietnamese order."""
    found = ((unit, unproven.lines(unit)) for unit in verdicts.units(unit_ids))
    return [
        LeftOutUnit(unit, lines[0], len(lines) - 1) for unit, lines in islice(found, MOST_LEFT_OUT) if lines
    ]


@dataclass(frozen=True)
class UnsignedUnit:
    """A unit whose newest plans are not signed: its clusters go on by what they hold."""

    unit: Unit
    plans: int
    at: datetime | None
    why: str
    slot: str
    """The slot at which the proof stopped, where the reader may move it; else empty."""


def unsigned(unit_ids: Collection[int], who: Actor) -> list[UnsignedUnit]:
    """Units with refused plans, the newest refusal first, each with the reason of its newest one."""
    groups: dict[int, list[ToSign]] = defaultdict(list)
    for row in keys.unsigned_plans(unit_ids).select_related("unit"):
        groups[row.unit_id].append(row)
    return [_line(rows, who) for rows in groups.values()]


def _line(rows: list[ToSign], who: Actor) -> UnsignedUnit:
    newest = rows[0]
    named = _SLOT.search(newest.why)
    slot = named.group(1) if named and rights.may(who, Capability.SCHEDULE, newest.unit_id) else ""
    why = f"{refusals.sentence(newest.code)} {refusals.step(newest.code)}"
    return UnsignedUnit(newest.unit, len(rows), newest.decided_at, why, slot)

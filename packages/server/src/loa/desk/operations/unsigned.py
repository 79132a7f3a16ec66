"""What the signer rejected or has not signed yet, one line for each unit: why, and what to correct."""

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
"""The slot's id in the reason of a rejection: a UUID before "@"."""


@dataclass(frozen=True)
class WaitingUnit:
    """A unit with requests that wait longer than they should: how many, since when, and for what."""

    unit: Unit
    count: int
    at: datetime
    why: str


def overdue(unit_ids: Collection[int]) -> list[WaitingUnit]:
    """Returns the units with a request that has waited more than two minutes for its signature, the longest
    first."""
    groups: dict[int, list[ToSign]] = defaultdict(list)
    for row in keys.overdue(unit_ids, clock.now() - unproven.LATE):
        groups[row.unit_id].append(row)
    return [
        WaitingUnit(rows[0].unit, len(rows), rows[0].asked_at, unproven.waiting(rows[0]))
        for rows in groups.values()
    ]


MOST_LEFT_OUT: Final = 6
"""The largest number of units that the page lists."""


@dataclass(frozen=True)
class LeftOutUnit:
    """A unit whose plans lack something that could not be proven: the first part, and how many more."""

    unit: Unit
    first: unproven.Line
    others: int


def left_out(unit_ids: Collection[int]) -> list[LeftOutUnit]:
    """Returns the first few units, in Vietnamese order."""
    # A generator, so that lines are read only for the units that are shown.
    found = ((unit, unproven.lines(unit)) for unit in verdicts.units(unit_ids))
    shown = (LeftOutUnit(unit, lines[0], len(lines) - 1) for unit, lines in found if lines)
    return list(islice(shown, MOST_LEFT_OUT))


@dataclass(frozen=True)
class UnsignedUnit:
    """A unit whose newest plans are not signed. Its clusters go on with the plans that they hold."""

    unit: Unit
    plans: int
    at: datetime | None
    why: str
    slot: str
    """The slot that could not be proven, if the reader may move it; else empty."""


def unsigned(unit_ids: Collection[int], who: Actor) -> list[UnsignedUnit]:
    """Returns the units with rejected plans, the newest rejection first, each with the reason of its newest
    one."""
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

"""Proof of a start: the time of day that was approved, or the one to which an operator moved the slot.

What a plan says is the planned start; that the rule on the device lets an ordinary item begin later when
priority goes first is bounded by its latest start, which is proven here too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date

from loa_protocol import timing
from loa_protocol.messages import Item

from loa.airtime import rights
from loa.airtime.models import Move
from loa.airtime.occurrences import Timing
from loa.airtime.proposals import LATEST_START_S, timing_of
from loa.kernel.ids import read_uuid
from loa.kernel.roles import Capability, roles_with
from loa.signer.proofs import entitled
from loa.signer.proofs.right import Granted
from loa.signer.refusing import Code, NotProven


@dataclass
class Moves:
    """The newest move of each slot as the database has it in this transaction, its mover asked about once."""

    _rows: dict[str, Move | NotProven | None] = field(default_factory=dict)

    def load(self, items: Iterable[Item]) -> None:
        """Read the newest move of each item's slot, and the movers' grants: in the same few questions,
        however many they are."""
        wanted = {item.slot for item in items} - self._rows.keys()
        self._rows.update(dict.fromkeys(wanted))
        slots = [each for each in map(read_uuid, wanted) if each is not None]
        newest = Move.objects.filter(slot_id__in=slots).order_by("slot_id", "-id").distinct("slot_id")
        rows = list(newest.select_related("unit__parent__parent")) if slots else []
        given = entitled.grants({row.person_id for row in rows}) if rows else {}
        for row in rows:
            above = entitled.above(row.unit)
            held = entitled.holds(given[row.person_id], Capability.SCHEDULE, row.unit_id, above, row.at)
            said = f"{row.slot_id}@ moved by person {row.person_id} at {row.unit_id}"
            entitles = held and row.role in roles_with(Capability.SCHEDULE)
            self._rows[str(row.slot_id)] = row if entitles else NotProven(Code.NOT_ENTITLED, said)

    def of(self, slot: str) -> Move | None:
        """The newest move of a slot that was loaded; None when nobody moved it. Raises NotProven when its
        mover was no operator there then."""
        found = self._rows[slot]
        if isinstance(found, NotProven):
            raise found
        return found


def starts(item: Item, day: date, unit_id: int, granted: Sequence[Granted], moved: Move | None) -> None:
    """The item starts when all its rights say, or, once an operator moved its slot, where the newest move
    put it. Raises NotProven. In which hamlets is asked of each plan by itself: `moved_for`."""
    if moved is None:
        if not all(_granted_then(each, item, day) for each in granted):
            raise NotProven(Code.NOT_MOVED, f"{item.id}: approved for another time, and nobody moved it")
        latest_s = LATEST_START_S
    else:
        if moved.unit_id != unit_id:
            raise NotProven(Code.OTHER_PLACE, f"{item.id}: moved at unit {moved.unit_id}")
        if not _moved_there(moved, item, day):
            raise NotProven(Code.NOT_MOVED, f"{item.id}: its newest move put it elsewhere")
        latest_s = moved.latest_start_s
    if item.latest_start_ms - item.start_ms > latest_s * timing.SECOND:
        raise NotProven(Code.NOT_MOVED, f"{item.id}: may begin later than decided")


def moved_for(moved: Move | None, hamlet: int | None) -> bool:
    """Is this hamlet (None: the clusters of the whole commune) among the places of a move, if any?"""
    return moved is None or not moved.hamlets or hamlet in moved.hamlets


def _granted_then(granted: Granted, item: Item, day: date) -> bool:
    return any(_falls(timing_of(when), item, day) for when in granted.times)


def _moved_there(moved: Move, item: Item, day: date) -> bool:
    """On its days, at its time, and for nothing but the rights that the operator moved."""
    where = Timing(moved.first, moved.last, frozenset(moved.days), moved.time)
    return _falls(where, item, day) and rights.named(item) <= {rights.read(each) for each in moved.approvals}


def _falls(where: Timing, item: Item, day: date) -> bool:
    return where.falls_on(day) and item.start_ms == timing.at(day, where.time)

"""Proves a start: the time of day that was approved, or the one to which an operator moved the slot.

A plan has the planned start. By the rule on the device an ordinary item may begin later when priority goes
first; its latest start bounds that, and is proven here too.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from loa_protocol import timing
from loa_protocol.messages import Item

from loa.airtime import rights
from loa.airtime.models import Move
from loa.airtime.occurrences import Timing
from loa.airtime.proposals import LATEST_START_S, lets_play_on, timing_of
from loa.kernel import clock
from loa.kernel.ids import read_uuid
from loa.kernel.roles import Capability
from loa.signer.proofs import entitled
from loa.signer.proofs.right import ProvenRight
from loa.signer.refusing import Code, NotProven

DAYS_ASKED_SINCE: Final = date(2026, 12, 2)
"""The local day of a move from which on its days are held to those of the approved times. Before, only the
first and last approved day counted: a slot that was moved so then is played on."""


@dataclass
class Moves:
    """The newest move of each slot as the database has it in this transaction. Each mover's right is checked
    once."""

    _rows: dict[str, Move | NotProven | None] = field(default_factory=dict)

    def load(self, items: Iterable[Item]) -> None:
        """Reads the newest move of each item's slot and the movers' grants, in the same few queries however
        many they are."""
        wanted = {item.slot for item in items} - self._rows.keys()
        # None stands for a slot that nobody moved.
        self._rows.update(dict.fromkeys(wanted))
        slots = [each for each in map(read_uuid, wanted) if each is not None]
        # DISTINCT ON: of each slot only the newest move.
        newest = Move.objects.filter(slot_id__in=slots).order_by("slot_id", "-id").distinct("slot_id")
        rows = list(newest.select_related("unit__parent__parent")) if slots else []
        given = entitled.grants({row.person_id for row in rows}) if rows else {}
        for row in rows:
            above = entitled.above(row.unit)
            acting = entitled.of_role(given[row.person_id], row.role)
            held = entitled.holds(acting, Capability.SCHEDULE, row.unit_id, above, row.at)
            said = f"{row.slot_id}@ moved by person {row.person_id} at {row.unit_id}"
            self._rows[str(row.slot_id)] = row if held else NotProven(Code.NOT_ENTITLED, said)

    def of(self, slot: str) -> Move | None:
        """Returns the newest move of a slot that was loaded, or None when nobody moved it.

        Raises NotProven when the mover did not hold, there and then, the role in which it was moved.
        """
        found = self._rows[slot]
        if isinstance(found, NotProven):
            raise found
        return found


def starts(item: Item, day: date, unit_id: int, granted: Sequence[ProvenRight], moved: Move | None) -> None:
    """Raises NotProven unless the item starts when its rights say, or where the newest move of its slot put
    it.

    The hamlets are checked for each plan by itself, with `moved_for`.
    """
    if moved is None:
        if not all(_granted_then(each, item, day) for each in granted):
            raise NotProven(Code.NOT_MOVED, f"{item.id}: approved for another time, and nobody moved it")
        latest_s = LATEST_START_S
    else:
        if moved.unit_id != unit_id:
            raise NotProven(Code.OTHER_PLACE, f"{item.id}: moved at unit {moved.unit_id}")
        if not _moved_there(moved, item, day):
            raise NotProven(Code.NOT_MOVED, f"{item.id}: its newest move put it elsewhere")
        if not all(_lets_move_to(each, day, moved) for each in granted):
            raise NotProven(Code.OTHER_TIME, f"{item.id}: moved to a day that was not approved")
        latest_s = moved.latest_start_s
    if item.latest_start_ms - item.start_ms > latest_s * timing.SECOND:
        raise NotProven(Code.NOT_MOVED, f"{item.id}: may begin later than decided")


def moved_for(moved: Move | None, hamlet: int | None) -> bool:
    """Returns whether this hamlet (None: the clusters of the whole commune) is among the places of the move,
    if any."""
    return moved is None or not moved.hamlets or hamlet in moved.hamlets


def _granted_then(granted: ProvenRight, item: Item, day: date) -> bool:
    return any(_falls(timing_of(when), item, day) for when in granted.times)


def _moved_there(moved: Move, item: Item, day: date) -> bool:
    """Returns whether the item starts on the move's days at its time, for no other rights than those
    moved."""
    where = Timing(moved.first, moved.last, frozenset(moved.days), moved.time)
    return _falls(where, item, day) and rights.named(item) <= {rights.read(each) for each in moved.approvals}


def _lets_move_to(granted: ProvenRight, day: date, moved: Move) -> bool:
    if clock.local(moved.at).date() < DAYS_ASKED_SINCE:
        return True
    return lets_play_on(granted.times, granted.first, granted.last, day)


def _falls(where: Timing, item: Item, day: date) -> bool:
    return where.falls_on(day) and item.start_ms == timing.at(day, where.time)

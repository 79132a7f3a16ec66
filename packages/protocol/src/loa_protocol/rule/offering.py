"""Proposes up to three other times for an item that cannot have its planned time."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

import msgspec

from loa_protocol.messages.common import Priority
from loa_protocol.messages.plan import DayPlan, Envelope, Item
from loa_protocol.rule.checking import breaches, clashes
from loa_protocol.rule.hours import sessions
from loa_protocol.rule.placing import timeline
from loa_protocol.timing import MINUTE, local, local_date
from loa_protocol.timing import at as at_time

WANTED = 3


class OfferKind(StrEnum):
    """Where an offer lies: earlier or later on the same day, or on a following day."""

    EARLIER = "earlier"
    LATER = "later"
    NEXT = "next"


@dataclass(frozen=True, slots=True)
class Offer:
    """A start (UTC ms) at which the item fits and moves no other item."""

    kind: OfferKind
    start_ms: int


def offers(
    item: Item,
    days: Sequence[DayPlan],
    envelope: Envelope | None = None,
    highest: Priority | None = None,
    *,
    not_before: int = 0,
    not_after: int | None = None,
) -> list[Offer]:
    """Returns up to three starts for a refused item: one earlier and one later on its day, then one on each
    of the following days.

    days: the day plans to search, without the item; the plan of its own day is among them. On a following day
    the same time of day is tried first. not_before limits the start, not_after the end, in UTC ms. Latest
    start and expiry move with the start.
    """
    own_day = local_date(item.start_ms)
    ordered = sorted(days, key=lambda day: day.date)
    found: list[Offer] = []

    def first_free(day: DayPlan, moments: Iterator[int], kind: OfferKind) -> None:
        for moment in moments:
            late = not_after is not None and moment + item.length_ms > not_after
            if moment >= not_before and not late and _free(item, moment, day, envelope, highest):
                found.append(Offer(kind, moment))
                return

    for day in ordered:
        moments = _candidates(item, day, envelope)
        if day.date == own_day:
            earlier = (m for m in reversed(moments) if m < item.start_ms)
            first_free(day, earlier, OfferKind.EARLIER)
            first_free(day, (m for m in moments if m > item.start_ms), OfferKind.LATER)
        elif day.date > own_day and len(found) < WANTED:
            same = at_time(day.date, local(item.start_ms).time())
            first_free(day, iter([same, *moments]), OfferKind.NEXT)
    return found[:WANTED]


def moved(item: Item, start: int) -> Item:
    """Returns the item with another start; its latest start and expiry move with it."""
    by = start - item.start_ms
    return msgspec.structs.replace(
        item,
        start_ms=start,
        latest_start_ms=item.latest_start_ms + by,
        expires_ms=item.expires_ms + by,
    )


def _candidates(item: Item, day: DayPlan, envelope: Envelope | None) -> list[int]:
    """Returns the starts to try, in order and in whole minutes: those at the start of a session or the end of
    an item, and those at which the item would end with a session or before another item."""
    length = item.length_ms
    starts: set[int] = set()
    for begin, end in sessions(day.rules, envelope, day.date):
        starts |= {begin, _down(end - length)}
    for other in day.items:
        starts |= {_up(other.start_ms + other.length_ms), _down(other.start_ms - length)}
    return sorted(starts)


def _free(item: Item, start: int, day: DayPlan, envelope: Envelope | None, highest: Priority | None) -> bool:
    """Returns True when the item fits at this start and moves or drops no other item."""
    there = moved(item, start)
    tried = msgspec.structs.replace(day, items=(*day.items, there))
    if breaches(tried, envelope, highest, only=item.id) or clashes(tried, only=item.id):
        return False
    before = timeline(day, envelope, highest).starts()
    after = timeline(tried, envelope, highest).starts()
    return after.pop(item.id, None) == start and all(after.get(i) == at for i, at in before.items())


def _up(ms: int) -> int:
    return -(-ms // MINUTE) * MINUTE


def _down(ms: int) -> int:
    return ms // MINUTE * MINUTE

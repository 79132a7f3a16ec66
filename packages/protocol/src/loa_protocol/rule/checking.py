"""Checks a planned day: breaches of the rules, and clashes between items."""

from dataclasses import dataclass

from loa_protocol.messages.common import Priority
from loa_protocol.messages.plan import DayPlan, Envelope, Item
from loa_protocol.rule.hours import Session
from loa_protocol.rule.planned import DayLimits, own_breaches
from loa_protocol.rule.reasons import Breach, Reason
from loa_protocol.timing import MINUTE


@dataclass(frozen=True, slots=True)
class Clash:
    """Two items of one class that are planned for the same time, from start_ms to end_ms (UTC)."""

    first: Item
    second: Item
    start_ms: int
    end_ms: int


def breaches(
    day: DayPlan, envelope: Envelope | None = None, highest: Priority | None = None, only: str | None = None
) -> list[Breach]:
    """Returns all breaches of a day's items at their planned times, or those of the item with the id `only`.

    All items of a session count towards its minutes. If they are too many, every item of the session that is
    asked about has the breach.
    """
    frame = DayLimits.of(day, envelope, highest)
    found: list[Breach] = []
    totals: dict[Session, int] = {}
    for item in day.items:
        session = frame.session(item)
        if session is not None and item.priority is not Priority.EMERGENCY:
            totals[session] = totals.get(session, 0) + item.length_ms
    over = {session for session, total in totals.items() if total > frame.longest}
    seen: set[str] = set()
    for item in sorted(day.items, key=lambda i: (i.start_ms, i.id)):
        repeated = item.id in seen
        seen.add(item.id)
        if only is not None and item.id != only:
            continue
        if repeated:
            found.append(Breach(Reason.TWICE, item.id, item.start_ms, item.start_ms + item.length_ms))
        found.extend(own_breaches(item, frame))
        session = frame.session(item) if over else None
        if session in over and item.priority is not Priority.EMERGENCY:
            found.extend(_of_minutes(item, frame, totals[session]))
    return found


def _of_minutes(item: Item, frame: DayLimits, total: int) -> list[Breach]:
    start, end = item.start_ms, item.start_ms + item.length_ms
    found = []
    limit = frame.day.rules.minutes * MINUTE
    if total > limit:
        found.append(Breach(Reason.MINUTES, item.id, start, end, limit, total))
    if frame.envelope is not None:
        limit = frame.envelope.minutes * MINUTE
        # An item that is longer than the limit alone has this breach already, from `own_breaches`.
        if total > limit >= end - start:
            found.append(Breach(Reason.ENVELOPE_MINUTES, item.id, start, end, limit, total))
    return found


def clashes(day: DayPlan, only: str | None = None) -> list[Clash]:
    """Returns the pairs of items of one class whose planned times overlap; with `only`, the pairs that
    include this item."""
    found = []
    items = sorted(day.items, key=lambda i: (i.start_ms, i.id))
    for place, first in enumerate(items):
        ends = first.start_ms + first.length_ms
        for second in items[place + 1 :]:
            if second.start_ms >= ends:
                break
            if second.priority is first.priority and only in (None, first.id, second.id):
                until = min(ends, second.start_ms + second.length_ms)
                found.append(Clash(first, second, second.start_ms, until))
    return found

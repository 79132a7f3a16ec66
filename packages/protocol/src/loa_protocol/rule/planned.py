"""Checks one item alone, at the time for which it is planned."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from loa_protocol.messages.common import Priority
from loa_protocol.messages.plan import DayPlan, Envelope, Item
from loa_protocol.rule.hours import Session, in_ms, merged, sessions
from loa_protocol.rule.reasons import Breach, Reason
from loa_protocol.timing import MINUTE, day_bounds


@dataclass(frozen=True, slots=True)
class DayLimits:
    """The limits of a day: its rules, the envelope of the key that signed it, and the highest class of its
    items. starts, ends: the bounds of the local day. outermost: the envelope's hours, which alone bound
    emergencies. Times are UTC ms."""

    day: DayPlan
    envelope: Envelope | None
    highest: Priority | None
    starts: int
    ends: int
    sessions: tuple[Session, ...]
    outermost: tuple[Session, ...]

    @classmethod
    def of(cls, day: DayPlan, envelope: Envelope | None, highest: Priority | None) -> "DayLimits":
        """Returns the limits of a day plan. Without an envelope `outermost` is the whole local day."""
        starts, ends = day_bounds(day.date)
        outermost = ((starts, ends),) if envelope is None else in_ms(merged(envelope.hours), day.date)
        return cls(day, envelope, highest, starts, ends, sessions(day.rules, envelope, day.date), outermost)

    @property
    def longest(self) -> int:
        """The most milliseconds that may sound in one session."""
        minutes = self.day.rules.minutes
        if self.envelope is not None:
            minutes = min(minutes, self.envelope.minutes)
        return minutes * MINUTE

    def volume(self, item: Item) -> int:
        """Returns the per cent at which an item sounds: limited by the envelope, and by the rules unless it
        is an emergency."""
        volume = item.volume
        if item.priority is not Priority.EMERGENCY:
            volume = min(volume, self.day.rules.volume)
        return volume if self.envelope is None else min(volume, self.envelope.volume)

    def session(self, item: Item) -> Session | None:
        """Returns the session in which an item is planned to start, or None. For an emergency it is a window
        of the envelope."""
        spans = self.outermost if item.priority is Priority.EMERGENCY else self.sessions
        for span in spans:
            if span[0] <= item.start_ms < span[1]:
                return span
        return None


def own_breaches(item: Item, frame: DayLimits) -> Iterable[Breach]:
    """Returns every breach of one item alone. Breaches of a session's minutes and clashes involve several
    items and are found in `checking`."""
    return () if _faultless(item, frame) else _own_breaches(item, frame)


def _faultless(item: Item, frame: DayLimits) -> bool:
    """Returns True if the item surely has no breach. It is a fast path for the usual case; after False
    `_own_breaches` decides."""
    start, length = item.start_ms, item.length_ms
    envelope = frame.envelope
    return (
        start <= item.latest_start_ms
        and start + length <= item.expires_ms
        and item.priority is not Priority.EMERGENCY
        and (frame.highest is None or item.priority.rank <= frame.highest.rank)
        and item.volume <= frame.day.rules.volume
        and (envelope is None or (item.volume <= envelope.volume and length <= envelope.minutes * MINUTE))
        and _within(start, start + length, frame.sessions)
    )


def _own_breaches(item: Item, frame: DayLimits) -> Iterator[Breach]:
    start, end = item.start_ms, item.start_ms + item.length_ms

    def breach(code: Reason, limit: int, actual: int) -> Breach:
        return Breach(code, item.id, start, end, limit, actual)

    if item.latest_start_ms < start:
        yield breach(Reason.ORDER, start, item.latest_start_ms)
    if item.expires_ms <= start:
        yield breach(Reason.ORDER, start, item.expires_ms)
    elif end > item.expires_ms:
        yield breach(Reason.EXPIRY, item.expires_ms, end)
    if not frame.starts <= start < frame.ends:
        yield breach(Reason.WRONG_DAY, frame.starts, start)
        return
    if end > frame.ends:
        yield breach(Reason.MIDNIGHT, frame.ends, end)
    if frame.highest is not None and item.priority.rank > frame.highest.rank:
        yield breach(Reason.CLASS, frame.highest.rank, item.priority.rank)
    yield from _of_envelope(item, frame, start, end)
    if item.priority is not Priority.EMERGENCY:
        yield from _of_rules(item, frame, start, end)


def _of_envelope(item: Item, frame: DayLimits, start: int, end: int) -> Iterator[Breach]:
    envelope = frame.envelope
    if envelope is None:
        return
    if not _within(start, end, frame.outermost):
        yield Breach(Reason.ENVELOPE_HOURS, item.id, start, end, windows=envelope.hours)
    if end - start > envelope.minutes * MINUTE:
        yield Breach(Reason.ENVELOPE_MINUTES, item.id, start, end, envelope.minutes * MINUTE, end - start)
    if item.volume > envelope.volume:
        yield Breach(Reason.ENVELOPE_VOLUME, item.id, start, end, envelope.volume, item.volume)


def _of_rules(item: Item, frame: DayLimits, start: int, end: int) -> Iterator[Breach]:
    rules, day = frame.day.rules, frame.day.date
    weekday = day.isoweekday()
    if item.volume > rules.volume:
        yield Breach(Reason.VOLUME, item.id, start, end, rules.volume, item.volume)
    if _within(start, end, frame.sessions):
        return
    if weekday not in rules.days:
        yield Breach(Reason.DAY, item.id, start, end, actual=weekday)
        return
    hours = merged(rules.hours[weekday - 1])
    if not _within(start, end, in_ms(hours, day)):
        yield Breach(Reason.HOURS, item.id, start, end, windows=hours)
    quiet = merged(rules.quiet)
    if any(a < end and start < b for a, b in in_ms(quiet, day)):
        yield Breach(Reason.QUIET, item.id, start, end, windows=quiet)


def _within(start: int, end: int, spans: tuple[Session, ...]) -> bool:
    return any(begins <= start and end <= ends for begins, ends in spans)

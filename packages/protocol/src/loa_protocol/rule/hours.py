"""When a place may sound on a day: its hours minus quiet windows, on allowed weekdays, inside the envelope.

A session is one contiguous allowed window of a local day; windows that touch are merged. No session passes
midnight: a place that broadcasts across midnight has two sessions.
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache

from loa_protocol.messages.plan import Envelope, Rules, Window
from loa_protocol.timing import at_minute

Session = tuple[int, int]


@lru_cache(maxsize=16384)
def sessions(rules: Rules, envelope: Envelope | None, day: date) -> tuple[Session, ...]:
    """Returns the sessions of a local day in order, each (start, end) in UTC milliseconds."""
    allowed = windows(rules, day.isoweekday())
    if envelope is not None:
        allowed = intersected(allowed, merged(envelope.hours))
    return in_ms(allowed, day)


@lru_cache(maxsize=4096)
def windows(rules: Rules, weekday: int) -> tuple[Window, ...]:
    """Returns what the commune allows on an ISO weekday, in minutes: hours minus quiet windows."""
    if weekday not in rules.days:
        return ()
    return subtracted(merged(rules.hours[weekday - 1]), merged(rules.quiet))


@lru_cache(maxsize=16384)
def in_ms(allowed: tuple[Window, ...], day: date) -> tuple[Session, ...]:
    """Returns the windows of a local day in UTC milliseconds."""
    return tuple((at_minute(day, w.start), at_minute(day, w.end)) for w in allowed)


def merged(parts: Iterable[Window]) -> tuple[Window, ...]:
    """Returns the windows in order; those that touch or overlap are merged."""
    made: list[Window] = []
    for part in sorted(parts, key=lambda w: (w.start, w.end)):
        if made and part.start <= made[-1].end:
            made[-1] = Window(made[-1].start, max(made[-1].end, part.end))
        else:
            made.append(part)
    return tuple(made)


def subtracted(parts: tuple[Window, ...], holes: tuple[Window, ...]) -> tuple[Window, ...]:
    """Returns `parts` minus `holes`; both must be merged."""
    made: list[Window] = []
    for part in parts:
        start = part.start
        for hole in holes:
            if hole.end <= start or hole.start >= part.end:
                continue
            if hole.start > start:
                made.append(Window(start, hole.start))
            start = hole.end
        if start < part.end:
            made.append(Window(start, part.end))
    return tuple(made)


def intersected(left: tuple[Window, ...], right: tuple[Window, ...]) -> tuple[Window, ...]:
    """Returns the windows that are in both of two merged lists."""
    return tuple(
        Window(max(a.start, b.start), min(a.end, b.end))
        for a in left
        for b in right
        if max(a.start, b.start) < min(a.end, b.end)
    )

"""Why the rule says no, with the figures that a sentence about it needs."""

from dataclasses import dataclass
from enum import StrEnum

from loa_protocol.messages.plan import Window


class Reason(StrEnum):
    """Codes of breaches and of dropped items. They go into play records; never renamed."""

    ORDER = "order"  # latest start before start, or expiry not after it
    WRONG_DAY = "wrong-day"  # does not begin on the day of its day plan
    MIDNIGHT = "midnight"  # would sound past the local midnight
    DAY = "day"  # the commune does not broadcast on this weekday
    HOURS = "hours"  # outside the commune's hours
    QUIET = "quiet"  # in a quiet window
    MINUTES = "minutes"  # the session would be longer than its minutes
    VOLUME = "volume"  # louder than the commune's rule; capped, not dropped
    ENVELOPE_HOURS = "envelope-hours"
    ENVELOPE_MINUTES = "envelope-minutes"
    ENVELOPE_VOLUME = "envelope-volume"  # capped on a device, refused at the door
    CLASS = "class"  # above the class that the signing key may reach
    EXPIRY = "expiry"  # would sound past its expiry
    DISPLACED = "displaced"  # others come first, and it would begin after its latest start
    SESSION_END = "session-end"  # others come first, and it would pass the end of the session
    PREEMPTED = "preempted"  # an emergency took its beginning past its latest start
    TWICE = "twice"  # the same occurrence stands in the day already


CAPPED = frozenset({Reason.VOLUME, Reason.ENVELOPE_VOLUME})


@dataclass(frozen=True, slots=True)
class Breach:
    """One thing wrong with one item.

    start_ms, end_ms: where it would sound (UTC ms). limit, actual: in the code's own unit: milliseconds
    for minutes and envelope-minutes, UTC ms for order, expiry, displaced, session-end, midnight and
    preempted, per cent for volumes, ranks 0..2 for class, the ISO weekday (actual) for day. windows: the
    allowed windows of the day (hours, envelope-hours) or the quiet ones (quiet).
    """

    code: Reason
    item: str
    start_ms: int
    end_ms: int
    limit: int = 0
    actual: int = 0
    windows: tuple[Window, ...] = ()

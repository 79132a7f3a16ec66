"""Reasons why something does not sound, and breaches with the figures that a message about them needs."""

from dataclasses import dataclass
from enum import StrEnum

from loa_protocol.messages.plan import Window


class Reason(StrEnum):
    """The reasons why something does not sound, was cut, or was missed. This one closed list serves breaches
    of the rule, verdicts and play records. Codes are never renamed. A reader that finds an unknown code shows
    it as unknown.
    """

    # Of an item as it is planned (section 12 of PROTOCOL.md).
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
    ENVELOPE_VOLUME = "envelope-volume"  # a timeline lowers it; a received day with it is refused
    CLASS = "class"  # above the class that the signing key may reach
    EXPIRY = "expiry"  # would sound past its expiry
    DISPLACED = "displaced"  # others come first, and it would begin after its latest start
    SESSION_END = "session-end"  # others come first, and it would pass the end of the session
    PREEMPTED = "preempted"  # an emergency took its beginning past its latest start
    TWICE = "twice"  # an item before it has the same id
    # Of a device at a moment (section 12).
    NO_TRUST = "no-trust"  # no trust list, or no assignment
    DISABLED = "disabled"  # by its assignment or by the trust list
    CLOCK = "clock"  # its clock is not trusted, or was set
    NO_PLAN = "no-plan"  # no plan is held, or it is not complete
    NOT_YET_VALID = "not-yet-valid"  # plan, delegation or list has not begun
    EXPIRED = "expired"  # plan, delegation or list is over
    NOTHING = "nothing"  # nothing is planned now
    OVERFULL = "overfull"  # more acts than it can hold
    BLANKED = "blanked"
    SILENCED = "silenced"
    CANCELLED = "cancelled"
    UNSUPPORTED = "unsupported"  # its version does not know what the item carries
    TOO_LATE = "too-late"  # not begun by its latest start
    # Of a sound while it plays (section 13).
    MISSING = "missing"  # its file was not there
    ALTERED = "altered"  # its file was not what it should be
    BROKEN = "broken"  # its file could not be read
    SHORT = "short"  # its file ended early
    SINK = "sink"  # the sound card or the player failed
    POWER = "power"  # the power was cut
    OFF = "off"  # the device was not running
    REPLACED = "replaced"  # another plan took over
    ENDED = "ended"  # the end was reached, but not all of it sounded


CAPPED = frozenset({Reason.VOLUME, Reason.ENVELOPE_VOLUME})
"""The breaches for which an item is not dropped: it sounds at the lower volume."""


@dataclass(frozen=True, slots=True)
class Breach:
    """One breach of a rule by one item.

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

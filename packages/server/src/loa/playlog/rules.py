"""Finds the likely reason why a cluster did not sound what was planned, from its last reports. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_lazy as _
from loa_protocol.rule import Reason

from loa.fleet.rules import SILENT_AFTER
from loa.kernel import clock

LATE: Final = timedelta(minutes=15)
"""Records leave a box at once when it has network. When none came for this long, something is wrong."""
LOOK_BACK: Final = timedelta(hours=6)
"""How long wall and home page show what should have sounded and did not. After that only the play log shows
it."""
COUNTED_AHEAD: Final = timedelta(minutes=5)
"""What begins this soon is counted already, so that it is there when it begins, before the next minute's
count."""
FRESH: Final = timedelta(minutes=3)
"""A figure counted longer ago than this is not known any more. The counting job runs each minute."""
APART: Final = 2**54
"""The distance between the numbers of a device's keys in the log: more than any number that a key can
give."""


def broken(kind: str, after: int, before: int, upto: int) -> tuple[int, int]:
    """Returns the first and last number that a break is about, by the box's own numbers.

    For lost or missing records these are the missing numbers. For others they are the numbers of the batch
    that was found beside what is stored (`upto`: its last), as far as both have them.
    """
    after, before = after % APART, before % APART
    if kind in ("missing", "lost"):
        return after + 1, before - 1
    return before, upto if kind == "unlinked" else min(upto, after)


def still_counted(now: datetime) -> tuple[date, ...]:
    """Returns the local days whose sounds are counted each minute. `now` is UTC.

    They are today and, within the first hour of today, yesterday: after that the hourly count has taken it
    over.
    """
    days = (clock.local(now - timedelta(hours=1)).date(), clock.local(now).date())
    return days if days[0] != days[1] else days[1:]


def fresh(counted_at: datetime | None, now: datetime) -> bool:
    """Returns whether a figure counted at `counted_at` (None: never) still holds at `now`. Both are UTC.

    A figure from the future does not hold: the clock was set back since, and nobody knows by how much.
    """
    return counted_at is not None and abs(now - counted_at) <= FRESH


def without_a_break(since: datetime | None, counted_at: datetime | None, now: datetime) -> datetime:
    """Returns since when a commune that is counted `now` has been counted without a break. `since` and
    `counted_at` are of its last count. The server listens to clusters while it counts. Times are UTC."""
    return since if since is not None and fresh(counted_at, now) else now


def heard_out(since: datetime | None, now: datetime) -> bool:
    """Returns whether the server has listened long enough (since `since`, UTC, without a break) that a
    cluster that works would have reported. Before that its silence says nothing, since after a start all
    clusters have yet to connect again."""
    return since is not None and now - since > SILENT_AFTER


class LikelyReason(StrEnum):
    """The likely reason. `waiting`: too early to say."""

    WAITING = "waiting"
    NO_CONTACT = "no-contact"
    NEVER_SEEN = "never-seen"
    NOT_RECEIVED = "not-received"
    CLOCK = "clock"
    STORAGE = "storage"
    REFUSED = "refused"
    SILENCED = "silenced"
    CANCELLED = "cancelled"
    CUT = "cut"
    RULE = "rule"
    SOUND = "sound"
    NO_TRUST = "no-trust"
    DISABLED = "disabled"
    OUT_OF_DATE = "out-of-date"
    OVERFULL = "overfull"
    UNSUPPORTED = "unsupported"
    TOO_LATE = "too-late"
    UNKNOWN = "unknown"


ORDERED: Final = frozenset({LikelyReason.SILENCED, LikelyReason.CANCELLED, LikelyReason.DISABLED})
"""Somebody decided it: these are shown with the acts, and counted apart from faults."""

SENTENCES: Final = {
    LikelyReason.WAITING: _("Chưa có tin từ máy"),
    LikelyReason.NO_CONTACT: _("Mất điện hoặc mất mạng"),
    LikelyReason.NEVER_SEEN: _("Chưa từng liên lạc"),
    LikelyReason.NOT_RECEIVED: _("Chưa tải đủ bản tin"),
    LikelyReason.CLOCK: _("Giờ của máy chưa tin được"),
    LikelyReason.STORAGE: _("Bộ nhớ đầy hoặc hỏng"),
    LikelyReason.REFUSED: _("Máy từ chối chữ ký"),
    LikelyReason.SILENCED: _("Tắt tiếng theo lệnh"),
    LikelyReason.CANCELLED: _("Dừng theo lệnh"),
    LikelyReason.CUT: _("Bị cắt giữa chừng"),
    LikelyReason.RULE: _("Nhường bản tin khác hoặc ngoài giờ được phát"),
    LikelyReason.SOUND: _("Tệp tiếng hoặc đường tiếng hỏng"),
    LikelyReason.NO_TRUST: _("Máy chưa có khóa tin cậy"),
    LikelyReason.DISABLED: _("Máy đã khóa"),
    LikelyReason.OUT_OF_DATE: _("Lịch máy giữ đã hết hạn"),
    LikelyReason.OVERFULL: _("Máy im vì giữ quá nhiều lệnh"),
    LikelyReason.UNSUPPORTED: _("Máy chưa đọc được loại bản tin này"),
    LikelyReason.TOO_LATE: _("Máy chạy lại khi đã quá giờ bắt đầu"),
    LikelyReason.UNKNOWN: _("Chưa rõ"),
}

OF_REASON: Final = {
    **dict.fromkeys(
        (
            Reason.ORDER,
            Reason.WRONG_DAY,
            Reason.MIDNIGHT,
            Reason.DAY,
            Reason.HOURS,
            Reason.QUIET,
            Reason.MINUTES,
            Reason.VOLUME,
            Reason.ENVELOPE_HOURS,
            Reason.ENVELOPE_MINUTES,
            Reason.ENVELOPE_VOLUME,
            Reason.CLASS,
            Reason.EXPIRY,
            Reason.DISPLACED,
            Reason.SESSION_END,
            Reason.PREEMPTED,
            Reason.TWICE,
        ),
        LikelyReason.RULE,
    ),
    Reason.NO_TRUST: LikelyReason.NO_TRUST,
    Reason.DISABLED: LikelyReason.DISABLED,
    Reason.CLOCK: LikelyReason.CLOCK,
    Reason.NO_PLAN: LikelyReason.NOT_RECEIVED,
    Reason.NOT_YET_VALID: LikelyReason.OUT_OF_DATE,
    Reason.EXPIRED: LikelyReason.OUT_OF_DATE,
    Reason.NOTHING: LikelyReason.UNKNOWN,
    Reason.OVERFULL: LikelyReason.OVERFULL,
    Reason.BLANKED: LikelyReason.SILENCED,
    Reason.SILENCED: LikelyReason.SILENCED,
    Reason.CANCELLED: LikelyReason.CANCELLED,
    Reason.UNSUPPORTED: LikelyReason.UNSUPPORTED,
    Reason.TOO_LATE: LikelyReason.TOO_LATE,
    Reason.MISSING: LikelyReason.NOT_RECEIVED,
    Reason.ALTERED: LikelyReason.REFUSED,
    Reason.BROKEN: LikelyReason.SOUND,
    Reason.SHORT: LikelyReason.SOUND,
    Reason.SINK: LikelyReason.SOUND,
    Reason.POWER: LikelyReason.CUT,
    Reason.OFF: LikelyReason.NO_CONTACT,
    Reason.REPLACED: LikelyReason.CANCELLED,
    Reason.ENDED: LikelyReason.CUT,
}
"""What each code of a play record, or of a verdict, means to people. A code that is not here is not
guessed."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of one sound on one cluster. Times are UTC; None: never."""

    ends_at: datetime
    started: bool
    completed: bool
    last_kind: str
    last_code: str
    cuts: Sequence[str]
    """The codes of all its cuts, in order."""
    seen_at: datetime | None
    connected: bool
    clock: str
    silenced: bool
    disk_full: bool
    refused_at: datetime | None
    held: bool
    """The cluster holds the plan in force, with all that it names."""


def why(known: Evidence, now: datetime) -> LikelyReason | None:
    """Returns the likely reason why a sound was not completed, or None when it was.

    What the device reported about this sound counts first, then what it last reported about itself.
    """
    if known.completed:
        return None
    if known.last_kind == "cut":
        return of_cuts(known.cuts)
    if known.last_kind == "missed":
        return of_code(known.last_code)
    if now < known.ends_at:
        return LikelyReason.WAITING
    if known.seen_at is None:
        return LikelyReason.NEVER_SEEN
    if known.seen_at < known.ends_at and now - known.seen_at > SILENT_AFTER:
        return LikelyReason.NO_CONTACT
    return _of_its_state(known, now)


def of_cuts(codes: Sequence[str]) -> LikelyReason:
    """Returns why a sound was not whole.

    The code `ended` only says that the sound went on to its end: the cuts before it say what took a part of
    it. A fault among them counts more than an act.
    """
    before = [of_code(code) for code in codes if code != Reason.ENDED]
    faults = [each for each in before if each not in ORDERED]
    return next(iter(faults[-1:] or before[-1:]), LikelyReason.CUT)


def of_code(code: str) -> LikelyReason:
    """Returns what a code means. One that this version does not know is UNKNOWN."""
    try:
        return OF_REASON[Reason(code)]
    except ValueError:
        return LikelyReason.UNKNOWN


def _of_its_state(known: Evidence, now: datetime) -> LikelyReason:
    """Returns the likely reason by what the cluster last reported about itself."""
    if known.silenced:
        return LikelyReason.SILENCED
    if known.clock == "none":
        return LikelyReason.CLOCK
    if known.disk_full:
        return LikelyReason.STORAGE
    if known.refused_at is not None and now - known.refused_at < timedelta(days=1):
        return LikelyReason.REFUSED
    if not known.held:
        return LikelyReason.NOT_RECEIVED
    return LikelyReason.WAITING if now - known.ends_at < LATE else LikelyReason.UNKNOWN

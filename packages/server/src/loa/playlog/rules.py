"""Why a cluster did not sound what was planned: the likely reason, from its last words. Pure."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from django.utils.translation import gettext_lazy as _

LATE: Final = timedelta(minutes=15)
"""Records leave at once when the network is there; after this long without one, something is wrong."""
SILENT: Final = timedelta(minutes=11)
"""Two of a device's regular words missed, and a little."""


class Why(StrEnum):
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
    UNKNOWN = "unknown"


SENTENCES: Final = {
    Why.WAITING: _("Chưa có tin từ máy"),
    Why.NO_CONTACT: _("Mất điện hoặc mất mạng"),
    Why.NEVER_SEEN: _("Chưa từng liên lạc"),
    Why.NOT_RECEIVED: _("Chưa tải đủ bản tin"),
    Why.CLOCK: _("Giờ của máy chưa tin được"),
    Why.STORAGE: _("Bộ nhớ đầy hoặc hỏng"),
    Why.REFUSED: _("Máy từ chối chữ ký"),
    Why.SILENCED: _("Đang tắt tiếng"),
    Why.CANCELLED: _("Đã dừng theo lệnh"),
    Why.CUT: _("Bị cắt giữa chừng"),
    Why.RULE: _("Nhường bản tin khác hoặc ngoài giờ được phát"),
    Why.SOUND: _("Tệp tiếng hoặc đường tiếng hỏng"),
    Why.UNKNOWN: _("Chưa rõ"),
}

_CODES: Final = {
    "off": Why.NO_CONTACT,
    "power": Why.CUT,
    "clock": Why.CLOCK,
    "silenced": Why.SILENCED,
    "blanked": Why.SILENCED,
    "disabled": Why.SILENCED,
    "cancelled": Why.CANCELLED,
    "missing": Why.NOT_RECEIVED,
    "no-plan": Why.NOT_RECEIVED,
    "altered": Why.REFUSED,
    "broken": Why.SOUND,
    "short": Why.SOUND,
    "sink": Why.SOUND,
    "replaced": Why.CANCELLED,
    "ended": Why.CUT,
    "too-late": Why.RULE,
    "displaced": Why.RULE,
    "session-end": Why.RULE,
}


@dataclass(frozen=True, slots=True)
class Evidence:
    """What is known of one sound on one cluster. Times are UTC; None: never."""

    ends_at: datetime
    started: bool
    completed: bool
    last_kind: str
    last_code: str
    seen_at: datetime | None
    connected: bool
    clock: str
    silenced: bool
    disk_full: bool
    refused_at: datetime | None
    held: bool
    """It holds the plan in force, with all that it names."""


def why(known: Evidence, now: datetime) -> Why | None:
    """The likely reason that a sound did not come to its end; None when it did. What the device itself said
    of
    this sound comes first, then what it last said of itself."""
    if known.completed:
        return None
    if known.last_kind in ("missed", "cut"):
        return _CODES.get(known.last_code, Why.CUT if known.last_kind == "cut" else Why.RULE)
    if now < known.ends_at:
        return Why.WAITING
    if known.seen_at is None:
        return Why.NEVER_SEEN
    if known.seen_at < known.ends_at and now - known.seen_at > SILENT:
        return Why.NO_CONTACT
    return _of_its_state(known, now)


def _of_its_state(known: Evidence, now: datetime) -> Why:
    if known.silenced:
        return Why.SILENCED
    if known.clock == "none":
        return Why.CLOCK
    if known.disk_full:
        return Why.STORAGE
    if known.refused_at is not None and now - known.refused_at < timedelta(days=1):
        return Why.REFUSED
    if not known.held:
        return Why.NOT_RECEIVED
    return Why.WAITING if now - known.ends_at < LATE else Why.UNKNOWN

"""Conversion of time. Time on the wire is UTC milliseconds; days are local days of Asia/Ho_Chi_Minh.

Local times are computed with the time zone database, never with a constant of seven hours, so that a change
of the law needs only a new database.
"""

from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
SECOND = 1000
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE
DAY = 24 * HOUR
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MS = timedelta(milliseconds=1)


def to_ms(moment: datetime) -> int:
    """Returns the UTC milliseconds of an aware datetime, rounded down. Raises ValueError for a naive one."""
    if moment.tzinfo is None:
        raise ValueError("a datetime without a time zone")
    return (moment.astimezone(UTC) - _EPOCH) // _MS


def from_ms(ms: int) -> datetime:
    """Returns the aware UTC datetime of UTC milliseconds."""
    return _EPOCH + timedelta(milliseconds=ms)


def local(ms: int) -> datetime:
    """Returns the aware datetime in Asia/Ho_Chi_Minh of UTC milliseconds."""
    return from_ms(ms).astimezone(ZONE)


def local_date(ms: int) -> date:
    """Returns the local day of a moment in UTC milliseconds."""
    return local(ms).date()


@lru_cache(maxsize=4096)
def day_bounds(day: date) -> tuple[int, int]:
    """Returns the first millisecond of a local day and of the next one, in UTC milliseconds."""
    return _midnight(day), _midnight(day + timedelta(days=1))


@lru_cache(maxsize=65536)
def at_minute(day: date, minute: int) -> int:
    """Returns the UTC milliseconds of a local wall-clock minute (0..1440; 1440 is the next midnight)."""
    if minute >= 24 * 60:
        return day_bounds(day)[1]
    wall = datetime.combine(day, time(minute // 60, minute % 60), tzinfo=ZONE)
    return to_ms(wall)


def at(day: date, clock: time) -> int:
    """Returns the UTC milliseconds of a local wall-clock time on a local day."""
    return to_ms(datetime.combine(day, clock.replace(tzinfo=None), tzinfo=ZONE))


def _midnight(day: date) -> int:
    return to_ms(datetime.combine(day, time(0), tzinfo=ZONE))

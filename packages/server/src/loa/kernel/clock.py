"""The clock of the server's code. No other module reads the time of day."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")

_fixed: ContextVar[datetime | None] = ContextVar("loa_clock_fixed", default=None)


def now() -> datetime:
    """Returns the present moment, in UTC, aware."""
    return _fixed.get() or datetime.now(UTC)


def local(moment: datetime) -> datetime:
    """Returns the same moment in Vietnamese time. Raises ValueError for a naive datetime."""
    if moment.tzinfo is None:
        raise ValueError("a datetime without its zone")
    return moment.astimezone(LOCAL)


def local_now() -> datetime:
    """Returns the present moment in Vietnamese time, naive, as forms and proposed times have it."""
    return local(now()).replace(tzinfo=None)


def today() -> date:
    """Returns today's date in Vietnam."""
    return local(now()).date()


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """Returns when a day begins in Vietnam, and when the next one does (half open)."""
    begin = datetime.combine(day, datetime.min.time(), tzinfo=LOCAL)
    return begin, begin + timedelta(days=1)


@contextmanager
def fixed(moment: datetime) -> Iterator[None]:
    """Fixes the time at `moment` (aware) inside the block. For tests."""
    if moment.tzinfo is None:
        raise ValueError("a datetime without its zone")
    token = _fixed.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _fixed.reset(token)

"""The one place that asks what time it is."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("Asia/Ho_Chi_Minh")

_fixed: ContextVar[datetime | None] = ContextVar("loa_clock_fixed", default=None)


def now() -> datetime:
    """The present moment, UTC, aware."""
    return _fixed.get() or datetime.now(UTC)


def local(moment: datetime) -> datetime:
    """The same moment on a Vietnamese wall clock. Raises ValueError for a naive datetime."""
    if moment.tzinfo is None:
        raise ValueError("a datetime without its zone")
    return moment.astimezone(LOCAL)


def today() -> date:
    """The date in Vietnam now."""
    return local(now()).date()


def day_bounds(day: date) -> tuple[datetime, datetime]:
    """When a day begins in Vietnam, and when the next one does (half open)."""
    begin = datetime.combine(day, datetime.min.time(), tzinfo=LOCAL)
    return begin, begin + timedelta(days=1)


@contextmanager
def fixed(moment: datetime) -> Iterator[None]:
    """For tests: inside, it is always `moment` (aware)."""
    if moment.tzinfo is None:
        raise ValueError("a datetime without its zone")
    token = _fixed.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _fixed.reset(token)

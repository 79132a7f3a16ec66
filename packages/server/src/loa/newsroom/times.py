"""The times at which a bulletin is proposed to be played: once, or on weekdays between two dates.

All in local time, Asia/Ho_Chi_Minh.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Annotated

import msgspec

Weekday = Annotated[int, msgspec.Meta(ge=1, le=7)]
MAX_TIMES = 30
MAX_SPAN_DAYS = 366


class Once(msgspec.Struct, frozen=True, tag_field="kind", tag="once", forbid_unknown_fields=True):
    """One date and time of day. `at` is naive local time, to the minute."""

    at: datetime


class Weekly(msgspec.Struct, frozen=True, tag_field="kind", tag="weekly", forbid_unknown_fields=True):
    """Days of the week (1 = Monday) at one time of day, from `first` to `last`, both included."""

    days: Annotated[tuple[Weekday, ...], msgspec.Meta(min_length=1, max_length=7)]
    time: time
    first: date
    last: date


Time = Once | Weekly


def decode(rows: list[dict[str, object]]) -> tuple[Time, ...]:
    """Returns the times in their stored JSON rows. Raises msgspec.ValidationError for anything else."""
    return msgspec.convert(rows, tuple[Time, ...], strict=False)


def encode(times: tuple[Time, ...]) -> list[dict[str, object]]:
    """Returns the times as JSON rows. The same times always give the same rows."""
    return [msgspec.to_builtins(each) for each in times]


def days(when: Time) -> Iterator[date]:
    """Yields every local date on which it is proposed to be played, in order."""
    if isinstance(when, Once):
        yield when.at.date()
        return
    day = when.first
    while day <= when.last:
        if day.isoweekday() in when.days:
            yield day
        day += timedelta(days=1)


def time_of_day(when: Time) -> time:
    return when.at.time() if isinstance(when, Once) else when.time


def first_day(when: Time) -> date:
    """Returns the first local day of its span."""
    return when.at.date() if isinstance(when, Once) else when.first


def last_day(when: Time) -> date:
    """Returns the last local day of its span, on which it need not be played."""
    return when.at.date() if isinstance(when, Once) else when.last

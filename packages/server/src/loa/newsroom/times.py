"""The times at which a bulletin is proposed to be played: once, or on weekdays between two dates.

All in local time, Asia/Ho_Chi_Minh.
"""

from datetime import date, datetime, time, timedelta
from typing import Annotated

import msgspec

Weekday = Annotated[int, msgspec.Meta(ge=1, le=7)]
MAX_TIMES = 30


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


def first_day(when: Time) -> date:
    """Returns the first local day of its span."""
    return when.at.date() if isinstance(when, Once) else when.first


def last_day(when: Time) -> date:
    """Returns the last local day of its span, on which it need not be played."""
    return when.at.date() if isinstance(when, Once) else when.last


def last_played(when: Time) -> date | None:
    """Returns the last local day on which it is proposed to be played, or None if its span has none of its
    weekdays."""
    if isinstance(when, Once):
        return when.at.date()
    back = (when.last - timedelta(days=n) for n in range(min(7, (when.last - when.first).days + 1)))
    return next((day for day in back if day.isoweekday() in when.days), None)


def next_played(when: Time, now: datetime) -> datetime | None:
    """Returns the first local time from `now` on (naive local time) at which it is proposed to be played, or
    None if there is none."""
    if isinstance(when, Once):
        return when.at if when.at >= now else None
    begin = max(when.first, now.date())
    week = (begin + timedelta(days=n) for n in range(8))
    moments = (datetime.combine(day, when.time) for day in week if day.isoweekday() in when.days)
    return next((each for each in moments if each >= now and each.date() <= when.last), None)


def time_of_day(when: Time) -> time:
    """Returns the local time of day at which it is proposed to be played."""
    return when.at.time() if isinstance(when, Once) else when.time

"""Proposed times: what is stored is what was meant, and a span has the last day that it names."""

from datetime import date, datetime, time, timedelta

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.newsroom import times
from loa.newsroom.times import Once, Weekly

moments = st.datetimes(datetime(2025, 1, 1), datetime(2030, 1, 1)).map(
    lambda at: at.replace(second=0, microsecond=0)
)
onces = st.builds(Once, at=moments)


@st.composite
def weeklies(draw):
    first = draw(st.dates(date(2025, 1, 1), date(2030, 1, 1)))
    last = first + timedelta(days=draw(st.integers(0, 60)))
    days = tuple(sorted(draw(st.sets(st.integers(1, 7), min_size=1))))
    return Weekly(
        days=days, time=time(draw(st.integers(0, 23)), draw(st.integers(0, 59))), first=first, last=last
    )


@given(st.lists(onces | weeklies(), max_size=5).map(tuple))
def test_stored_rows_give_back_the_same_times(given_times):
    assert times.decode(msgspec.json.decode(msgspec.json.encode(times.encode(given_times)))) == given_times


@given(weeklies())
def test_it_is_played_last_on_the_latest_named_weekday_between_the_dates(when):
    span = [when.first + timedelta(n) for n in range((when.last - when.first).days + 1)]
    played = [day for day in span if day.isoweekday() in when.days]
    assert times.last_played(when) == (played[-1] if played else None)


def test_once_is_one_day():
    assert times.last_played(Once(datetime(2026, 11, 24, 17))) == date(2026, 11, 24)


def test_a_span_that_ends_before_it_begins_has_no_day():
    backwards = Weekly(days=(1, 7), time=time(5), first=date(2026, 12, 1), last=date(1, 1, 2))
    assert times.last_played(backwards) is None


@pytest.mark.parametrize(
    "row",
    [
        {"kind": "weekly", "days": [], "time": "05:00", "first": "2026-01-01", "last": "2026-01-02"},
        {"kind": "weekly", "days": [8], "time": "05:00", "first": "2026-01-01", "last": "2026-01-02"},
        {"kind": "once", "at": "hôm nay"},
        {"kind": "daily"},
        {"kind": "once", "at": "2026-11-24T17:00:00", "volume": 11},
    ],
)
def test_anything_else_is_refused(row):
    with pytest.raises(msgspec.ValidationError):
        times.decode([row])


def test_the_next_time_at_which_it_is_played():
    monday = Weekly(days=(1, 3), time=time(5, 30), first=date(2026, 11, 30), last=date(2026, 12, 7))
    assert times.next_played(monday, datetime(2026, 11, 1, 9)) == datetime(2026, 11, 30, 5, 30)
    assert times.next_played(monday, datetime(2026, 11, 30, 5, 30)) == datetime(2026, 11, 30, 5, 30)
    assert times.next_played(monday, datetime(2026, 11, 30, 5, 31)) == datetime(2026, 12, 2, 5, 30)
    assert times.next_played(monday, datetime(2026, 12, 2, 6)) == datetime(2026, 12, 7, 5, 30)
    assert times.next_played(monday, datetime(2026, 12, 7, 6)) is None
    once = Once(datetime(2026, 12, 1, 17))
    assert times.next_played(once, datetime(2026, 12, 1, 17)) == once.at
    assert times.next_played(once, datetime(2026, 12, 1, 17, 1)) is None

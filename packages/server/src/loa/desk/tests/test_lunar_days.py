"""The lunar calendar against the days on which Vietnam kept Tết, and against its known leap months."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from loa.desk.lunar import LunarDay, lunar_day

# First day of Tết as kept in Vietnam. 2007 and 2030 fall a day before China's.
TET = [
    "2000-02-05",
    "2001-01-24",
    "2002-02-12",
    "2003-02-01",
    "2004-01-22",
    "2005-02-09",
    "2006-01-29",
    "2007-02-17",
    "2008-02-07",
    "2009-01-26",
    "2010-02-14",
    "2011-02-03",
    "2012-01-23",
    "2013-02-10",
    "2014-01-31",
    "2015-02-19",
    "2016-02-08",
    "2017-01-28",
    "2018-02-16",
    "2019-02-05",
    "2020-01-25",
    "2021-02-12",
    "2022-02-01",
    "2023-01-22",
    "2024-02-10",
    "2025-01-29",
    "2026-02-17",
    "2027-02-06",
    "2028-01-26",
    "2029-02-13",
    "2030-02-02",
]


@pytest.mark.parametrize("day", [date.fromisoformat(text) for text in TET])
def test_tet_falls_on_the_day_vietnam_kept_it(day: date) -> None:
    assert lunar_day(day) == LunarDay(1, 1, day.year)
    assert lunar_day(day - timedelta(days=1)).month == 12


def test_tet_of_1985_is_a_month_before_chinas() -> None:
    assert lunar_day(date(1985, 1, 21)) == LunarDay(1, 1, 1985)


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2023, 3, 22), LunarDay(1, 2, 2023, leap=True)),
        (date(2025, 7, 25), LunarDay(1, 6, 2025, leap=True)),
        (date(2026, 9, 25), LunarDay(15, 8, 2026)),
        (date(2026, 4, 26), LunarDay(10, 3, 2026)),
        (date(2026, 11, 23), LunarDay(15, 10, 2026)),
    ],
)
def test_days_within_the_year(day: date, expected: LunarDay) -> None:
    assert lunar_day(day) == expected


def test_every_day_follows_the_one_before() -> None:
    day = date(2000, 1, 1)
    before = lunar_day(day)
    while day < date(2031, 1, 1):
        day += timedelta(days=1)
        today = lunar_day(day)
        if today.day == 1:
            assert before.day in (29, 30), day
            assert today.leap or today.month == before.month % 12 + 1, day
        else:
            assert (today.day, today.month, today.leap) == (before.day + 1, before.month, before.leap), day
        before = today

"""When a test may begin."""

from datetime import datetime, timedelta

import pytest

from loa.kernel import clock
from loa.testing.midnight import LAST, to_wait


def at(said: str) -> datetime:
    return datetime.fromisoformat(f"{said}+07:00")


@pytest.mark.parametrize(
    ("local", "seconds"),
    [
        ("2026-12-31T23:59:59.750", 0.25),
        ("2027-06-30T23:57:00", 180),
        ("2028-02-28T23:59:59", 1),
        ("2028-02-29T23:59:59", 1),
    ],
)
def test_in_the_last_minutes_it_waits_for_the_next_day(local, seconds):
    assert to_wait(at(local)) == timedelta(seconds=seconds)
    assert clock.local(at(local) + to_wait(at(local))).time() == datetime.min.time()


def test_at_any_other_time_it_begins_at_once():
    day = at("2026-12-31T00:00:00")
    for minute in range(24 * 60 - 5):
        assert not to_wait(day + timedelta(minutes=minute))
    assert to_wait(day + timedelta(days=1) - LAST) == LAST
    assert not to_wait(at("2026-11-28T07:00:00")), "midnight in UTC is no midnight here"

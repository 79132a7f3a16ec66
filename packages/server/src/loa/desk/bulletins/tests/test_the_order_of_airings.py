"""A bulletin's page says first what sounds now and next, then what has sounded, newest first."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from loa.desk.bulletins.on_air import MOST_SHOWN, shown
from loa.playlog.queries import Occurrence

NOW = datetime(2026, 11, 27, 10, 0, tzinfo=UTC)


def planned(*hours: int) -> list[Occurrence]:
    """Soundings of three minutes that began or begin a minute before so many hours from now."""
    starts = [NOW + timedelta(hours=each, minutes=-1) for each in hours]
    return [
        Occurrence(f"{each}", "Bản tin", "ordinary", at, at + timedelta(minutes=3), 1, UUID(int=1))
        for each, at in zip(hours, starts, strict=True)
    ]


def test_what_is_to_come_stands_first_soonest_first():
    found = shown(planned(30, 20, 10, 5, 1, 0, -1, -2, -24), NOW)
    assert [each.item for each in found] == ["0", "1", "5", "-1", "-2", "-24"]


def test_of_many_the_last_ones():
    found = shown(planned(*range(-30, 1)), NOW)
    assert [each.item for each in found][:3] == ["0", "-1", "-2"]
    assert len(found) == MOST_SHOWN

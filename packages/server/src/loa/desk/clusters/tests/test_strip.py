"""The strip of a cluster: every planned sounding at its time, in its outcome's form, with gaps as gaps."""

from datetime import datetime, timedelta
from uuid import UUID

import pytest

from loa.desk.clusters.timeline_chart import DAY, LEFT, TimelineChart, strip
from loa.kernel import clock
from loa.playlog.outcomes import OutcomeRow
from loa.playlog.rules import Evidence, LikelyReason

NOW = datetime(2026, 11, 27, 17, 30, tzinfo=clock.LOCAL)


def row(hours: float, minutes: float = 3, started: bool = False) -> OutcomeRow:
    """One sounding so many hours from now."""
    at = NOW + timedelta(hours=hours)
    end = at + timedelta(minutes=minutes)
    known = Evidence(end, started, False, "", "", (), NOW, True, "ntp", False, False, None, True)
    one = UUID(int=1)
    return OutcomeRow(
        1, f"{hours}", one, 0, "Bản tin", one, "ordinary", at, end, one, "Cụm 01", None, "38.0", True,
        at if started else None, at if started else None, 0, known,
    )  # fmt: skip


def drawn(*rows: tuple[OutcomeRow, LikelyReason | None], seen: datetime | None = NOW) -> TimelineChart:
    return strip(rows, seen, NOW)


def test_every_outcome_has_its_own():
    made = drawn(
        (row(-10), None),
        (row(-9, started=True), LikelyReason.CUT),
        (row(-8), LikelyReason.NO_CONTACT),
        (row(-7), LikelyReason.SILENCED),
        (row(-0.01), LikelyReason.WAITING),
        (row(2), LikelyReason.WAITING),
    )
    assert [bar.outcome for bar in made.bars] == ["ahead", "wait", "off", "missed", "cut", "done"]
    assert [bar.why for bar in made.bars][3] == "Mất điện hoặc mất mạng"
    assert made.bars[3].said == "09:30 Bản tin: im, mất điện hoặc mất mạng"
    assert (made.past, made.counts["ahead"]) == (5, 1)


def test_a_row_a_local_day_and_a_bar_at_its_time():
    made = drawn((row(-29.5), None), (row(-17.5), None))
    assert [band.day.day for band in made.bands] == [25, 26, 27, 28]
    assert [[bar.x for bar in band.bars] for band in made.bands] == [[], [LEFT + DAY // 2], [LEFT], []]
    assert [band.now is not None for band in made.bands] == [False, False, True, False]


def test_what_would_cover_another_goes_a_lane_down():
    made = drawn(*((row(-5 + minutes / 60), None) for minutes in (0, 3, 6, 60)))
    of_today = made.bands[2]
    assert [bar.y - of_today.bars[0].y for bar in of_today.bars] == [0, 22, 44, 0]
    assert of_today.height > made.bands[1].height


def test_silence_is_a_gap_from_the_last_word_to_now():
    made = drawn(seen=NOW - timedelta(hours=20))
    assert [band.gap for band in made.bands] == [
        None,
        (LEFT + DAY * 43 // 48, DAY * 5 // 48),
        (LEFT, DAY * 35 // 48),
        None,
    ]
    assert not drawn(seen=NOW - timedelta(minutes=5)).has_gap
    assert not drawn(seen=None).has_gap


@pytest.mark.parametrize("hours", [-49, 25])
def test_beyond_its_hours_nothing_is_drawn(hours: float):
    assert drawn((row(hours), None)).bars == []

"""Where the week draws its lines and its soundings."""

from dataclasses import replace
from datetime import date

from loa_protocol import timing
from loa_protocol.messages.common import Priority
from loa_protocol.messages.plan import Window

from loa.airtime.queries import HeardItem
from loa.desk.schedule import week

DAY = date(2026, 11, 30)
AT = 17 * 60 + 10


def event(start: int, seconds: int = 190) -> week.Event:
    start_ms = timing.at_minute(DAY, start)
    heard = HeardItem(
        start_ms,
        start_ms + seconds * 1000,
        f"slot-{start}",
        Priority.ORDINARY,
        "Họp thôn",
        (),
        ("Họp thôn",),
        start_ms,
    )
    return week._event(heard, timing.at_minute(DAY, 1005), week.Names({}, {}, {}))


def test_the_first_line_stands_at_the_first_label():
    for window in (Window(1005, 1110), Window(300, 390), Window(310, 390)):
        assert week._first_line(window) == week._ticks(window)[0][0]


def test_a_sounding_within_one_minute_has_one_time():
    assert event(AT, 40).span == "17:10"
    assert event(AT, 190).span == "17:10–17:13"


def test_soundings_that_would_hide_each_other_stand_side_by_side():
    first, second, later = week.side_by_side([event(AT), event(AT + 1), event(AT + 30)])
    assert (first.left, first.width) == (0, 50)
    assert (second.left, second.width) == (50, 50)
    assert (later.left, later.width) == (0, 100)


def test_a_column_that_is_free_again_is_used_again():
    tall = replace(event(AT), height=200)
    shown = week.side_by_side([tall, event(AT + 1), event(AT + 10)])
    assert [each.left for each in shown] == [0, 50, 50]

"""The rule by worked examples: each of them stands in PROTOCOL.md too."""

from datetime import date, time

import msgspec
import pytest
from loa_protocol import timing
from loa_protocol.messages import DayPlan, Envelope, Priority, Right, Rules, Sound, Window, sound_item
from loa_protocol.rule import OfferKind, Reason, breaches, clashes, offers, sessions, timeline, timelines

TUESDAY = date(2026, 11, 24)
RIGHT = Right("bulletin", "0199cccc-0000-7000-8000-000000000001")
HOURS = (Window(300, 420), Window(1020, 1110))
RULES = Rules((HOURS,) * 7, (), (1, 2, 3, 4, 5, 6, 7), 30, 80)
OUTER = Envelope((Window(270, 1320),), 60, 90)


def clock(text, day=TUESDAY):
    return timing.at(day, time.fromisoformat(text))


def item(name, at, minutes, priority=Priority.ORDINARY, late=10, day=TUESDAY, **changes):
    start = clock(at, day)
    volume = changes.pop("volume", 70)
    made = sound_item(
        volume,
        (Sound("ab" * 32, int(minutes * timing.MINUTE), 1000, RIGHT),),
        id=f"{name}@{day}",
        slot=name,
        priority=priority,
        start_ms=start,
        latest_start_ms=start + late * timing.MINUTE,
        expires_ms=start + 120 * timing.MINUTE,
    )
    return msgspec.structs.replace(made, **changes)


def day(*items, rules=RULES, on=TUESDAY):
    return DayPlan(1, on, "16012", rules, items)


def heard(line):
    return [(s.item.slot, timing.local(s.start_ms).strftime("%H:%M")) for s in line.stretches]


def codes(found):
    return [breach.code for breach in found]


def test_sessions_are_contiguous_windows_less_quiet_ones():
    rules = msgspec.structs.replace(
        RULES, hours=((Window(300, 360), Window(360, 420)),) * 7, quiet=(Window(330, 345),)
    )
    assert sessions(rules, None, TUESDAY) == (
        (clock("05:00"), clock("05:30")),
        (clock("05:45"), clock("07:00")),
    )
    narrow = Envelope((Window(310, 400),), 60, 90)
    assert sessions(rules, narrow, TUESDAY)[0][0] == clock("05:10")
    closed = msgspec.structs.replace(RULES, days=(1,))
    assert sessions(closed, None, TUESDAY) == ()


def test_a_day_of_the_law_is_as_long_as_the_zone_says():
    start, end = timing.day_bounds(TUESDAY)
    assert (end - start, timing.local_date(start), timing.local_date(start - 1)) == (
        timing.DAY,
        TUESDAY,
        date(2026, 11, 23),
    )
    shifted = date(1975, 6, 12)  # the night of this day Saigon set its clocks back an hour
    first, after = timing.day_bounds(shifted)
    assert after - first == 25 * timing.HOUR


def test_priority_keeps_its_second_and_ordinary_moves_behind_it():
    line = timeline(day(item("a", "05:00", 5), item("p", "05:00", 4, Priority.PRIORITY)))
    assert heard(line) == [("p", "05:00"), ("a", "05:04")]


def test_ordinary_that_priority_would_run_into_moves_too_and_others_stay():
    line = timeline(
        day(
            item("a", "05:00", 8),
            item("b", "05:12", 5),
            item("p", "05:05", 4, Priority.PRIORITY),
            item("c", "05:01", 2),
        )
    )
    assert heard(line) == [("c", "05:01"), ("p", "05:05"), ("b", "05:12")]
    assert [(d.item.slot, d.breach.code) for d in line.dropped] == [("a", Reason.DISPLACED)]


def test_what_would_begin_after_its_latest_start_is_dropped():
    line = timeline(day(item("a", "05:00", 5, late=3), item("p", "05:00", 4, Priority.PRIORITY)))
    assert heard(line) == [("p", "05:00")]
    [drop] = line.dropped
    assert drop.breach.limit == clock("05:03")
    assert drop.breach.actual == clock("05:04")


def test_nothing_is_cut_short_to_fit_a_session():
    line = timeline(day(item("a", "06:58", 5)))
    assert not line.stretches
    assert line.dropped[0].breach.code is Reason.HOURS
    moved = timeline(day(item("a", "06:50", 5), item("p", "06:49", 8, Priority.PRIORITY)))
    assert heard(moved) == [("p", "06:49")]
    assert moved.dropped[0].breach.code is Reason.SESSION_END


def test_a_sessions_minutes_are_kept_and_priority_takes_them_first():
    line = timeline(
        day(item("a", "05:00", 14), item("b", "05:20", 14), item("p", "05:40", 10, Priority.PRIORITY))
    )
    assert heard(line) == [("a", "05:00"), ("p", "05:40")]
    [drop] = line.dropped
    assert (drop.breach.code, drop.breach.limit, drop.breach.actual) == (
        Reason.MINUTES,
        30 * timing.MINUTE,
        38 * timing.MINUTE,
    )
    evening = timeline(day(item("a", "05:00", 14), item("b", "05:20", 14), item("e", "17:00", 28)))
    assert len(evening.starts()) == 3


def test_an_emergency_mutes_and_the_plans_clock_goes_on():
    alarm = item("e", "05:04", 2, Priority.EMERGENCY)
    line = timeline(day(item("a", "05:00", 10), alarm))
    assert [(s.item.slot, s.offset_ms // timing.MINUTE) for s in line.stretches] == [
        ("a", 0),
        ("e", 0),
        ("a", 6),
    ]
    assert [(c.start_ms, c.end_ms) for c in line.cuts] == [(clock("05:04"), clock("05:06"))]
    swallowed = timeline(day(item("a", "05:04", 5, late=1), alarm))
    assert swallowed.dropped[0].breach.code is Reason.PREEMPTED
    at_night = timeline(day(item("e", "02:00", 2, Priority.EMERGENCY)), OUTER)
    assert at_night.dropped[0].breach.code is Reason.ENVELOPE_HOURS


def test_nothing_passes_midnight():
    open_always = msgspec.structs.replace(RULES, hours=((Window(0, 1440),),) * 7)
    late = item("a", "23:58", 5)
    assert codes(breaches(day(late, rules=open_always)))[:1] == [Reason.MIDNIGHT]
    assert timeline(day(late, rules=open_always)).dropped[0].breach.code is Reason.MIDNIGHT
    exactly = timeline(day(item("a", "23:55", 5), rules=open_always))
    assert exactly.stretches[0].end_ms == timing.day_bounds(TUESDAY)[1]
    stray = msgspec.structs.replace(item("a", "05:00", 5), start_ms=clock("05:00") + timing.DAY)
    assert Reason.WRONG_DAY in codes(breaches(day(stray)))


@pytest.mark.parametrize(
    ("made", "rules", "expected"),
    [
        (item("a", "04:55", 4), RULES, Reason.HOURS),
        (item("a", "05:10", 5), msgspec.structs.replace(RULES, quiet=(Window(312, 320),)), Reason.QUIET),
        (item("a", "05:10", 5), msgspec.structs.replace(RULES, days=(1, 3)), Reason.DAY),
        (item("a", "05:10", 31), RULES, Reason.MINUTES),
        (item("a", "05:10", 5, volume=81), RULES, Reason.VOLUME),
        (item("a", "05:10", 5, latest_start_ms=clock("05:09")), RULES, Reason.ORDER),
        (item("a", "05:10", 5, expires_ms=clock("05:12")), RULES, Reason.EXPIRY),
    ],
)
def test_every_breach_has_its_code(made, rules, expected):
    assert codes(breaches(day(made, rules=rules), only=made.id)) == [expected]


def test_breaches_of_the_envelope():
    outer = Envelope((Window(305, 1320),), 4, 60)
    found = codes(breaches(day(item("a", "05:00", 5)), outer, Priority.ORDINARY))
    assert set(found) == {Reason.ENVELOPE_HOURS, Reason.ENVELOPE_MINUTES, Reason.ENVELOPE_VOLUME}
    above = breaches(day(item("a", "05:10", 3, Priority.PRIORITY)), OUTER, Priority.ORDINARY)
    assert [(b.code, b.limit, b.actual) for b in above] == [(Reason.CLASS, 0, 1)]


def test_minutes_count_the_whole_session_and_stand_against_the_one_asked_about():
    planned = day(item("a", "05:00", 20), item("b", "05:30", 11), item("c", "17:00", 20))
    assert codes(breaches(planned, only=f"b@{TUESDAY}")) == [Reason.MINUTES]
    assert codes(breaches(planned, only=f"c@{TUESDAY}")) == []


def test_volume_is_capped_not_dropped():
    line = timeline(day(item("a", "05:00", 5, volume=100)), OUTER)
    assert line.stretches[0].volume == 80


def test_clashes_are_between_equals():
    planned = day(item("a", "05:00", 5), item("b", "05:04", 5), item("p", "05:02", 1, Priority.PRIORITY))
    [clash] = clashes(planned)
    assert (clash.first.slot, clash.second.slot) == ("a", "b")
    assert (clash.start_ms, clash.end_ms) == (clock("05:04"), clock("05:05"))
    assert clashes(planned, only=f"p@{TUESDAY}") == []
    assert clashes(day(item("a", "05:00", 5), item("b", "05:05", 5))) == []


def test_three_offers_for_a_refused_time():
    wanted = item("new", "05:10", 5)
    wednesday = date(2026, 11, 25)
    week = [
        day(item("a", "05:08", 10)),
        day(item("b", "05:00", 5, day=wednesday), on=wednesday),
    ]
    found = offers(wanted, week, OUTER)
    assert [(o.kind, timing.local(o.start_ms).strftime("%d %H:%M")) for o in found] == [
        (OfferKind.EARLIER, "24 05:03"),
        (OfferKind.LATER, "24 05:18"),
        (OfferKind.NEXT, "25 05:10"),
    ]
    late = offers(wanted, week, OUTER, not_before=clock("05:12"))
    assert [o.kind for o in late] == [OfferKind.LATER, OfferKind.NEXT]
    assert offers(wanted, week, OUTER, not_before=clock("05:12"), not_after=clock("05:20")) == []


def test_an_offer_disturbs_nobody():
    full = day(item("a", "05:00", 14), item("b", "05:14", 14), item("p", "05:28", 2, Priority.PRIORITY))
    assert [o.kind for o in offers(item("new", "05:00", 5), [full])] == [OfferKind.LATER]
    assert timing.local(offers(item("new", "05:00", 5), [full])[0].start_ms).hour == 17


def test_days_stand_one_after_another():
    wednesday = date(2026, 11, 25)
    line = timelines([day(item("b", "05:00", 5, day=wednesday), on=wednesday), day(item("a", "05:00", 5))])
    assert [s.item.slot for s in line.stretches] == ["a", "b"]
    assert line.starts() == {f"a@{TUESDAY}": clock("05:00"), f"b@{wednesday}": clock("05:00", wednesday)}
    alarm = item("e", "05:02", 1, Priority.EMERGENCY)
    full = day(item("a", "05:00", 5), alarm, item("lost", "04:00", 5))
    line = timelines([day(on=wednesday), full])
    assert [d.item.slot for d in line.dropped] == ["lost"]
    assert [(c.item.slot, c.start_ms) for c in line.cuts] == [("a", clock("05:02"))]

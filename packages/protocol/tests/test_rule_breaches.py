"""What the desk is told of a day as it is planned: breaches with their figures, and clashes."""

import pytest
from loa_protocol import timing
from loa_protocol.messages import Envelope, Priority, Window
from loa_protocol.rule import Breach, Reason, breaches, clashes, timeline
from loa_protocol.testing.golden.day import DAY, RULES, but, day, emergency, item, priority, ruled

MINUTE = timing.MINUTE
ALL_DAY = ((Window(0, 1440),),) * 7


def at(minute):
    return timing.day_bounds(DAY)[0] + int(minute * MINUTE)


def outer(minutes=60, volume=90, start=270, end=1320):
    return Envelope((Window(start, end),), minutes, volume)


def told(found):
    return [(breach.item[0], breach.code) for breach in found]


def test_a_session_may_be_full_and_not_a_millisecond_more():
    assert breaches(day(item("a", 300, 15), item("b", 330, 15))) == []
    over = breaches(day(item("a", 300, 15), item("b", 330, 15 + 1 / 60_000)))
    assert over == [
        Breach(Reason.MINUTES, f"a@{DAY}", at(300), at(315), 30 * MINUTE, 30 * MINUTE + 1),
        Breach(Reason.MINUTES, f"b@{DAY}", at(330), at(345) + 1, 30 * MINUTE, 30 * MINUTE + 1),
    ]


def test_what_stands_in_no_session_fills_none():
    assert told(breaches(day(item("a", 200, 31), item("b", 300, 20)))) == [("a", Reason.HOURS)]
    assert told(breaches(day(item("a", 200, 31)))) == [("a", Reason.HOURS)]
    assert told(breaches(day(item("a", 420, 11), item("b", 300, 20)))) == [("a", Reason.HOURS)]


def test_an_emergency_fills_no_session_and_is_in_none():
    alarm = emergency("e", 330, 15)
    assert breaches(ruled(item("a", 300, 20), alarm, hours=ALL_DAY)) == []
    over = breaches(ruled(item("a", 300, 31), alarm, hours=ALL_DAY))
    assert told(over) == [("a", Reason.MINUTES)]
    assert breaches(day(emergency("e", 330, 31))) == []


def test_minutes_of_the_envelope_stand_against_those_that_keep_them_alone():
    two = day(item("a", 300, 15), item("b", 330, 10))
    assert breaches(two, outer(minutes=20)) == [
        Breach(Reason.ENVELOPE_MINUTES, f"a@{DAY}", at(300), at(315), 20 * MINUTE, 25 * MINUTE),
        Breach(Reason.ENVELOPE_MINUTES, f"b@{DAY}", at(330), at(340), 20 * MINUTE, 25 * MINUTE),
    ]
    full = day(item("a", 300, 20), item("b", 330, 5))
    assert told(breaches(full, outer(minutes=20))) == [(name, Reason.ENVELOPE_MINUTES) for name in "ab"]
    alone = breaches(day(item("a", 300, 25)), outer(minutes=20))
    assert alone == [Breach(Reason.ENVELOPE_MINUTES, f"a@{DAY}", at(300), at(325), 20 * MINUTE, 25 * MINUTE)]
    both = breaches(day(item("a", 300, 20), item("b", 330, 10)), outer(minutes=20))
    assert told(both) == [(name, Reason.ENVELOPE_MINUTES) for name in "ab"]
    exactly = ruled(item("a", 300, 10), item("b", 330, 10), minutes=15)
    assert told(breaches(exactly, outer(minutes=20))) == [(name, Reason.MINUTES) for name in "ab"]
    assert told(breaches(day(item("a", 300, 20), item("b", 330, 20)), outer(minutes=20))) == [
        (name, code) for name in "ab" for code in (Reason.MINUTES, Reason.ENVELOPE_MINUTES)
    ]


def test_breaches_are_told_in_the_order_of_the_day():
    loud = [but(item(name, minute, 2), volume=81) for name, minute in (("c", 300), ("b", 310), ("a", 310))]
    assert told(breaches(day(*loud))) == [(name, Reason.VOLUME) for name in "cab"]


def test_an_occurrence_stands_in_a_day_once():
    one = item("a", 300, 5)
    assert breaches(day(one, one)) == [Breach(Reason.TWICE, one.id, at(300), at(305))]
    assert breaches(day(one, one), only=one.id) == [Breach(Reason.TWICE, one.id, at(300), at(305))]
    [drop] = timeline(day(one, one)).dropped
    assert drop.breach == Breach(Reason.TWICE, one.id, at(300), at(305))


HOURS = RULES.hours[0]


@pytest.mark.parametrize(
    ("made", "envelope", "highest", "expected"),
    [
        (item("a", 300, 5, late=-1), None, None, [(Reason.ORDER, at(300), at(299), ())]),
        (item("a", 300, 5, late=0), None, None, []),
        (but(item("a", 300, 5), expires_ms=at(299)), None, None, [(Reason.ORDER, at(300), at(299), ())]),
        (but(item("a", 300, 5), expires_ms=at(300)), None, None, [(Reason.ORDER, at(300), at(300), ())]),
        (but(item("a", 300, 5), expires_ms=at(304)), None, None, [(Reason.EXPIRY, at(304), at(305), ())]),
        (but(item("a", 300, 5), expires_ms=at(305)), None, None, []),
        (item("a", -5, 5), outer(), None, [(Reason.WRONG_DAY, at(0), at(-5), ())]),
        (item("a", 1440, 5), outer(), None, [(Reason.WRONG_DAY, at(0), at(1440), ())]),
        (
            emergency("a", 1438, 5),
            None,
            None,
            [(Reason.MIDNIGHT, at(1440), at(1443), ())],
        ),
        (emergency("a", 1435, 5), None, None, []),
        (priority("a", 300, 5), None, Priority.ORDINARY, [(Reason.CLASS, 0, 1, ())]),
        (priority("a", 300, 5), None, Priority.PRIORITY, []),
        (emergency("a", 300, 5), None, Priority.PRIORITY, [(Reason.CLASS, 1, 2, ())]),
        (item("a", 300, 5), outer(start=301), None, [(Reason.ENVELOPE_HOURS, 0, 0, (Window(301, 1320),))]),
        (item("a", 300, 5), outer(minutes=4), None, [(Reason.ENVELOPE_MINUTES, 4 * MINUTE, 5 * MINUTE, ())]),
        (item("a", 300, 5), outer(minutes=5, volume=70), None, []),
        (item("a", 300, 5), outer(volume=69), None, [(Reason.ENVELOPE_VOLUME, 69, 70, ())]),
        (but(item("a", 300, 5), volume=81), None, None, [(Reason.VOLUME, 80, 81, ())]),
        (but(item("a", 300, 5), volume=80), None, None, []),
        (but(emergency("a", 300, 5), volume=81), None, None, []),
        (item("a", 299, 5), None, None, [(Reason.HOURS, 0, 0, HOURS)]),
        (item("a", 416, 5), None, None, [(Reason.HOURS, 0, 0, HOURS)]),
        (item("a", 415, 5), None, None, []),
    ],
)
def test_what_is_wrong_with_an_item_alone_and_its_figures(made, envelope, highest, expected):
    """Hours that follow a breach of the envelope are left to the next test."""
    end = made.start_ms + made.length_ms
    found = [
        one for one in breaches(day(made), envelope, highest) if one.code is not Reason.HOURS or not envelope
    ]
    assert found == [Breach(code, made.id, made.start_ms, end, *figures) for code, *figures in expected]


def test_an_item_hears_all_that_is_wrong_with_it():
    made = but(item("a", 290, 15), latest_start_ms=at(289), expires_ms=at(300), volume=95)
    found = breaches(ruled(made, quiet=(Window(300, 302),)), outer(10, 90, 300, 400), Priority.ORDINARY)
    assert [breach.code for breach in found] == [
        Reason.ORDER,
        Reason.EXPIRY,
        Reason.ENVELOPE_HOURS,
        Reason.ENVELOPE_MINUTES,
        Reason.ENVELOPE_VOLUME,
        Reason.VOLUME,
        Reason.HOURS,
        Reason.QUIET,
    ]
    late = breaches(day(but(item("a", 1438, 5), volume=81)))
    assert told(late) == [("a", Reason.MIDNIGHT), ("a", Reason.VOLUME), ("a", Reason.HOURS)]


def test_a_day_without_broadcasts_needs_no_word_about_its_hours():
    closed = ruled(item("a", 200, 5), days=(1,), quiet=(Window(190, 210),))
    assert breaches(closed) == [Breach(Reason.DAY, f"a@{DAY}", at(200), at(205), actual=DAY.isoweekday())]


@pytest.mark.parametrize(
    ("minute", "expected"),
    [(305, []), (306, [Reason.QUIET]), (318, [Reason.QUIET]), (320, []), (315, [Reason.QUIET]), (340, [])],
)
def test_quiet_windows_are_told_by_name(minute, expected):
    quiet = (Window(310, 320), Window(400, 401))
    found = breaches(ruled(item("a", minute, 5), quiet=quiet))
    assert [breach.code for breach in found] == expected
    assert all(breach.windows == quiet for breach in found)


@pytest.mark.parametrize(("minute", "minutes"), [(200, 5), (600, 5), (298, 12), (418, 5)])
def test_quiet_windows_are_not_told_of_what_is_only_near_them(minute, minutes):
    quiet = (Window(310, 320), Window(410, 418))
    made = but(item("a", minute, minutes), volume=80)
    assert told(breaches(ruled(made, quiet=quiet))) == [("a", Reason.HOURS)]


def test_every_pair_of_one_class_that_overlaps_clashes():
    a, b, c = item("a", 300, 10), item("b", 305, 10), item("c", 314, 5)
    assert [(one.first.slot, one.second.slot, one.start_ms, one.end_ms) for one in clashes(day(c, b, a))] == [
        ("a", "b", at(305), at(310)),
        ("b", "c", at(314), at(315)),
    ]
    assert [(one.first.slot, one.second.slot) for one in clashes(day(a, b, c), only=a.id)] == [("a", "b")]
    assert [(one.first.slot, one.second.slot) for one in clashes(day(a, b, c), only=c.id)] == [("b", "c")]
    inner = item("d", 301, 2)
    assert [(one.second.slot, one.end_ms) for one in clashes(day(a, inner))] == [("d", at(303))]
    together = [item("b", 300, 1), item("a", 300, 1)]
    assert [(one.first.slot, one.second.slot) for one in clashes(day(*together))] == [("a", "b")]
    assert clashes(day(a, item("b", 310, 1))) == []


def test_a_drop_has_its_figures():
    dropped = {
        drop.item.slot: drop.breach
        for drop in timeline(
            day(
                priority("p", 410, 8),
                item("a", 412, 5),
                item("b", 1020, 10, late=2),
                emergency("e", 1019, 4),
                emergency("f", 1027, 1),
            )
        ).dropped
    }
    assert dropped == {
        "a": Breach(Reason.SESSION_END, f"a@{DAY}", at(418), at(423), at(420), at(423)),
        "b": Breach(Reason.PREEMPTED, f"b@{DAY}", at(1020), at(1030), at(1022), at(1023)),
    }

"""The other times that the desk offers for an item that is in somebody's way."""

from datetime import timedelta

import msgspec
import pytest
from loa_protocol import timing
from loa_protocol.messages import DayPlan, Envelope, Priority, Window
from loa_protocol.rule import OfferKind, offers
from loa_protocol.rule.offering import moved
from loa_protocol.testing.golden.day import DAY, RULES, but, day, item, priority

EARLIER, LATER, NEXT = OfferKind
CLOSED = msgspec.structs.replace(RULES, days=())


def told(found):
    """(kind, day after the golden day, minute) of each offer."""
    local = [(offer.kind, timing.local(offer.start_ms)) for offer in found]
    return [(kind, (when.date() - DAY).days, when.hour * 60 + when.minute) for kind, when in local]


def on(days, *items, rules=RULES):
    return DayPlan(1, DAY + timedelta(days=days), "16012", rules, items)


def shifted(one, days):
    return but(one, id=f"{one.slot}@{DAY + timedelta(days=days)}", start_ms=one.start_ms + days * timing.DAY)


def minute(number):
    return timing.at_minute(DAY, number)


def test_its_own_time_is_never_offered_and_sessions_are_filled_from_both_ends():
    assert told(offers(item("new", 300, 5), [day(), on(1)])) == [(LATER, 0, 415), (NEXT, 1, 300)]
    assert told(offers(item("new", 1105, 5), [day()])) == [(EARLIER, 0, 1020)]
    assert told(offers(item("new", 418, 5), [day()])) == [(EARLIER, 0, 415), (LATER, 0, 1020)]


def test_three_are_enough_and_days_before_its_own_are_gone():
    week = [on(number) for number in (5, 3, 1, 4, 2, 0, -1)]
    assert told(offers(item("new", 310, 5), week)) == [(EARLIER, 0, 300), (LATER, 0, 415), (NEXT, 1, 310)]
    later = [day(rules=CLOSED), *week[:-2], on(-1)]
    assert told(offers(item("new", 310, 5), later)) == [(NEXT, 1, 310), (NEXT, 2, 310), (NEXT, 3, 310)]


def test_on_a_following_day_another_time_is_better_than_none():
    taken = on(1, shifted(item("a", 305, 20), 1))
    assert told(offers(item("new", 310, 5), [day(rules=CLOSED), taken])) == [(NEXT, 1, 300)]


@pytest.mark.parametrize(
    ("bounds", "expected"),
    [
        ({}, [(EARLIER, 0, 300), (LATER, 0, 330)]),
        ({"not_before": minute(300)}, [(EARLIER, 0, 300), (LATER, 0, 330)]),
        ({"not_before": minute(300) + 1}, [(LATER, 0, 330)]),
        ({"not_before": minute(331)}, [(LATER, 0, 415)]),
        ({"not_after": minute(335)}, [(EARLIER, 0, 300), (LATER, 0, 330)]),
        ({"not_after": minute(335) - 1}, [(EARLIER, 0, 300)]),
    ],
)
def test_bounds_hold_for_the_start_and_for_the_end(bounds, expected):
    taken = day(item("a", 305, 25))
    assert told(offers(item("new", 310, 5), [taken], **bounds)) == expected


def test_whole_minutes_are_offered():
    taken = day(item("a", 310.5, 10.25))
    assert told(offers(item("new", 315, 5), [taken])) == [(EARLIER, 0, 305), (LATER, 0, 321)]
    assert told(offers(item("new", 300, 4.5), [day()])) == [(LATER, 0, 415)]


def test_the_end_and_the_latest_start_move_along():
    made = item("a", 310, 5)
    later = moved(made, minute(320))
    assert (later.latest_start_ms, later.expires_ms) == (minute(330), made.expires_ms + 10 * timing.MINUTE)


def test_nothing_is_offered_that_the_desk_would_refuse():
    loud = but(item("new", 310, 5), volume=81)
    assert offers(loud, [day()]) == []
    assert offers(priority("new", 310, 5), [day()], highest=Priority.ORDINARY) == []
    narrow = Envelope((Window(302, 313),), 60, 90)
    assert told(offers(item("new", 305, 5), [day()], narrow)) == [(EARLIER, 0, 302), (LATER, 0, 308)]
    whole = ((Window(0, 1440),),) * 7
    night = day(item("a", 2, 10), item("b", 1435, 3), rules=msgspec.structs.replace(RULES, hours=whole))
    assert told(offers(item("new", 5, 5), [night])) == [(LATER, 0, 12)]
    assert told(offers(item("new", 1436, 5), [night])) == [(EARLIER, 0, 1430)]


def test_nobody_is_moved_by_an_offer():
    before = day(priority("p", 302, 4), item("a", 306, 14))
    assert told(offers(item("new", 310, 5), [before])) == [(LATER, 0, 320)]
    ordinary = day(item("a", 300, 20), item("b", 360, 5))
    assert told(offers(priority("new", 310, 5), [ordinary])) == [(LATER, 0, 320)]


def test_nor_is_it_offered_a_place_that_is_planned_for_another_and_lost_to_a_third():
    lost = day(item("x", 300, 6, late=0), priority("p", 300, 4))
    assert told(offers(item("new", 303, 5), [lost])) == [(LATER, 0, 306)]


def test_what_is_wrong_with_others_is_not_held_against_it():
    broken = day(item("x", 200, 5), item("a", 340, 5), item("b", 343, 5))
    assert told(offers(item("new", 300, 5), [broken])) == [(LATER, 0, 335)]

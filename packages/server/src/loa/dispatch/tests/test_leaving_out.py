"""What could not be proven is left out of the plans that it is said of, and all else is the same bytes."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loa_protocol.encoding import decode
from loa_protocol.ids import sha256_hex
from loa_protocol.messages import Body, DayPlan

from loa.airtime.rules import Commune
from loa.airtime.tests.schedules import RULES
from loa.dispatch import rules
from loa.dispatch.rules import ALL_PROVEN, UnprovenParts
from loa.dispatch.tests.test_documents import FIRST, HAMLETS, schedule

EVERYONE = (None, *HAMLETS)
SEEDS = st.integers(0, 11)


def compiled(commune, unproven=ALL_PROVEN):
    return rules.compile_commune(commune, EVERYONE, FIRST, unproven)


def heard(made):
    """By hamlet and local day: the name of the day plan, and the items in it."""
    return {
        (hamlet, day): (name, made.days[name].items)
        for hamlet in EVERYONE
        for day, name in made.listed[made.plans[hamlet]]
    }


def is_made_of(made, name):
    """Do the bytes of this day plan say these items?"""
    day = made.days[name]
    data = rules.joined(day.frame, [made.items[each].data for each in day.items])
    assert sha256_hex(data) == name
    assert [item.id for item in decode(data, DayPlan).items] == [
        made.items[each].item.id for each in day.items
    ]


def chosen(data, names):
    return frozenset(data.draw(st.sets(st.sampled_from(sorted(names)), min_size=1, max_size=3)))


def same_but(before, after, gone):
    """Everywhere the items of before in their order, but for those that are gone there; a day of which none
    is gone has the name that it had."""
    assert after.keys() == before.keys()
    for key, (name, items) in before.items():
        kept = tuple(each for each in items if each not in gone(key, name))
        assert after[key][1] == kept
        assert (after[key][0] == name) is (kept == items)


@given(SEEDS, st.data())
def test_an_item_is_left_out_of_every_plan(seed, data):
    whole = compiled(schedule(seed))
    gone = chosen(data, whole.items)
    made = compiled(schedule(seed), UnprovenParts(items=gone))
    same_but(heard(whole), heard(made), lambda key, name: gone)
    assert not gone & made.items.keys()
    for name in made.days:
        is_made_of(made, name)


@given(SEEDS, st.data(), st.sampled_from(EVERYONE))
def test_an_item_that_one_hamlet_may_not_hear_is_left_out_there_alone(seed, data, hamlet):
    whole = compiled(schedule(seed))
    gone = chosen(data, whole.items)
    made = compiled(schedule(seed), UnprovenParts(of_plan={hamlet: gone}))
    same_but(heard(whole), heard(made), lambda key, name: gone if key[0] == hamlet else ())
    for other in EVERYONE:
        assert other == hamlet or made.plans[other] == whole.plans[other]


@given(SEEDS, st.data())
def test_items_that_break_a_rule_beside_others_are_left_out_of_that_very_day_plan(seed, data):
    whole = compiled(schedule(seed))
    full = [name for name, day in whole.days.items() if day.items]
    of = data.draw(st.sampled_from(sorted(full)))
    gone = chosen(data, whole.days[of].items)
    made = compiled(schedule(seed), UnprovenParts(of_day={of: gone}))
    same_but(heard(whole), heard(made), lambda key, name: gone if name == of else ())
    assert of not in made.days


@given(SEEDS, st.data())
def test_what_is_then_left_may_break_a_rule_too(seed, data):
    whole = compiled(schedule(seed))
    of = data.draw(st.sampled_from(sorted(name for name, day in whole.days.items() if len(day.items) > 1)))
    first, second, *rest = whole.days[of].items
    once = compiled(schedule(seed), UnprovenParts(of_day={of: frozenset({first})}))
    place = next(key for key, (name, _items) in heard(whole).items() if name == of)
    then = heard(once)[place][0]
    made = compiled(
        schedule(seed), UnprovenParts(of_day={of: frozenset({first}), then: frozenset({second, "0" * 64})})
    )
    assert heard(made)[place][1] == tuple(rest)


@given(SEEDS)
def test_a_day_that_is_left_out_is_left_out_whole_and_no_other(seed):
    whole = compiled(schedule(seed))
    day, name = whole.listed[whole.plans[None]][3]
    made = compiled(schedule(seed), UnprovenParts(frames=frozenset({sha256_hex(whole.days[name].frame)})))
    assert heard(made) == {key: said for key, said in heard(whole).items() if key[1] != day}
    assert all(each.date != day for each in made.days.values())


@given(SEEDS)
def test_what_was_said_of_other_bytes_leaves_out_nothing(seed):
    other = frozenset({"0" * 64})
    said = UnprovenParts(other, {None: other}, {"1" * 64: other}, other)
    whole, made = compiled(schedule(seed)), compiled(schedule(seed), said)
    assert (made.plans, made.bodies, made.days) == (whole.plans, whole.bodies, whole.days)


def test_of_an_empty_schedule_eight_days_are_said_and_where_no_rules_are_none():
    made = rules.compile_commune(Commune("15991", frozenset(), lambda day: RULES, ()), [None, 1], FIRST)
    (body,) = made.bodies.values()
    listed = decode(body, Body).days
    assert [ref.date for ref in listed] == [FIRST + timedelta(days=n) for n in range(8)]
    assert all(day.items == () for day in made.days.values())
    assert made.plans[None] == made.plans[1]
    silent = rules.compile_commune(Commune("15991", frozenset(), lambda day: None, ()), [None], FIRST)
    (body,) = silent.bodies.values()
    assert (decode(body, Body).days, silent.days, silent.items) == ((), {}, {})


@pytest.mark.parametrize("seed", range(4))
def test_of_tomorrow_seven_days_are_those_of_today(seed):
    today = rules.compile_commune(schedule(seed), EVERYONE, FIRST)
    tomorrow = rules.compile_commune(schedule(seed), EVERYONE, FIRST + timedelta(days=1))
    for hamlet in EVERYONE:
        now, then = (dict(made.listed[made.plans[hamlet]]) for made in (today, tomorrow))
        now.pop(FIRST, None)
        then.pop(FIRST + timedelta(days=8), None)
        assert now == then


FRAME = b'{"date":"2026-11-27","items":[],"rules":{"items":[]},"unit":"x \\"items\\":[]"}'


@given(st.lists(st.sampled_from([b'{"id":"a"}', b'{"id":"\\"items\\":[]"}', b"{}"]), max_size=4))
def test_items_go_into_the_first_place_of_a_frame(items):
    before, after = FRAME.split(b'"items":[]', 1)
    assert rules.joined(FRAME, items) == before + b'"items":[' + b",".join(items) + b"]" + after

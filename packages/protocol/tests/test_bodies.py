"""Whatever a signed day holds, reading it and asking the rule about it ends in an answer."""

from datetime import date

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from loa_protocol.bodies import admit_body, admit_day
from loa_protocol.encoding import decode, decode_down, encode
from loa_protocol.ids import sha256_hex
from loa_protocol.messages import (
    Body,
    BodyRef,
    DayPlan,
    DayRef,
    Envelope,
    Plan,
    Priority,
    Purpose,
    Right,
    Rules,
    Sound,
    Window,
    sound_item,
)
from loa_protocol.refusals import Code, Malformed, Refusal
from loa_protocol.rule import breaches, clashes, offers, timeline
from loa_protocol.testing.world import PLAN_ID, delegated, key, plan
from loa_protocol.verdict import Grounds, verdict

DAY = date(2026, 11, 24)
GRANTED = delegated(Purpose.PLAN, key("plan"), envelope=Envelope((Window(0, 1440),), 1440, 100))
EDGES = st.sampled_from([0, 1, 2**31, 2**53 - 2, 2**53 - 1]) | st.integers(1795460400000, 1795546800000)
RULES = Rules(((Window(0, 1440),),) * 7, (), (1, 2, 3, 4, 5, 6, 7), 1440, 100)
SOUND = Sound("ab" * 32, 60_000, 1000, Right("bulletin", "0199cccc-0000-7000-8000-000000000001"))
NAMED = {"id": "a", "slot": "s", "priority": Priority.ORDINARY}

items = st.builds(
    sound_item,
    id=st.sampled_from(["a", "b", "c"]),
    slot=st.just("s"),
    priority=st.sampled_from(list(Priority)),
    start_ms=EDGES,
    latest_start_ms=EDGES,
    expires_ms=EDGES,
    volume=st.integers(0, 100),
    media=st.just((SOUND,)),
)


@settings(max_examples=400, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.lists(items, max_size=5), st.sampled_from([date(2000, 1, 1), DAY, date(2199, 12, 31)]), EDGES)
def test_edges_of_every_field_are_answered(made, on, now):
    day = DayPlan(1, on, "16012", RULES, tuple(made))
    data = encode(day)
    admitted = admit_day(DayRef(on, sha256_hex(data)), data, PLAN_ID, GRANTED)
    assert isinstance(admitted, Refusal) or admitted == day
    line = timeline(day, GRANTED.envelope, GRANTED.highest)
    breaches(day, GRANTED.envelope)
    clashes(day)
    verdict(Grounds(None, True, line, (0, 2**53), (), None), now)


@settings(max_examples=300, deadline=None)
@given(st.integers(0, 600), st.binary(min_size=1, max_size=6))
def test_days_with_other_bytes_in_them_are_read_or_refused(place, other):
    start = 1795471200000
    item = sound_item(
        50,
        (SOUND,),
        "Bản tin",
        **NAMED,
        start_ms=start,
        latest_start_ms=start + 60_000,
        expires_ms=start + 600_000,
    )
    data = encode(DayPlan(1, DAY, "16012", RULES, (item,)))
    place %= len(data)
    data = data[:place] + other + data[place + len(other) :]
    day = admit_day(DayRef(DAY, sha256_hex(data)), data, PLAN_ID, GRANTED)
    if isinstance(day, DayPlan):
        timeline(day, GRANTED.envelope)
    else:
        assert day.code in (Code.MALFORMED, Code.WRONG_PLACE, Code.BEYOND_ENVELOPE)


@given(st.binary(max_size=300))
def test_no_bytes_of_a_server_raise_anything_else(data):
    for read in (decode_down, lambda raw: decode(raw, Body), lambda raw: decode(raw, Plan)):
        with pytest.raises(Malformed):
            read(data)


def test_a_word_of_a_kind_that_is_not_known_is_passed_over():
    assert decode_down(b'{"kind":"weather","v":7,"wind":[1]}') is None
    for bad in (b'{"kind":"stored","v":1}', b'{"v":1}', b'{"kind":7}', b"[]"):
        with pytest.raises(Malformed):
            decode_down(bad)


@pytest.mark.parametrize("day", ["0001-01-01", "1999-12-31", "2200-01-01", "9999-12-31", "2026-02-30"])
def test_dates_that_no_plan_has_are_malformed(day):
    data = encode(DayPlan(1, DAY, "16012", RULES, ())).replace(b"2026-11-24", day.encode())
    with pytest.raises(Malformed):
        decode(data, DayPlan)


def test_a_window_of_three_numbers_or_backwards_is_malformed():
    data = encode(DayPlan(1, DAY, "16012", RULES, ()))
    for bad in (b"[0,1440,1]", b"[0]", b"[1440,0]", b"[0,1441]", b"[-1,5]", b"[0,5.5]"):
        with pytest.raises(Malformed):
            decode(data.replace(b"[0,1440]", bad, 1), DayPlan)


def test_a_body_is_taken_whole_or_not_at_all():
    body = encode(Body(1, (DayRef(DAY, "ab" * 32),)))
    name = sha256_hex(body)
    assert admit_body(name, body) == decode(body, Body)
    assert admit_body(name, body + b" ").code is Code.ALTERED
    assert admit_body(name, body[:-1]).code is Code.ALTERED


def test_a_head_names_the_body_of_each_version_and_a_device_takes_the_highest_it_speaks():
    head = plan(bodies=(BodyRef(1, "aa" * 32), BodyRef(3, "cc" * 32)))
    assert [head.body(speaks) for speaks in ((1,), (1, 2), (1, 2, 3), (2,), (3, 1))] == [
        "aa" * 32,
        "aa" * 32,
        "cc" * 32,
        None,
        "cc" * 32,
    ]
    for bad in (b'[{"sha256":"' + b"aa" * 32 + b'","v":1},{"sha256":"' + b"aa" * 32 + b'","v":1}]', b"[]"):
        data = encode(plan())
        bodies = encode(plan().bodies[0])
        with pytest.raises(Malformed):
            decode(data.replace(b"[" + bodies + b"]", bad), Plan)


def test_days_of_a_body_stand_in_order_each_once():
    first, second = DayRef(DAY, "ab" * 32), DayRef(date(2026, 11, 25), "ab" * 32)
    data = encode(Body(1, (first, second)))
    twice = data.replace(b"2026-11-25", b"2026-11-24")
    backwards = data.replace(b"2026-11-25", b"2026-11-23")
    for bad in (twice, backwards):
        with pytest.raises(Malformed):
            decode(bad, Body)


def test_offers_are_few_whatever_is_asked():
    item = sound_item(
        50,
        (SOUND,),
        **NAMED,
        start_ms=1795471200000,
        latest_start_ms=1795471200000,
        expires_ms=1795474800000,
    )
    full = msgspec.structs.replace(RULES, minutes=0)
    assert offers(item, [DayPlan(1, DAY, "16012", full, ())]) == []
    assert offers(item, []) == []

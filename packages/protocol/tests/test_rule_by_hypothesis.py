"""Two thousand days that hypothesis makes and shrinks."""

from datetime import date, timedelta

import msgspec
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from loa_protocol import timing
from loa_protocol.messages import (
    DayPlan,
    Envelope,
    Priority,
    Right,
    Rules,
    Sound,
    UnsupportedContent,
    Window,
    sound_item,
)
from loa_protocol.rule import breaches, clashes, timeline
from loa_protocol.rule.reasons import CAPPED
from loa_protocol.testing.promises import all_holds, priority_is_never_moved_by_ordinary

DAY = date(2026, 2, 17)  # first day of the lunar year
RIGHT = Right("bulletin", "0199cccc-0000-7000-8000-000000000001")

windows = st.lists(
    st.tuples(st.integers(0, 1438), st.integers(1, 400)).map(
        lambda pair: Window(pair[0], min(1440, pair[0] + pair[1]))
    ),
    max_size=3,
).map(tuple)
rules = st.builds(
    Rules,
    hours=windows.map(lambda usual: (usual,) * 7),
    quiet=windows,
    days=st.sets(st.integers(1, 7), min_size=4).map(lambda days: tuple(sorted(days))),
    minutes=st.integers(0, 120),
    volume=st.integers(0, 100),
)
envelopes = st.none() | st.builds(Envelope, windows, st.integers(0, 200), st.integers(0, 100))


@st.composite
def items(draw, number):
    start = timing.at_minute(DAY, draw(st.integers(0, 1439))) + draw(st.integers(0, 2)) * 20_000
    latest = start + draw(st.integers(-1, 40)) * timing.MINUTE
    made = sound_item(
        draw(st.integers(0, 100)),
        tuple(
            Sound("ab" * 32, length, 1, RIGHT)
            for length in draw(st.lists(st.integers(1, 1_500_000), min_size=1, max_size=3))
        ),
        id=f"s{number}@{DAY}",
        slot=f"s{number}",
        priority=draw(st.sampled_from(list(Priority))),
        start_ms=start,
        latest_start_ms=latest,
        expires_ms=latest + draw(st.integers(0, 200)) * timing.MINUTE + 1,
    )
    unknown = draw(st.integers(0, 9)) == 0
    return msgspec.structs.replace(made, carries=UnsupportedContent("screen")) if unknown else made


@st.composite
def days(draw):
    day = DAY + timedelta(days=0)
    count = draw(st.integers(0, 8))
    return DayPlan(1, day, "16012", draw(rules), tuple(draw(items(n)) for n in range(count)))


@settings(max_examples=2000, deadline=None, suppress_health_check=list(HealthCheck))
@given(days(), envelopes)
def test_every_promise_holds(day, outer):
    line = timeline(day, outer)
    all_holds(day, outer, line)
    priority_is_never_moved_by_ordinary(day, outer, line)
    assert line == timeline(DayPlan(1, day.date, day.unit, day.rules, day.items[::-1]), outer)


@settings(max_examples=300, deadline=None, suppress_health_check=list(HealthCheck))
@given(days(), envelopes)
def test_a_day_without_breach_clash_or_priority_sounds_exactly_as_planned(day, outer):
    day = DayPlan(
        1, day.date, day.unit, day.rules, tuple(i for i in day.items if i.priority is Priority.ORDINARY)
    )
    kept = []
    for item in day.items:
        tried = DayPlan(1, day.date, day.unit, day.rules, (*kept, item))
        wrong = [b for b in breaches(tried, outer) if b.code not in CAPPED]
        if not wrong and not clashes(tried):
            kept.append(item)
    line = timeline(DayPlan(1, day.date, day.unit, day.rules, tuple(kept)), outer)
    assert line.starts() == {item.id: item.start_ms for item in kept}
    assert not line.dropped


@settings(max_examples=500, deadline=None, suppress_health_check=list(HealthCheck))
@given(days(), envelopes, st.none() | st.sampled_from(list(Priority)), st.data())
def test_what_is_left_out_makes_nothing_else_wrong(day, outer, highest, data):
    """The signer asks once about all that a commune's hamlets hear on a day."""
    left = tuple(item for item in day.items if data.draw(st.booleans()))
    some = breaches(msgspec.structs.replace(day, items=left), outer, highest)
    whole = breaches(day, outer, highest)
    assert {(each.item, each.code) for each in some} <= {(each.item, each.code) for each in whole}

"""Devices that live through seeded days with power cuts, lost nights and orders, moved by the rule alone."""

import random
from itertools import pairwise

from loa_protocol.messages import ActKind, DayPlan, Priority, Target, TargetKind
from loa_protocol.rule import HeldAct, Timeline, standing, timeline
from loa_protocol.testing.days import MIN, day_plan, envelope, rules
from loa_protocol.testing.world import act
from loa_protocol.timing import day_bounds
from loa_protocol.verdict import Grounds, SoundVerdict, verdict

DAYS = 20_000
TARGETS = (Target(TargetKind.UNIT, "16012"), Target(TargetKind.PLAN, "16012.34"), Target(TargetKind.ALL))


def orders(rng: random.Random, day: DayPlan) -> list[tuple[int, HeldAct]]:
    """Acts with the moment at which they reach the device."""
    first, after = day_bounds(day.date)
    made = []
    for number in range(rng.randint(0, 4)):
        at = rng.randrange(first, after)
        kind = rng.choice((ActKind.SILENCE, ActKind.RESTORE, ActKind.BLANK))
        order = act(
            kind,
            target=rng.choice(TARGETS),
            seq=rng.randrange(1, 50),
            id=f"0199bbbb-0000-7000-8000-{number:012d}",
            at=at,
            expires_ms=at + rng.choice((1, 5 * MIN, 60 * MIN, 24 * 60 * MIN)),
        )
        made.append((at + rng.choice((0, 50, 30_000)), HeldAct(order, rng.choice((1, 1, 2)))))
    return sorted(made, key=lambda pair: pair[0])


def outages(rng: random.Random, day: DayPlan, line: Timeline) -> list[tuple[int, int]]:
    first, after = day_bounds(day.date)
    starts = [stretch.start_ms for stretch in line.stretches] or [first]
    made = []
    for _ in range(rng.randint(0, 3)):
        off = rng.choice((rng.choice(starts) + rng.randrange(-MIN, 3 * MIN), rng.randrange(first, after)))
        made.append((off, off + rng.choice((1, 5000, MIN, 20 * MIN, 300 * MIN))))
    return sorted(made)


def live(
    line: Timeline, acts: list[tuple[int, HeldAct]], dark: list[tuple[int, int]], first: int, after: int
):
    """What a device sounds: (from, to, answer at from) spans, walked from change to change."""
    edges = {first, after, *(at for at, _ in acts), *(edge for span in dark for edge in span)}
    begun: set[str] = set()
    heard: list[tuple[int, int, SoundVerdict]] = []
    now = first
    while now < after:
        held = tuple(order for at, order in acts if at <= now)
        later = min(edge for edge in edges if edge > now)
        answer = verdict(Grounds(None, True, line, (first, after), held, begun), now)
        until = later if answer.until_ms is None else min(answer.until_ms, later)
        if isinstance(answer, SoundVerdict) and not any(off <= now < on for off, on in dark):
            begun.add(answer.stretch.item.id)
            heard.append((now, until, answer))
        now = until
    return heard


def test_a_device_is_never_late_never_twice_and_always_where_the_plan_stands(rng):
    spans = resumed = 0
    for _ in range(DAYS):
        day, outer = day_plan(rng, rules(rng), 6), envelope(rng)
        line = timeline(day, outer)
        acts, dark = orders(rng, day), outages(rng, day, line)
        heard = live(line, acts, dark, *day_bounds(day.date))
        began: dict[str, int] = {}
        for start, end, answer in heard:
            item = answer.stretch.item
            first = began.setdefault(item.id, start)
            resumed += first < start
            assert first <= item.latest_start_ms
            assert answer.stretch.start_ms <= start < end <= answer.stretch.end_ms <= item.expires_ms
            assert answer.offset_ms == answer.stretch.offset_ms + start - answer.stretch.start_ms
            held = [order for at, order in acts if at <= start]
            state = standing(held, start)
            assert not state.blanked
            assert not state.silenced or item.priority is Priority.EMERGENCY
        assert all(a[1] <= b[0] for a, b in pairwise(heard))
        spans += len(heard)
    assert spans > DAYS // 2
    assert resumed > 100

"""The planner adds nothing to the verdict and takes nothing away: its cues are the verdict's own answers."""

import itertools
import random

from hypothesis import given, settings
from hypothesis import strategies as st
from loa_agent.planner import PlannerInput, amplifier, cues, state
from loa_agent.sound.port import PER_MS
from loa_protocol import timing
from loa_protocol.messages import Cancel
from loa_protocol.messages.act import ActKind, Cancelled, CancelWhat
from loa_protocol.rule import HeldAct, Timeline, timeline
from loa_protocol.testing import days, world
from loa_protocol.verdict import Grounds, SoundVerdict, verdict


def acts(rng: random.Random, from_ms: int, items: list[str]) -> tuple[HeldAct, ...]:
    """Some silences, blanks, restores and cancels that run out during the day."""
    made = []
    for number in range(rng.randint(0, 4)):
        kind = rng.choice((ActKind.SILENCE, ActKind.BLANK, ActKind.RESTORE, ActKind.CANCEL))
        more = {}
        if kind is ActKind.CANCEL:
            if not items:
                continue
            more = {"does": Cancel((Cancelled(CancelWhat.ITEM, rng.choice(items)),))}
        expires = from_ms + rng.randrange(1, timing.DAY)
        name = f"0199eeee-0000-7000-8000-{number:012x}"
        act = world.act(kind, id=name, seq=number + 1, at=from_ms, expires_ms=expires, **more)
        made.append(HeldAct(act))
    return tuple(made)


def outlook_of(
    line: Timeline, valid: tuple[int, int], held: tuple[HeldAct, ...], begun: set[str]
) -> PlannerInput:
    return PlannerInput(Grounds(None, True, line, valid, held, begun), lambda _: True)


@settings(max_examples=300, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_cues_are_the_verdicts_own_answers(seed: int) -> None:
    rng = random.Random(seed)
    day = days.day_plan(rng, days.rules(rng))
    line = timeline(day)
    first, last = timing.day_bounds(day.date)
    now = rng.choice((first, rng.randrange(first, last)))
    begun = {item.id for item in day.items if rng.random() < 0.5}
    held = acts(rng, first, [item.id for item in day.items])
    valid = (first, rng.choice((last, rng.randrange(first + 1, last))))
    made = cues(outlook_of(line, valid, held, begun), now, last)
    edges = {now, *(cue.start // PER_MS for cue in made), *(cue.end // PER_MS - 1 for cue in made)}
    sure = set(begun)
    asked = Grounds(None, True, line, valid, held, sure)
    for at in sorted(edges | {rng.randrange(now, last) for _ in range(40)}):
        if at < now:
            continue
        playing = [cue for cue in made if cue.start <= at * PER_MS < cue.end]
        # An item that may sound at its beginning has begun, whatever came after.
        for stretch in line.stretches:
            if now <= stretch.start_ms <= at and isinstance(verdict(asked, stretch.start_ms), SoundVerdict):
                sure.add(stretch.item.id)
        for cue in made:
            if cue.start // PER_MS <= at:
                sure.add(cue.item)
        ruled = verdict(asked, at)
        assert bool(playing) == isinstance(ruled, SoundVerdict), (at, playing, ruled)
        if isinstance(ruled, SoundVerdict):
            (cue,) = playing
            assert (cue.item, cue.part) == (ruled.stretch.item.id, ruled.stretch.sound)
            assert at * PER_MS - cue.base == ruled.offset_ms * PER_MS
    for before, after in itertools.pairwise(made):
        assert before.end <= after.start


@settings(max_examples=100, deadline=None)
@given(seed=st.integers(0, 2**32))
def test_asked_at_every_change_it_never_misses_one(seed: int) -> None:
    rng = random.Random(seed)
    day = days.day_plan(rng, days.rules(rng))
    first, last = timing.day_bounds(day.date)
    line, held = timeline(day), acts(rng, first, [])
    outlook = outlook_of(line, (first, last), held, set())
    moments = {first}
    now: int | None = first
    while now is not None and now < last:
        now = state(outlook, now).until_ms
        moments.add(now or last)
    for stretch in line.stretches:
        assert {stretch.start_ms, stretch.end_ms} <= moments
    assert {one.act.expires_ms for one in held if one.act.expires_ms < last} <= moments


def test_the_amplifier_is_on_before_and_after() -> None:
    rng = random.Random(3)
    day = days.day_plan(rng, days.rules(rng))
    made = cues(outlook_of(timeline(day), (0, 2**50), (), set()), *timing.day_bounds(day.date))
    assert made
    start, end = made[0].start // PER_MS, made[-1].end // PER_MS
    assert not amplifier(made, start - 1501, 1500, 1000)
    assert amplifier(made, start - 1500, 1500, 1000)
    assert amplifier(made, end + 999, 1500, 1000)
    assert not amplifier(made, end + 1000, 1500, 1000)

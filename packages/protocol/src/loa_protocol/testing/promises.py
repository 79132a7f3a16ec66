"""Invariants of every timeline, checked by brute force against the day from which it was computed."""

import random

from loa_protocol import timing
from loa_protocol.messages import DayPlan, Envelope, Item, Priority, Rules, Window
from loa_protocol.rule import Stretch, Timeline, timeline
from loa_protocol.testing.days import MIN, allowed_minutes
from loa_protocol.verdict import Grounds, SoundVerdict, verdict

ALL_TIME = (0, 2**53)
ALWAYS = Rules(((Window(0, 1440),),) * 7, (), (1, 2, 3, 4, 5, 6, 7), 1440, 100)


def all_holds(day: DayPlan, outer: Envelope | None, line: Timeline) -> None:
    """Raises AssertionError if a timeline breaks an invariant of the rule."""
    in_order(line)
    each_once(day, line)
    in_time_and_place(day, outer, line)


def in_order(line: Timeline) -> None:
    last = 0
    for stretch in line.stretches:
        assert last <= stretch.start_ms < stretch.end_ms
        last = stretch.end_ms


def each_once(day: DayPlan, line: Timeline) -> None:
    """Raises AssertionError unless every item sounds in full (except for what an emergency took) or is
    dropped, and no part of a sound occurs twice."""
    heard: dict[str, list[Stretch]] = {}
    for stretch in line.stretches:
        parts = heard.setdefault(stretch.item.id, [])
        if parts:
            before = parts[-1]
            assert (before.sound, before.offset_ms + before.end_ms - before.start_ms) <= (
                stretch.sound,
                stretch.offset_ms,
            )
        parts.append(stretch)
    lost: dict[str, int] = {}
    for cut in line.cuts:
        lost[cut.item.id] = lost.get(cut.item.id, 0) + cut.end_ms - cut.start_ms
    refused = {drop.item.id for drop in line.dropped if drop.breach.code != "twice"}
    assert heard.keys().isdisjoint(refused)
    assert heard.keys() | refused == {item.id for item in day.items}
    for parts in heard.values():
        item = parts[0].item
        length = sum(p.end_ms - p.start_ms for p in parts)
        assert length + lost.get(item.id, 0) == item.length_ms


def in_time_and_place(day: DayPlan, outer: Envelope | None, line: Timeline) -> None:
    midnight, after = timing.day_bounds(day.date)
    allowed = allowed_minutes(day.rules, outer, day.date.isoweekday())
    inside = allowed_minutes(ALWAYS, outer, day.date.isoweekday())
    used: dict[int, int] = {}
    begins = line.starts()
    for stretch in line.stretches:
        item: Item = stretch.item
        assert item.start_ms <= begins[item.id] <= item.latest_start_ms
        assert midnight <= stretch.start_ms < stretch.end_ms <= min(after, item.expires_ms)
        assert stretch.volume <= min(item.volume, 100 if outer is None else outer.volume)
        first, last = (stretch.start_ms - midnight) // MIN, (stretch.end_ms - 1 - midnight) // MIN
        assert 0 not in inside[first : last + 1]
        if item.priority is not Priority.EMERGENCY:
            assert stretch.volume <= day.rules.volume
            numbers = set(allowed[first : last + 1])
            assert len(numbers) == 1
            session = numbers.pop()
            assert session
            used[session] = used.get(session, 0) + stretch.end_ms - stretch.start_ms
    most = min(day.rules.minutes, 1440 if outer is None else outer.minutes) * MIN
    assert all(length <= most for length in used.values())


def priority_is_never_moved_by_ordinary(day: DayPlan, outer: Envelope | None, line: Timeline) -> None:
    alone = DayPlan(
        1, day.date, day.unit, day.rules, tuple(i for i in day.items if i.priority is not Priority.ORDINARY)
    )
    ids = [item.id for item in day.items]
    if len(set(ids)) < len(ids):
        return
    without = timeline(alone, outer)
    assert without.stretches == tuple(s for s in line.stretches if s.item.priority is not Priority.ORDINARY)
    begins = line.starts()
    for item in day.items:
        begun = begins.get(item.id)
        if item.priority is Priority.ORDINARY and begun is not None:
            rivals = (o for o in day.items if o.priority is Priority.PRIORITY and o.start_ms == item.start_ms)
            assert all(begins[o.id] < begun for o in rivals if o.id in begins)


def moments_agree(line: Timeline, rng: random.Random) -> None:
    """Raises AssertionError unless the verdict at a moment agrees with the timeline, also in the offset. An
    item that has not begun on the device sounds only up to its latest start."""
    for stretch in line.stretches[:4]:
        now = rng.randrange(stretch.start_ms, stretch.end_ms)
        found = verdict(Grounds(None, True, line, ALL_TIME, (), {stretch.item.id}), now)
        assert isinstance(found, SoundVerdict)
        assert (found.stretch, found.offset_ms) == (stretch, stretch.offset_ms + now - stretch.start_ms)
        fresh = verdict(Grounds(None, True, line, ALL_TIME, (), frozenset()), now)
        assert isinstance(fresh, SoundVerdict) == (now <= stretch.item.latest_start_ms)

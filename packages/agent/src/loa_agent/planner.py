"""From the plan, the acts and the present second to what should sound next. Pure: no clock, no disk.

Whether something may sound is `loa_protocol.rule`'s to say; this only asks it at every moment where its
answer can change, and turns the answers into cues.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from collections.abc import Set as AbstractSet
from itertools import pairwise

import msgspec
from loa_protocol.messages import Act
from loa_protocol.rule import Silent, Sounding, Stretch, Timeline, moment

from loa_agent.sound.level import gain
from loa_agent.sound.port import PER_MS, Cue


class Outlook(msgspec.Struct, frozen=True):
    """Everything the planner looks at. ``valid``: [from, to) in ms within which plan and trust hold."""

    line: Timeline
    valid: tuple[int, int]
    acts: tuple[Act, ...]
    begun: AbstractSet[str]
    volume: int
    has: Callable[[str], bool]


def state(outlook: Outlook, now: int) -> Sounding | Silent | None:
    """What the rule says of this moment; None outside the plan's validity."""
    if not outlook.valid[0] <= now < outlook.valid[1]:
        return None
    return moment(outlook.line, outlook.acts, now, outlook.begun)


def cues(outlook: Outlook, now: int, until: int) -> tuple[Cue, ...]:
    """What should sound in [now, until), given that nothing but time changes."""
    begun = set(outlook.begun)
    made: list[Cue] = []
    for stretch in outlook.line.stretches:
        if stretch.end_ms <= now or stretch.start_ms >= until:
            continue
        for start, end in _spans(stretch, outlook, now, begun):
            # One that may sound at this moment has been due since its planned start: said so, it stays the
            # same cue however often it is asked for.
            start = max(stretch.start_ms, outlook.valid[0]) if start == now else start
            if outlook.has(stretch.media.sha256):
                made.append(_cue(stretch, start, end, outlook.volume))
    return tuple(made)


def _spans(stretch: Stretch, outlook: Outlook, now: int, begun: set[str]) -> Iterator[tuple[int, int]]:
    """The parts of a stretch that may sound, joined where they touch; marks the item as begun."""
    first = max(stretch.start_ms, now, outlook.valid[0])
    last = min(stretch.end_ms, outlook.valid[1])
    inner = {act.expires_ms for act in outlook.acts if first < act.expires_ms < last}
    edges = sorted({first, *inner, last})
    open_at: int | None = None
    for start, _ in pairwise(edges):
        answer = moment(outlook.line, outlook.acts, start, begun)
        if isinstance(answer, Sounding):
            begun.add(stretch.item.id)
            open_at = start if open_at is None else open_at
        elif open_at is not None:
            yield open_at, start
            open_at = None
    if open_at is not None:
        yield open_at, last


def _cue(stretch: Stretch, start: int, end: int, volume: int) -> Cue:
    base = stretch.start_ms - stretch.offset_ms
    return Cue(
        item=stretch.item.id,
        part=stretch.sound,
        media=stretch.media.sha256,
        base=base * PER_MS,
        start=start * PER_MS,
        end=end * PER_MS,
        gain=gain(min(stretch.volume, volume)),
        cut=end < base + stretch.media.duration_ms,
        leg=stretch.start_ms,
    )


def next_change(outlook: Outlook, now: int) -> int | None:
    """The next moment after now at which anything about the plan can change by itself."""
    edges = [edge for edge in outlook.valid if edge > now]
    edges += [act.expires_ms for act in outlook.acts if act.expires_ms > now]
    for stretch in outlook.line.stretches:
        if stretch.end_ms > now:
            edges += [edge for edge in (stretch.start_ms, stretch.end_ms) if edge > now]
            break
    return min(edges, default=None)


def amplifier(made: Sequence[Cue], now: int, before_ms: int, after_ms: int) -> bool:
    """Whether the amplifier should have its supply now."""
    at = now * PER_MS
    return any(cue.start - before_ms * PER_MS <= at < cue.end + after_ms * PER_MS for cue in made)

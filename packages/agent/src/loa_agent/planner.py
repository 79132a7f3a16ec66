"""Calculates what should sound next, from the plan, the acts and the present second. Pure: no clock, no disk.

`loa_protocol.verdict` decides whether something may sound. This module only asks it for every moment at which
its answer can change, and turns the answers into cues.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

import msgspec
from loa_protocol.messages import Sound
from loa_protocol.rule import Stretch
from loa_protocol.verdict import Grounds, SilentVerdict, SoundVerdict, verdict

from loa_agent.sound.level import gain
from loa_agent.sound.port import PER_MS, Cue


class PlannerInput(msgspec.Struct, frozen=True):
    """Everything that the planner looks at. ``has`` returns whether a sound's file is here, by its hash."""

    grounds: Grounds
    has: Callable[[str], bool]


class _Span(msgspec.Struct):
    """A part of a stretch that may sound, [start, end) in ms."""

    stretch: Stretch
    start: int
    end: int
    volume: int


def state(planner_input: PlannerInput, now: int) -> SoundVerdict | SilentVerdict:
    """Returns the verdict on this moment."""
    return verdict(planner_input.grounds, now)


def cues(planner_input: PlannerInput, now: int, until: int) -> tuple[Cue, ...]:
    """Returns what should sound in [now, until), if nothing but the time changes."""
    made = []
    for span in _spans(planner_input.grounds, now, until):
        media = span.stretch.media
        if media is not None and planner_input.has(media.sha256):
            # A sound that may sound at this moment has been due since its planned start. With that start it
            # is the same cue however often it is asked for.
            due = max(span.stretch.start_ms, planner_input.grounds.valid[0])
            made.append(_cue(span, media, due if span.start == now else span.start))
    return tuple(made)


def _spans(grounds: Grounds, now: int, until: int) -> Iterator[_Span]:
    """Asks for the verdict wherever it can change, and joins adjacent moments of the same sound.

    An item that sounds counts as begun. What has begun to sound before ``until`` is followed to its end.
    """
    begun = set(grounds.begun or ())
    asked = replace(grounds, begun=begun)  # shares the set, which grows below
    span: _Span | None = None
    at: int | None = now
    while at is not None and (at < until or (span is not None and span.end == at)):
        answer = verdict(asked, at)
        if isinstance(answer, SoundVerdict):
            begun.add(answer.stretch.item.id)
            if span is not None and span.stretch is answer.stretch and span.end == at:
                span.end = answer.until_ms
            elif at >= until:
                break
            else:
                if span is not None:
                    yield span
                span = _Span(answer.stretch, at, answer.until_ms, answer.volume)
        at = answer.until_ms
    if span is not None:
        yield span


def _cue(span: _Span, media: Sound, start: int) -> Cue:
    stretch = span.stretch
    base = stretch.start_ms - stretch.offset_ms
    return Cue(
        item=stretch.item.id,
        part=stretch.sound,
        media=media.sha256,
        base=base * PER_MS,
        start=start * PER_MS,
        end=span.end * PER_MS,
        gain=gain(span.volume),
        cut=span.end < base + media.duration_ms,
        leg=stretch.start_ms,
    )


def amplifier(made: Sequence[Cue], now: int, before_ms: int, after_ms: int) -> bool:
    """Returns whether the amplifier should have its supply now."""
    at = now * PER_MS
    return any(cue.start - before_ms * PER_MS <= at < cue.end + after_ms * PER_MS for cue in made)

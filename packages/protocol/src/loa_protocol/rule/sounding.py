"""Looks up a timeline at a moment."""

from bisect import bisect_right
from collections.abc import Iterable

from loa_protocol.rule.acting import HeldAct
from loa_protocol.rule.placing import Stretch, Timeline


def stretch_at(line: Timeline, now: int) -> Stretch | None:
    """Returns the stretch of the timeline that contains `now` (UTC ms), or None."""
    place = bisect_right(line.stretches, now, key=lambda stretch: stretch.start_ms) - 1
    if place < 0 or now >= line.stretches[place].end_ms:
        return None
    return line.stretches[place]


def next_edge(line: Timeline, held: Iterable[HeldAct], now: int) -> int | None:
    """Returns the next moment after `now` (UTC ms) at which the verdict may change: a stretch begins or ends,
    its item's latest start passes, or an act ends. Returns None if there is none."""
    after = bisect_right(line.stretches, now, key=lambda stretch: stretch.end_ms)
    edges = [
        edge
        # The stretch of now or the next one is enough: until its end no later one changes the verdict. An
        # item is `too-late` from one millisecond after its latest start.
        for stretch in line.stretches[after : after + 1]
        for edge in (stretch.start_ms, stretch.end_ms, stretch.item.latest_start_ms + 1)
        if edge > now
    ]
    edges.extend(one.act.expires_ms for one in held if one.act.expires_ms > now)
    return min(edges, default=None)

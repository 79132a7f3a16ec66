"""Where a timeline stands at a moment."""

from bisect import bisect_right
from collections.abc import Iterable

from loa_protocol.rule.acting import HeldAct
from loa_protocol.rule.placing import Stretch, Timeline


def stretch_at(line: Timeline, now: int) -> Stretch | None:
    """The stretch of the timeline that holds at `now` (UTC ms)."""
    place = bisect_right(line.stretches, now, key=lambda stretch: stretch.start_ms) - 1
    if place < 0 or now >= line.stretches[place].end_ms:
        return None
    return line.stretches[place]


def next_edge(line: Timeline, held: Iterable[HeldAct], now: int) -> int | None:
    """The next moment after `now` (UTC ms) at which a stretch begins or ends, its item's latest start passes,
    or an act ends."""
    after = bisect_right(line.stretches, now, key=lambda stretch: stretch.end_ms)
    edges = [
        edge
        for stretch in line.stretches[after : after + 1]
        for edge in (stretch.start_ms, stretch.end_ms, stretch.item.latest_start_ms + 1)
        if edge > now
    ]
    edges.extend(one.act.expires_ms for one in held if one.act.expires_ms > now)
    return min(edges, default=None)

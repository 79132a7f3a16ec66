"""What sounds at a moment."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from enum import StrEnum

from loa_protocol.messages.act import Act
from loa_protocol.messages.common import Cls
from loa_protocol.rule.acting import standing
from loa_protocol.rule.placing import Stretch, Timeline


class Quiet(StrEnum):
    """Why nothing sounds at a moment."""

    NOTHING = "nothing"
    CLOCK = "clock"
    BLANKED = "blanked"
    SILENCED = "silenced"
    CANCELLED = "cancelled"
    TOO_LATE = "too-late"


@dataclass(frozen=True, slots=True)
class Sounding:
    """This stretch sounds now, offset_ms into its sound, until until_ms (UTC) unless an act comes."""

    stretch: Stretch
    offset_ms: int
    until_ms: int


@dataclass(frozen=True, slots=True)
class Silent:
    """Nothing sounds; `stretch` is what would have, `act` the order that keeps it mute."""

    why: Quiet
    stretch: Stretch | None = None
    act: Act | None = None


def moment(
    line: Timeline,
    acts: Iterable[Act],
    now: int,
    begun: AbstractSet[str] | None = frozenset(),
    *,
    sure: bool = True,
) -> Sounding | Silent:
    """What sounds at `now` (UTC ms), or why nothing does. Nothing does on a clock that is not trusted
    (sure=False): it cannot say which stretch holds now.

    begun: ids of items that began on this device at or before their latest start, kept across power cuts. An
    item not in it does not begin after its latest start. None (a server's view): all began in time.
    """
    if not sure:
        return Silent(Quiet.CLOCK)
    stretch = _at(line.stretches, now)
    if stretch is None:
        return Silent(Quiet.NOTHING)
    state = standing(acts, now)
    item = stretch.item
    if state.blanked:
        return Silent(Quiet.BLANKED, stretch, state.by)
    if state.silenced and item.cls is not Cls.EMERGENCY:
        return Silent(Quiet.SILENCED, stretch, state.by)
    if state.cancels(item, stretch.media):
        return Silent(Quiet.CANCELLED, stretch)
    if begun is not None and item.id not in begun and now > item.latest_start_ms:
        return Silent(Quiet.TOO_LATE, stretch)
    return Sounding(stretch, stretch.offset_ms + now - stretch.start_ms, stretch.end_ms)


def sounding(
    line: Timeline, acts: Iterable[Act], now: int, begun: AbstractSet[str] | None = frozenset()
) -> Sounding | None:
    """What sounds at `now`, or None; see `moment`."""
    found = moment(line, acts, now, begun)
    return found if isinstance(found, Sounding) else None


def next_change(line: Timeline, acts: Iterable[Act], now: int) -> int | None:
    """The next moment after `now` (UTC ms) at which `moment` may answer differently without a new act."""
    after = bisect_right(line.stretches, now, key=lambda stretch: stretch.end_ms)
    edges = [
        edge
        for stretch in line.stretches[after : after + 2]
        for edge in (stretch.start_ms, stretch.end_ms)
        if edge > now
    ]
    edges.extend(act.expires_ms for act in acts if act.expires_ms > now)
    return min(edges, default=None)


def _at(stretches: Sequence[Stretch], now: int) -> Stretch | None:
    place = bisect_right(stretches, now, key=lambda stretch: stretch.start_ms) - 1
    if place < 0 or now >= stretches[place].end_ms:
        return None
    return stretches[place]

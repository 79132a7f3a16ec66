"""The verdict: whether a device may sound at a moment, what sounds or why not, and how long the answer holds.
`verdict` is one pure function.

The agent plays by it, the server's pages report by it, and the golden files test it. `rule` computes what is
planned. This module adds the other conditions: trust, validity, the clock, acts, lateness.
"""

from collections.abc import Iterable
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from loa_protocol.messages import (
    Act,
    Assignment,
    AssignmentState,
    DayPlan,
    Delegation,
    Envelope,
    Plan,
    Priority,
)
from loa_protocol.rule import (
    HeldAct,
    Reason,
    StandingActs,
    Stretch,
    Timeline,
    next_edge,
    standing,
    stretch_at,
    tone_refused,
)
from loa_protocol.timing import local_date
from loa_protocol.trust import Trust


@dataclass(frozen=True, slots=True)
class Grounds:
    """The inputs of a verdict.

    refused: why nothing at all may sound (`no-trust`, `disabled`), or None. sure: the clock is trusted. line:
    the timeline of the stored plan, None when no complete plan is stored. valid: [from, to) in UTC ms within
    which plan head, delegation and trust list are in force. begun: ids of the items that began on this device
    at or before their latest start, stored across power cuts; None (the server's view) means that all began
    in time. volume: the assignment's limit, in per cent.
    """

    refused: Reason | None
    sure: bool
    line: Timeline | None
    valid: tuple[int, int]
    acts: tuple[HeldAct, ...]
    begun: AbstractSet[str] | None
    volume: int = 100


@dataclass(frozen=True, slots=True)
class SoundVerdict:
    """The verdict that a stretch sounds now: offset_ms into its sound, at `volume` per cent, until until_ms
    (UTC ms) unless an input changes before. Content that is not made of sounds (`stretch.media` is None) is
    due at that time, for a device that can show or play it."""

    stretch: Stretch
    offset_ms: int
    volume: int
    until_ms: int


@dataclass(frozen=True, slots=True)
class SilentVerdict:
    """The verdict that nothing sounds until until_ms (UTC ms; None: without end) unless an input changes
    before. `stretch` is what would have sounded, `act` the act that mutes it."""

    why: Reason
    until_ms: int | None
    stretch: Stretch | None = None
    act: Act | None = None


def refused(trust: Trust | None, assignment: Assignment | None, device: str) -> Reason | None:
    """Returns why a device may sound nothing at all: it has no trust list or no assignment, or it is
    disabled. Returns None when neither is the case."""
    if trust is None or assignment is None:
        return Reason.NO_TRUST
    if device in trust.devices_revoked or assignment.state is not AssignmentState.ACTIVE:
        return Reason.DISABLED
    return None


def in_force(plan: Plan, delegation: Delegation, trust: Trust) -> tuple[int, int]:
    """Returns [from, to) in UTC ms within which a plan head, the delegation of its key and the trust list are
    all in force."""
    starts = max(plan.valid_from, delegation.valid_from)
    return starts, min(plan.valid_to, delegation.valid_to, trust.expires_at)


def verdict(grounds: Grounds, now: int) -> SoundVerdict | SilentVerdict:
    """Returns what sounds at `now` (UTC ms), or the first reason why nothing sounds, in the order of
    PROTOCOL.md, section 12."""
    line, (starts, ends) = grounds.line, grounds.valid
    if grounds.refused is not None:
        return SilentVerdict(grounds.refused, None)
    if not grounds.sure:
        return SilentVerdict(Reason.CLOCK, None)
    if line is None:
        return SilentVerdict(Reason.NO_PLAN, None)
    if now < starts:
        return SilentVerdict(Reason.NOT_YET_VALID, starts)
    if now >= ends:
        return SilentVerdict(Reason.EXPIRED, None)
    edge = next_edge(line, grounds.acts, now)
    until = ends if edge is None else min(edge, ends)
    stretch = stretch_at(line, now)
    if stretch is None:
        return SilentVerdict(Reason.NOTHING, until)
    why, act = _muted(stretch, grounds, now)
    if why is not None:
        return SilentVerdict(why, until, stretch, act)
    volume = min(stretch.volume, grounds.volume)
    return SoundVerdict(
        stretch, stretch.offset_ms + now - stretch.start_ms, volume, min(stretch.end_ms, until)
    )


def _muted(stretch: Stretch, grounds: Grounds, now: int) -> tuple[Reason | None, Act | None]:
    """Returns why what is planned now does not sound, and the act that mutes it; (None, None) if it
    sounds."""
    state, item = standing(grounds.acts, now), stretch.item
    begun = grounds.begun is None or item.id in grounds.begun
    if state.overfull:
        return Reason.OVERFULL, None
    if state.blanked:
        return Reason.BLANKED, state.by
    if state.silenced and item.priority is not Priority.EMERGENCY:
        return Reason.SILENCED, state.by
    if not item.supported:
        return Reason.UNSUPPORTED, None
    if _cancelled(state, stretch):
        return Reason.CANCELLED, None
    if not begun and now > item.latest_start_ms:
        return Reason.TOO_LATE, None
    return None, None


def _cancelled(state: StandingActs, stretch: Stretch) -> bool:
    """Returns whether a cancel names this sound or its item. For content that is not made of sounds: whether
    a cancel names the item or any of its rights."""
    item, media = stretch.item, stretch.media
    return state.cancels_whole(item) if media is None else state.cancels(item, media)


def tone_verdict(
    grounds: Grounds, now: int, envelope: Envelope | None, days: Iterable[DayPlan] = ()
) -> Reason | None:
    """Returns why no test tone may sound at `now` (UTC ms), or None. envelope: of the key that signed the
    tone. days: the days of the stored plan; their quiet windows count."""
    if grounds.refused is not None:
        return grounds.refused
    if not grounds.sure:
        return Reason.CLOCK
    today = next((day for day in days if day.date == local_date(now)), None)
    return tone_refused(grounds.acts, now, envelope, today)

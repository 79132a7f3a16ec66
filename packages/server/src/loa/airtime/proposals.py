"""Judges times that a bulletin is proposed for, among what is placed already.

The page on which it is written, the page on which it is approved and the approval itself use it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from loa_protocol.messages import Sound
from loa_protocol.messages.common import Priority
from loa_protocol.timing import to_ms

from loa.kernel import clock
from loa.media.models import Sound as MediaSound
from loa.newsroom import times
from loa.newsroom.times import Once, Time
from loa.places.models import Unit

from . import queries, rules
from .models import Slot
from .occurrences import PlacedSlot, Timing, bulletin_right
from .rules import LONGEST_LOOK, Commune, PlacingVerdict

LATEST_START_S = 600
"""How much later than its time an item may begin, in seconds."""
# They stand for the sound and the approval of a proposal that has none yet.
NO_SOUND = "0" * 64
NO_APPROVAL = "00000000-0000-0000-0000-000000000000"


@dataclass(frozen=True)
class Proposal:
    """A bulletin as it would be placed.

    `hamlets` empty is the whole commune; `last_day` is its last valid local day.
    """

    unit_id: int
    bulletin_id: int | None
    title: str
    priority: str
    hamlets: tuple[int, ...]
    times: tuple[Time, ...]
    duration_ms: int
    last_day: date
    media_sha256: str = NO_SOUND
    size: int = 1
    approval: str = NO_APPROVAL


def timing_of(when: Time) -> Timing:
    """Returns a proposed time as the timing of a slot."""
    days = frozenset([when.at.isoweekday()]) if isinstance(when, Once) else frozenset(when.days)
    return Timing(times.first_day(when), times.last_day(when), days, times.time_of_day(when))


def lets_play_on(times: Sequence[Time], first: date, last: date, day: date) -> bool:
    """Returns whether an approval for these times, valid from `first` to `last`, lets its bulletin be played
    on a local day.

    Where no validity is written it is the span of the times, and only their days were approved: no Sunday of
    a series from Monday to Saturday. A validity that was written wider was approved as such.
    """
    if not first <= day <= last:
        return False
    timings = [timing_of(each) for each in times]
    if not timings or (first, last) != (min(t.first for t in timings), max(t.last for t in timings)):
        return True
    return any(each.falls_on(day) for each in timings)


def end_of(day: date) -> datetime:
    """Returns the local midnight that ends a day, in UTC."""
    _begin, midnight = clock.day_bounds(day)
    return midnight.astimezone(UTC)


def size_of(unit_id: int, sha256: str) -> int:
    """Returns the size in bytes of a rendition that this unit has. Raises IndexError where it has none."""
    ready = MediaSound.objects.filter(unit_id=unit_id, sha256=sha256, state=MediaSound.State.READY)
    return ready.values_list("bytes", flat=True)[0] or 0


def as_placed(proposal: Proposal, when: Time, name: str) -> PlacedSlot:
    """Returns one time of a proposal as a slot named `name`."""
    sound = Sound(
        sha256=proposal.media_sha256,
        duration_ms=max(1, proposal.duration_ms),
        bytes=max(1, proposal.size),
        right=bulletin_right(proposal.approval),
        info={"title": proposal.title},
    )
    return PlacedSlot(
        slot=name,
        timing=timing_of(when),
        hamlets=frozenset(proposal.hamlets),
        priority=Priority(proposal.priority),
        latest_start_s=LATEST_START_S,
        expires=end_of(proposal.last_day),
        volume=100,
        sounds=(sound,),
        title=proposal.title,
    )


def schedule(unit: Unit) -> Commune:
    """Returns what is placed at a unit from today on, as far ahead as a time may be proposed."""
    today = clock.today()
    return queries.commune(unit, today, today + timedelta(days=LONGEST_LOOK))


def around(proposal: Proposal, of: Commune) -> Commune:
    """Returns a schedule without the slots that the proposal would replace."""
    if proposal.bulletin_id is None:
        return of
    own = Slot.objects.filter(items__bulletin_id=proposal.bulletin_id, state=Slot.State.PLACED)
    return of.without({str(pk) for pk in own.values_list("pk", flat=True)})


def judged(proposal: Proposal, among: Commune) -> list[tuple[Time, PlacingVerdict]]:
    """Returns each time with its verdict, among what is placed at the unit from today on (`schedule`).

    Times of the proposal that can be placed count as placed for its later ones.
    """
    of, now_ms = around(proposal, among), to_ms(clock.now())
    found: list[tuple[Time, PlacingVerdict]] = []
    for number, when in enumerate(proposal.times):
        wanted = as_placed(proposal, when, f"new{number}")
        verdict = rules.judge(of, wanted, now_ms)
        found.append((when, verdict))
        # Times of one bulletin may stand in each other's way too.
        if verdict.trouble is None:
            of = Commune(of.code, of.hamlets, of.rules_on, (*of.placed, wanted))
    return found

"""Plan head, body, day plan, and the commune's rules of a day."""

from datetime import date
from typing import Annotated

import msgspec
from msgspec import Meta

from loa_protocol.messages.common import (
    Cls,
    MinuteOfDay,
    Ms,
    Percent,
    PlanId,
    Ref,
    Sequence,
    Sha256,
    Struct,
    Text,
    UnitCode,
    Uuid,
    Version,
)

PLAN_DAYS = 8
MOST_ITEMS = 200
LONGEST_SOUND_MS = 2 * 60 * 60 * 1000
LONGEST_PLAN_MS = 10 * 24 * 60 * 60 * 1000


def _of_our_time(day: date) -> None:
    """Far dates have no local midnight that a calendar can name."""
    if not 2000 <= day.year < 2200:
        raise ValueError("a date of another age")


class Window(msgspec.Struct, frozen=True, array_like=True, forbid_unknown_fields=True):
    """`[start, end)` in minutes of a local day; 1440 is midnight at its end. Never past midnight."""

    start: MinuteOfDay
    end: MinuteOfDay

    def __post_init__(self) -> None:
        if self.start >= self.end:
            raise ValueError("a window must end after it begins")


Windows = Annotated[tuple[Window, ...], Meta(max_length=12)]
Minutes = Annotated[int, Meta(ge=0, le=1440)]
Weekday = Annotated[int, Meta(ge=1, le=7)]


class Rules(Struct, frozen=True):
    """A commune's regulation: hours per weekday (Monday first), quiet windows, days (ISO 1..7),
    minutes a session, and the highest volume in per cent."""

    hours: Annotated[tuple[Windows, ...], Meta(min_length=7, max_length=7)]
    quiet: Windows
    days: Annotated[tuple[Weekday, ...], Meta(max_length=7)]
    minutes: Minutes
    volume: Percent


class Envelope(Struct, frozen=True):
    """The outermost limits of a delegation, whatever the rules of the day say."""

    hours: Windows
    minutes: Minutes
    volume: Percent


class Sound(Struct, frozen=True):
    """One piece of audio, by the hash of its Opus file, and the approval that lets it sound."""

    sha256: Sha256
    duration_ms: Annotated[int, Meta(ge=1, le=LONGEST_SOUND_MS)]
    bytes: Annotated[int, Meta(ge=1, le=2**31)]
    approval: Uuid
    title: Text = ""


class Item(Struct, frozen=True):
    """One occurrence of a slot: its sounds follow one another without a pause.

    start_ms is the planned second; it may begin up to latest_start_ms and nothing of it sounds from
    expires_ms on. All in UTC milliseconds. volume is asked for in per cent and capped by the rules.
    """

    id: Ref
    slot: Ref
    cls: Cls
    start_ms: Ms
    latest_start_ms: Ms
    expires_ms: Ms
    volume: Percent
    media: Annotated[tuple[Sound, ...], Meta(min_length=1, max_length=32)]
    title: Text = ""

    @property
    def duration_ms(self) -> int:
        """Length of all sounds together, in milliseconds."""
        media = self.media
        return media[0].duration_ms if len(media) == 1 else sum(sound.duration_ms for sound in media)


class DayPlan(Struct, frozen=True):
    """What a place plans for one local day. No plan id and no sequence: same input, same bytes."""

    v: Version
    date: date
    unit: UnitCode
    rules: Rules
    items: Annotated[tuple[Item, ...], Meta(max_length=MOST_ITEMS)]

    def __post_init__(self) -> None:
        _of_our_time(self.date)


class DayRef(Struct, frozen=True):
    """A day of a body: the local date and the hash of its day plan."""

    date: date
    sha256: Sha256

    def __post_init__(self) -> None:
        _of_our_time(self.date)


class Body(Struct, frozen=True):
    """The days of a plan, in order. No sequence and no issue time: same input, same bytes."""

    v: Version
    days: Annotated[tuple[DayRef, ...], Meta(max_length=PLAN_DAYS)]

    def __post_init__(self) -> None:
        if any(a.date >= b.date for a, b in zip(self.days, self.days[1:], strict=False)):
            raise ValueError("days must be in order, each once")


class Plan(Struct, frozen=True):
    """The signed head of a plan: which body is in force for a plan id, and until when."""

    v: Version
    plan_id: PlanId
    seq: Sequence
    body_sha256: Sha256
    valid_from: Ms
    valid_to: Ms
    fetch_from: Ms
    fetch_by: Ms

    def __post_init__(self) -> None:
        if not 0 < self.valid_to - self.valid_from <= LONGEST_PLAN_MS:
            raise ValueError("a plan is valid for more than nothing and at most 10 days")
        if self.fetch_by < self.fetch_from:
            raise ValueError("fetch_by comes before fetch_from")

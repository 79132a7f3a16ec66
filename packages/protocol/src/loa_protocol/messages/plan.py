"""The plan head, the body, the day plan, and the commune's rules of a day."""

from datetime import date
from itertools import pairwise
from typing import Annotated, Any

import msgspec
from msgspec import Meta

from loa_protocol.messages.carried import Carried, Right, Sound, Sounds, UnsupportedContent
from loa_protocol.messages.common import (
    Info,
    MinuteOfDay,
    Ms,
    Percent,
    PlanId,
    Priority,
    Ref,
    Sequence,
    Sha256,
    Spoken,
    Struct,
    UnitCode,
    Version,
)

PLAN_DAYS = 8
MOST_ITEMS = 200
LONGEST_ITEM_MS = 24 * 60 * 60 * 1000
LONGEST_PLAN_MS = 10 * 24 * 60 * 60 * 1000


def _of_our_time(day: date) -> None:
    """Raises ValueError for a year outside 2000 to 2199. For dates at the ends of the calendar local midnight
    is not a valid `datetime`."""
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


# `Window`, `Rules` and `Envelope` are limits, so they have no `info`: nothing in them may be ignored.
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


class Item(Struct, frozen=True, rename={"priority": "cls"}):
    """One occurrence of a slot: the frame, which every version reads and places alike, and what it carries.

    start_ms is the planned second; it may begin up to latest_start_ms and nothing of it sounds from
    expires_ms on, all in UTC milliseconds; length_ms is how long it takes. What it carries is a tagged union:
    a device that does not know the tag keeps the place and the minutes, and is silent there.
    """

    id: Ref
    slot: Ref
    priority: Priority
    start_ms: Ms
    latest_start_ms: Ms
    expires_ms: Ms
    length_ms: Annotated[int, Meta(ge=1, le=LONGEST_ITEM_MS)]
    carries: Carried
    info: Info = {}

    def __post_init__(self) -> None:
        if isinstance(self.carries, Sounds) and self.carries.length_ms != self.length_ms:
            raise ValueError("an item is as long as its sounds together")

    @property
    def media(self) -> tuple[Sound, ...]:
        """The sounds of the item, in order; empty where it carries something else."""
        return self.carries.media

    @property
    def volume(self) -> int:
        """The requested volume in per cent; 0 where nothing is audible."""
        return self.carries.volume

    @property
    def rights(self) -> tuple[Right, ...]:
        """The rights by which the content of the item may be planned."""
        return self.carries.rights

    @property
    def supported(self) -> bool:
        """False when this version does not know what the item carries."""
        return not isinstance(self.carries, UnsupportedContent)

    @property
    def title(self) -> str:
        """The title, for people only; it decides nothing."""
        return str(self.info.get("title", ""))


def sound_item(volume: int, media: tuple[Sound, ...], title: str = "", **frame: Any) -> Item:
    """Returns an item that carries these sounds and is as long as they are together. `frame`: its other
    fields."""
    sounds = Sounds(volume, media)
    info = {"title": title} if title else {}
    return Item(length_ms=sounds.length_ms, carries=sounds, info=info, **frame)


class DayPlan(Struct, frozen=True):
    """What a place plans for one local day. No plan id and no sequence: same input, same bytes."""

    v: Version
    date: date
    unit: UnitCode
    rules: Rules
    items: Annotated[tuple[Item, ...], Meta(max_length=MOST_ITEMS)]
    info: Info = {}

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
    info: Info = {}

    def __post_init__(self) -> None:
        if any(a.date >= b.date for a, b in pairwise(self.days)):
            raise ValueError("days must be in order, each once")


class BodyRef(Struct, frozen=True):
    """A plan's body as one version of the protocol says it."""

    v: Spoken
    sha256: Sha256


class Plan(Struct, frozen=True):
    """The signed head of a plan: which bodies are in force for a plan id, one a version, and until when."""

    v: Version
    plan_id: PlanId
    seq: Sequence
    bodies: Annotated[tuple[BodyRef, ...], Meta(min_length=1, max_length=8)]
    valid_from: Ms
    valid_to: Ms
    fetch_from: Ms
    fetch_by: Ms
    info: Info = {}

    def __post_init__(self) -> None:
        if not 0 < self.valid_to - self.valid_from <= LONGEST_PLAN_MS:
            raise ValueError("a plan is valid for more than nothing and at most 10 days")
        if self.fetch_by < self.fetch_from:
            raise ValueError("fetch_by comes before fetch_from")
        if any(a.v >= b.v for a, b in pairwise(self.bodies)):
            raise ValueError("bodies must be in the order of their versions, each once")

    def body(self, speaks: tuple[int, ...]) -> str | None:
        """Returns the hash of the body in the highest of these versions, or None when the plan has none of
        them."""
        mine = [ref.sha256 for ref in self.bodies if ref.v in speaks]
        return mine[-1] if mine else None

"""A week as a picture: only the windows that exist, minutes to scale, each day a lane."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from loa_protocol import rule, timing
from loa_protocol.messages.plan import Window
from loa_protocol.rule.hours import merged

from loa.airtime import sentences
from loa.airtime.queries import Day, Heard
from loa.kernel import clock

PX_A_MINUTE = 5.4
TICK = 30


@dataclass(frozen=True)
class Event:
    """One sounding in a lane, in pixels from the band's top."""

    top: float
    height: float
    short: bool
    priority: bool
    title: str
    at: str
    until: str
    slot: str
    places: str
    moved: bool


@dataclass(frozen=True)
class Lane:
    """One day of a band; `silent` says why nothing may sound there."""

    date: date
    events: tuple[Event, ...]
    silent: str
    today: bool


@dataclass(frozen=True)
class Band:
    """A window of the day that some day of the week has: 05:00 to 06:30, drawn to scale."""

    start: int
    height: float
    ticks: tuple[tuple[float, str], ...]
    lanes: tuple[Lane, ...]


def monday(day: date) -> date:
    return day - timedelta(days=day.isoweekday() - 1)


def bands(days: Sequence[Day], places: dict[int, str]) -> list[Band]:
    """The bands of a week, in order; none when no day has rules."""
    windows = merged(
        window for day in days if day.rules for window in rule.windows(day.rules, day.date.isoweekday())
    )
    return [_band(window, days, places) for window in windows]


def _band(window: Window, days: Sequence[Day], places: dict[int, str]) -> Band:
    ticks = tuple(
        (round((minute - window.start) * PX_A_MINUTE, 1), f"{minute // 60:02d}:{minute % 60:02d}")
        for minute in range(-(-window.start // TICK) * TICK, window.end, TICK)
    )
    lanes = tuple(_lane(window, day, places) for day in days)
    return Band(window.start, round((window.end - window.start) * PX_A_MINUTE, 1), ticks, lanes)


def _lane(window: Window, day: Day, places: dict[int, str]) -> Lane:
    begin, end = timing.at_minute(day.date, window.start), timing.at_minute(day.date, window.end)
    events = tuple(_event(each, begin, places) for each in day.heard if begin <= each.start_ms < end)
    silent = ""
    if day.rules is None:
        silent = _("Chưa có quy chế")
    elif not rule.windows(day.rules, day.date.isoweekday()):
        silent = _("Không phát, trừ khẩn cấp")
    return Lane(day.date, events, silent, day.date == clock.today())


def _event(heard: Heard, begin: int, places: dict[int, str]) -> Event:
    minutes = (heard.end_ms - heard.start_ms) / timing.MINUTE
    height = max(26.0, minutes * PX_A_MINUTE)
    where = ", ".join(places.get(each, "") for each in heard.hamlets)
    return Event(
        top=round((heard.start_ms - begin) / timing.MINUTE * PX_A_MINUTE, 1),
        height=round(height, 1),
        short=height < 44,
        priority=heard.cls == "priority",
        title=", ".join(heard.bulletins),
        at=sentences.clock_time(heard.start_ms),
        until=sentences.clock_time(heard.end_ms),
        slot=heard.slot,
        places=where,
        moved=heard.moved,
    )


def dropped_lines(days: Sequence[Day]) -> list[str]:
    """What is planned but will not sound, a sentence each."""
    return [
        _("“%(title)s”: %(why)s")
        % {
            "title": each.item.title,
            "why": sentences.breach_sentence(each.breach, sentences.day_words(day.date)),
        }
        for day in days
        for each in day.dropped
    ]


def state_sentence(days: Sequence[Day], dropped: int) -> str:
    """Tuần này phát 12 lượt, không vướng gì."""
    count = sum(len(day.heard) for day in days)
    if dropped:
        said = ngettext(
            "Tuần này có %(n)s bản tin không phát được.",
            "Tuần này có %(n)s bản tin không phát được.",
            dropped,
        )
        return said % {"n": dropped}
    if not count:
        return _("Tuần này chưa có gì trong lịch.")
    said = ngettext(
        "Tuần này phát %(n)s lượt, không vướng gì.", "Tuần này phát %(n)s lượt, không vướng gì.", count
    )
    return said % {"n": count}

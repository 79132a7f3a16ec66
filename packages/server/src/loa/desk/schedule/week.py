"""The week as a drawing: only the windows in which broadcasting is allowed, with minutes to scale and one
lane for each day."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from loa_protocol import rule, timing
from loa_protocol.messages.plan import Window
from loa_protocol.rule.hours import merged

from loa.airtime import sentences
from loa.airtime.queries import CommuneDay, HeardItem
from loa.desk import turns
from loa.desk.turns import Fate, Turns
from loa.kernel import clock

PX_A_MINUTE = 5.4
"""Pixels for each minute. static/schedule/draw.js has the same number."""
TICK = 30
"""Minutes between two labels beside a band."""
Groups = dict[int | None, tuple[int | None, ...]]
"""Hamlets by what they hear (`airtime.queries.groups`)."""


@dataclass(frozen=True)
class Event:
    """One sounding in a lane. `top` and `height` are in pixels, from the top of the band; `left` and `width`
    in percent of the lane, since soundings that would hide each other are drawn side by side. `span` is
    "17:10–17:13", or "17:10" where both ends are in one minute."""

    top: float
    height: float
    short: bool
    priority: bool
    title: str
    at: str
    span: str
    slot: str
    bulletin: str
    places: str
    moved: bool
    fate: str
    """What became of it, in words; empty before its time."""
    late: bool
    """It was put into the schedule too late to sound."""
    left: float = 0
    width: float = 100


@dataclass(frozen=True)
class Names:
    """What events show: hamlets by id, the code of each slot's bulletin, and which turns have begun
    (`playlog.turns.begun`; None: nothing is said of that)."""

    hamlets: dict[int, str]
    bulletins: dict[str, str]
    begun: Mapping[str, bool] | None


@dataclass(frozen=True)
class DayLane:
    """One day of a band or, if it has a name, a group of hamlets on that day. `silent` says why nothing may
    sound."""

    date: date
    events: tuple[Event, ...]
    silent: str
    today: bool
    name: str = ""


@dataclass(frozen=True)
class Band:
    """A window of the day that at least one of the days has, for example 05:00 to 06:30, drawn to scale. Its
    lines stand at its labels: the first is `first_line` pixels from the top."""

    start: int
    height: float
    first_line: float
    ticks: tuple[tuple[float, str], ...]
    lanes: tuple[DayLane, ...]


def monday(day: date) -> date:
    """Returns the Monday of the day's week."""
    return day - timedelta(days=day.isoweekday() - 1)


def heard_in(day: CommuneDay, hamlet: int | None) -> CommuneDay:
    """Returns the day as one hamlet hears it, or as the whole commune hears it if `hamlet` is None."""
    if hamlet is None:
        return day
    return replace(day, heard=tuple(each for each in day.heard if not each.hamlets or hamlet in each.hamlets))


def bands(days: Sequence[CommuneDay], names: Names) -> list[Band]:
    """Returns the bands of a week in order. Empty if no day has rules."""
    windows = merged(
        window for day in days if day.rules for window in rule.windows(day.rules, day.date.isoweekday())
    )
    return [_band(window, days, names) for window in windows]


def day_bands(day: CommuneDay, groups: Groups, names: Names) -> list[Band]:
    """Returns the bands of one day, with one lane for each group of hamlets that hear the same."""
    windows = rule.windows(day.rules, day.date.isoweekday()) if day.rules else ()
    named = [
        (_group_name(members, groups, names), members)
        for members in groups.values()
        # None stands for the clusters of the whole commune. Alone it gets a lane only if there is no other.
        if members != (None,) or len(groups) == 1
    ]
    return [
        Band(
            window.start,
            _height(window),
            _first_line(window),
            _ticks(window),
            tuple(
                replace(_lane(window, heard_in(day, members[-1]), names), name=name, today=False)
                for name, members in named
            ),
        )
        for window in windows
    ]


def _group_name(members: tuple[int | None, ...], groups: Groups, names: Names) -> str:
    if len(groups) == 1:
        return _("Cả xã, phường")
    return ", ".join(names.hamlets.get(each, "") for each in members if each is not None)


def _height(window: Window) -> float:
    return round((window.end - window.start) * PX_A_MINUTE, 1)


def _first_tick(window: Window) -> int:
    """Returns the minute of the first label beside a band."""
    # The negations round the start up to the next multiple of TICK.
    return -(-window.start // TICK) * TICK


def _first_line(window: Window) -> float:
    return round((_first_tick(window) - window.start) * PX_A_MINUTE, 1)


def _ticks(window: Window) -> tuple[tuple[float, str], ...]:
    """Returns (pixels from the top, time) of the labels beside a band."""
    return tuple(
        (round((minute - window.start) * PX_A_MINUTE, 1), f"{minute // 60:02d}:{minute % 60:02d}")
        for minute in range(_first_tick(window), window.end, TICK)
    )


def _band(window: Window, days: Sequence[CommuneDay], names: Names) -> Band:
    lanes = tuple(_lane(window, day, names) for day in days)
    return Band(window.start, _height(window), _first_line(window), _ticks(window), lanes)


def _lane(window: Window, day: CommuneDay, names: Names) -> DayLane:
    begin, end = timing.at_minute(day.date, window.start), timing.at_minute(day.date, window.end)
    events = tuple(_event(each, begin, names) for each in day.heard if begin <= each.start_ms < end)
    silent = ""
    if day.rules is None:
        silent = _("Chưa có quy chế")
    elif not rule.windows(day.rules, day.date.isoweekday()):
        silent = _("Không phát, trừ khẩn cấp")
    return DayLane(day.date, side_by_side(events), silent, day.date == clock.today())


def side_by_side(events: Sequence[Event]) -> tuple[Event, ...]:
    """Returns the events of a lane, in order of time, so that none hides another: those that overlap as drawn
    share the lane's width."""
    placed: list[Event] = []
    group: list[tuple[Event, int]] = []
    ends: list[float] = []
    for each in events:
        if ends and each.top >= max(ends):
            placed.extend(_shared(group, len(ends)))
            group, ends = [], []
        column = next((n for n, end in enumerate(ends) if end <= each.top), len(ends))
        ends[column : column + 1] = [each.top + each.height]
        group.append((each, column))
    return (*placed, *_shared(group, len(ends)))


def _shared(group: Sequence[tuple[Event, int]], columns: int) -> list[Event]:
    return [
        replace(each, left=round(100 * column / columns, 2), width=round(100 / columns, 2))
        for each, column in group
    ]


def _event(heard: HeardItem, begin: int, names: Names) -> Event:
    minutes = (heard.end_ms - heard.start_ms) / timing.MINUTE
    # A short sounding still needs the height of one line of text.
    height = max(26.0, minutes * PX_A_MINUTE)
    where = ", ".join(names.hamlets.get(each, "") for each in heard.hamlets)
    at, until = sentences.clock_time(heard.start_ms), sentences.clock_time(heard.end_ms)
    became = Fate.AHEAD
    if names.begun is not None:
        became = turns.fate(heard, names.begun, timing.to_ms(clock.now()))
    return Event(
        top=round((heard.start_ms - begin) / timing.MINUTE * PX_A_MINUTE, 1),
        height=round(height, 1),
        short=height < 44,
        priority=heard.priority == "priority",
        title=", ".join(heard.bulletins),
        at=at,
        span=at if at == until else f"{at}–{until}",
        slot=heard.slot,
        bulletin=names.bulletins.get(heard.slot, ""),
        places=where,
        moved=heard.moved,
        fate=turns.of_one(became),
        late=became is Fate.LATE,
    )


def dropped_lines(days: Sequence[CommuneDay], told: Collection[tuple[date, str]]) -> list[str]:
    """Returns one sentence for each item that is planned and will not sound. `told`: the days and slots of
    those of which the page says so already."""
    return [
        _("“%(title)s”: %(why)s")
        % {
            "title": each.item.title,
            "why": sentences.breach_sentence(each.breach, sentences.day_words(day.date)),
        }
        for day in days
        for each in day.dropped
        if (day.date, each.item.slot) not in told
    ]


def state_sentence(
    days: Sequence[CommuneDay], dropped: int, one: bool, begun: Mapping[str, bool], silenced: str = ""
) -> str:
    """Returns for example "Tuần này phát 12 lượt, không vướng gì.", "Tuần này đã phát 8 lượt, còn 4 lượt,
    không vướng gì." or, for one day, "Thứ bảy 28/11 đã phát 4 lượt."

    `begun` is as `playlog.turns.begun` returns it. `silenced` is the sentence that the whole commune is
    silenced now, or empty.
    """
    first = _counted(days, dropped, one, begun, silenced != "")
    return f"{silenced} {first}" if silenced and days[-1].date >= clock.today() else first


def counted(days: Sequence[CommuneDay], begun: Mapping[str, bool]) -> Turns:
    """Returns what became of the turns of these days."""
    return turns.counted((each for day in days for each in day.heard), begun, timing.to_ms(clock.now()))


def _counted(
    days: Sequence[CommuneDay], dropped: int, one: bool, begun: Mapping[str, bool], silenced: bool
) -> str:
    first = days[0].date
    if one:
        when = sentences.day_words(first).capitalize()
    elif first == monday(clock.today()):
        when = _("Tuần này")
    else:
        when = _("Tuần từ %(day)s") % {"day": f"{first:%d/%m}"}
    if dropped:
        said = ngettext(
            "%(when)s có %(n)s bản tin không phát được.",
            "%(when)s có %(n)s bản tin không phát được.",
            dropped,
        )
        return said % {"n": dropped, "when": when}
    told = counted(days, begun)
    if not told.past:
        return _still_to_come(when, told.ahead, silenced)
    parts = turns.parts(told)
    if told.ahead and silenced:
        parts.append(_("chưa mở lại thì không lượt nào kêu"))
    elif told.ahead and not (told.unheard or told.late):
        parts.append(_("không vướng gì"))
    return _("%(when)s %(parts)s.") % {"when": when, "parts": ", ".join(parts)}


def _still_to_come(when: str, count: int, silenced: bool) -> str:
    """Returns the sentence of days of which nothing has begun."""
    if not count:
        return _("%(when)s chưa có gì trong lịch.") % {"when": when}
    if silenced:
        said = ngettext(
            "%(when)s có %(n)s lượt trong lịch, chưa mở lại thì không lượt nào kêu.",
            "%(when)s có %(n)s lượt trong lịch, chưa mở lại thì không lượt nào kêu.",
            count,
        )
        return said % {"n": count, "when": when}
    said = ngettext(
        "%(when)s phát %(n)s lượt, không vướng gì.", "%(when)s phát %(n)s lượt, không vướng gì.", count
    )
    return said % {"n": count, "when": when}

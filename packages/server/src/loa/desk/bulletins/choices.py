"""Times and places as a form offers them and receives them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import islice

from django.utils.translation import gettext as _
from loa_protocol import timing

from loa.airtime import sentences
from loa.airtime.rules import Commune, gaps
from loa.kernel import clock, parsing
from loa.newsroom import times
from loa.newsroom.times import Once, Time, Weekly

DAYS_AHEAD = 4
"""On how many days free times are offered."""
MOST_OFFERED = 9
"""The largest number of free times that are offered."""


def to_text(when: Time) -> str:
    """Returns a time as the value of a tick box."""
    if isinstance(when, Once):
        return f"once|{when.at:%Y-%m-%dT%H:%M}"
    days = "".join(map(str, when.days))
    return f"weekly|{days}|{when.time:%H:%M}|{when.first.isoformat()}|{when.last.isoformat()}"


def from_text(value: str) -> Time:
    """Returns the time of a tick box's value. Raises `ValueError` for anything else."""
    found = _read(value)
    first, last = times.first_day(found), times.last_day(found)
    # The value comes from the browser, so its years are checked too.
    if not (parsing.of_our_time(first) and parsing.of_our_time(last)):
        raise ValueError(value)
    return found


def _read(value: str) -> Time:
    kind, *parts = value.split("|")
    if kind == "once" and len(parts) == 1:
        return Once(at=datetime.strptime(parts[0], "%Y-%m-%dT%H:%M"))  # noqa: DTZ007 - local, as on the page
    if kind == "weekly" and len(parts) == 4:
        days = tuple(sorted({int(each) for each in parts[0]}))
        if not days or days[0] < 1 or days[-1] > 7:
            raise ValueError(value)
        return Weekly(
            days=days,
            time=time.fromisoformat(parts[1]),
            first=date.fromisoformat(parts[2]),
            last=date.fromisoformat(parts[3]),
        )
    raise ValueError(value)


def said(when: Time, today: date) -> str:
    """Returns for example "Thứ bảy 26/09 17:00" or "Thứ hai, thứ tư 17:00, từ 24/11/2026 đến 30/12/2026"."""
    if isinstance(when, Once):
        return f"{day_said(when.at.date(), today)} {when.at:%H:%M}"
    return _("%(days)s %(time)s, từ %(first)s đến %(last)s") % {
        "days": days_said(when.days),
        "time": f"{when.time:%H:%M}",
        "first": f"{when.first:%d/%m/%Y}",
        "last": f"{when.last:%d/%m/%Y}",
    }


def mid_sentence(when: Time, today: date) -> str:
    """Returns the same for the middle of a sentence, for example "ngày mai 17:00"."""
    words = said(when, today)
    return words[:1].lower() + words[1:]


def first_said(proposed: Sequence[Time], now: datetime) -> str:
    """Returns when a bulletin is played, for the middle of a sentence: its one time, or of several the next
    one, "lần đầu ngày mai 05:30". `now` is naive local time; `proposed` is not empty."""
    coming = [at for at in (times.next_played(each, now) for each in proposed) if at is not None]
    if len(proposed) == 1 or not coming:
        return mid_sentence(proposed[0], now.date())
    return _("lần đầu %(when)s") % {"when": mid_sentence(Once(at=min(coming)), now.date())}


def day_said(day: date, today: date) -> str:
    """Returns "Hôm nay", "Ngày mai", or for example "Thứ bảy 26/09"."""
    if (day - today).days in (0, 1):
        return _("Hôm nay") if day == today else _("Ngày mai")
    words = sentences.day_words(day)
    return words[:1].upper() + words[1:]


def days_said(days: Iterable[int]) -> str:
    """Returns for example "Thứ hai đến thứ bảy" or "Thứ hai, thứ tư"; "Hằng ngày" for all seven days."""
    order = sorted(days)
    names = [str(_(sentences.WEEKDAYS[each])) for each in order]
    if len(order) == 7:
        return _("Hằng ngày")
    if len(order) > 2 and order == list(range(order[0], order[-1] + 1)):
        text = _("%(first)s đến %(last)s") % {"first": names[0], "last": names[-1]}
    else:
        text = ", ".join(names)
    return text[:1].upper() + text[1:]


@dataclass(frozen=True)
class TimeChoice:
    """One tick box: its value, its label, the small line under it, and whether it is chosen. `enough` means
    that the bulletin fits into the free time, `series` that it is a time on many days."""

    value: str
    label: str
    small: str
    chosen: bool
    enough: bool
    series: bool = False


def time_choices(
    of: Commune, hamlets: Collection[int], chosen: Collection[Time], duration_ms: int, now: datetime
) -> list[TimeChoice]:
    """Returns the free begins of the coming days' sessions and the times that are chosen, in order of time:
    none changes its place when it is chosen. Series come last."""
    today = clock.local(now).date()
    offered = islice(gaps(of, hamlets, today, DAYS_AHEAD, timing.to_ms(now)), MOST_OFFERED)
    free = {Once(at=timing.local(gap.start_ms).replace(tzinfo=None)): gap.free_ms for gap in offered}
    rows = []
    for when in sorted({*free, *chosen}, key=_order):
        small, enough = "", True
        if when in free:
            enough = free[when] >= duration_ms
            small = _("còn trống %(free)s") if enough else _("còn trống %(free)s, không đủ")
            small %= {"free": sentences.minutes(free[when])}
        series = not isinstance(when, Once)
        rows.append(TimeChoice(to_text(when), said(when, today), small, when in chosen, enough, series))
    return rows


def _order(when: Time) -> tuple[bool, date, time, str]:
    return not isinstance(when, Once), times.first_day(when), times.time_of_day(when), to_text(when)

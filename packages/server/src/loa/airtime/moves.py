"""What a move of a slot changed, in words: from what to what. Pure. A place is as the record of a move stores
it: `first`, `last` and `time` as ISO texts, `days` and `hamlets` as lists."""

from collections.abc import Mapping
from datetime import date, time
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from loa.airtime.occurrences import Timing
from loa.airtime.sentences import WEEKDAYS
from loa.kernel.figures import number

Place = Mapping[str, Any]


def timing_of(place: Place) -> Timing:
    """Returns when a place sounds."""
    first, last = date.fromisoformat(place["first"]), date.fromisoformat(place["last"])
    return Timing(first, last, frozenset(place["days"]), time.fromisoformat(place["time"]))


def meets(place: Place, timing: Timing) -> bool:
    """Returns whether a time falls on some day of a place at its time of day, wherever it sounds."""
    at = timing_of(place)
    return at.time == timing.time and any(timing.falls_on(day) for day in at.between(at.first, at.last))


def when(place: Place) -> str:
    """Returns for example "17:20, 02/12/2026", or "05:30, 30/11/2026–13/01/2027, thứ hai, thứ tư"."""
    return ", ".join(each for each in (_time(place), dates(place), _days(place)) if each)


def changes(before: Place, after: Place) -> str:
    """Returns for example "giờ từ 17:10 sang 17:20; nơi từ cả xã, phường sang 2 thôn", or an empty string if
    nothing changed. Raises KeyError for a place in an older form."""
    parts = (
        (_("giờ từ %(before)s sang %(after)s"), _time(before), _time(after)),
        (_("ngày từ %(before)s sang %(after)s"), dates(before), dates(after)),
        (_("thứ từ %(before)s sang %(after)s"), _days(before), _days(after)),
        (_("nơi từ %(before)s sang %(after)s"), _hamlets(before), _hamlets(after)),
    )
    said = [words % {"before": a, "after": b} for words, a, b in parts if a != b and a and b]
    if not said and sorted(before["hamlets"]) != sorted(after["hamlets"]):
        said = [_("nơi sang %(after)s khác") % {"after": _hamlets(after)}]
    return "; ".join(said)


def _time(place: Place) -> str:
    return f"{time.fromisoformat(place['time']):%H:%M}"


def dates(place: Place) -> str:
    """Returns the day, or the first and the last one."""
    first, last = date.fromisoformat(place["first"]), date.fromisoformat(place["last"])
    return f"{first:%d/%m/%Y}" if first == last else f"{first:%d/%m/%Y}–{last:%d/%m/%Y}"


def _days(place: Place) -> str:
    """Returns the weekdays, or an empty string where one date says it already."""
    if place["first"] == place["last"]:
        return ""
    if len(place["days"]) == 7:
        return _("mọi ngày")
    return ", ".join(str(_(WEEKDAYS[each])) for each in sorted(place["days"]))


def _hamlets(place: Place) -> str:
    count = len(place["hamlets"])
    return ngettext("%(n)s thôn", "%(n)s thôn", count) % {"n": number(count)} if count else _("cả xã, phường")

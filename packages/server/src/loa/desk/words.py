"""How our pages write times, figures and lengths. Pure: the moment "now" is passed in; the language is the
reader's.

Vietnamese: 05/01/2026 17:00, 1.234, 93,4%, "2 phút trước". What was not measured is "chưa biết", never 0.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Final

from django.utils.translation import gettext, gettext_lazy, ngettext

from loa.fleet.rules import ClusterCount
from loa.kernel import figures

from .lunar import LunarDay, lunar_day

Figure = int | float | Decimal

WEEKDAYS: Final = (
    gettext_lazy("thứ hai"),
    gettext_lazy("thứ ba"),
    gettext_lazy("thứ tư"),
    gettext_lazy("thứ năm"),
    gettext_lazy("thứ sáu"),
    gettext_lazy("thứ bảy"),
    gettext_lazy("chủ nhật"),
)

FEASTS: Final = {
    (1, 1): gettext_lazy("mồng một Tết"),
    (2, 1): gettext_lazy("mồng hai Tết"),
    (3, 1): gettext_lazy("mồng ba Tết"),
    (15, 1): gettext_lazy("rằm tháng giêng"),
    (3, 3): gettext_lazy("Tết Hàn thực"),
    (10, 3): gettext_lazy("Giỗ Tổ Hùng Vương"),
    (15, 4): gettext_lazy("lễ Phật đản"),
    (5, 5): gettext_lazy("Tết Đoan ngọ"),
    (15, 7): gettext_lazy("lễ Vu lan"),
    (15, 8): gettext_lazy("Tết Trung thu"),
    (23, 12): gettext_lazy("ngày ông Công ông Táo"),
}
"""The feasts by (day, month) of the lunar calendar."""


def unknown() -> str:
    """Returns the word for what nobody measured."""
    return gettext("chưa biết")


def number(value: Figure | None) -> str:
    """Returns a figure in words: 1234 gives "1.234", 93.44 gives "93,4" (at most one decimal), None gives
    "chưa biết"."""
    if value is None:
        return unknown()
    return figures.number(value)


def besides(clusters: ClusterCount) -> str:
    """Returns for example "3 cụm chưa nhận máy, 1 cụm đã khóa": the clusters that a number of clusters in
    use does not count. Empty if there are none."""
    told = []
    if clusters.boxless:
        boxless = ngettext("%(n)s cụm chưa nhận máy", "%(n)s cụm chưa nhận máy", clusters.boxless)
        told.append(boxless % {"n": number(clusters.boxless)})
    if clusters.locked:
        locked = ngettext("%(n)s cụm đã khóa", "%(n)s cụm đã khóa", clusters.locked)
        told.append(locked % {"n": number(clusters.locked)})
    return ", ".join(told)


def percent(share: Figure | None) -> str:
    """Returns a share as a percentage: 0.934 gives "93,4%", None gives "chưa biết"."""
    if share is None:
        return unknown()
    return number(Decimal(str(share)) * 100) + "%"


def length(seconds: Figure | None) -> str:
    """Returns a length given in seconds: 190 gives "3 phút 10 giây", 3900 gives "1 giờ 5 phút", None gives
    "chưa biết". It leaves out the seconds from one hour on."""
    if seconds is None:
        return unknown()
    whole = int(Decimal(str(seconds)).quantize(Decimal(1), ROUND_HALF_UP))
    if whole < 60:
        return ngettext("%(n)s giây", "%(n)s giây", whole) % {"n": number(whole)}
    hours, minutes, rest = whole // 3600, whole // 60 % 60, whole % 60
    parts = []
    if hours:
        parts.append(ngettext("%(n)s giờ", "%(n)s giờ", hours) % {"n": number(hours)})
    if minutes:
        parts.append(ngettext("%(n)s phút", "%(n)s phút", minutes) % {"n": number(minutes)})
    if rest and not hours:
        parts.append(ngettext("%(n)s giây", "%(n)s giây", rest) % {"n": number(rest)})
    return " ".join(parts)


def _span(gone: timedelta) -> str:
    """Returns a span in its largest useful unit: "2 phút", "1 giờ 22 phút", "3 ngày"."""
    minutes = int(gone.total_seconds() // 60)
    if minutes < 6 * 60:
        return length(minutes * 60)
    if minutes < 24 * 60:
        return length(minutes // 60 * 3600)
    days = minutes // (24 * 60)
    if days < 60:
        return ngettext("%(n)s ngày", "%(n)s ngày", days) % {"n": number(days)}
    if days < 730:
        return ngettext("%(n)s tháng", "%(n)s tháng", days // 30) % {"n": number(days // 30)}
    return ngettext("%(n)s năm", "%(n)s năm", days // 365) % {"n": number(days // 365)}


def ago(moment: datetime | None, now: datetime) -> str:
    """Returns the age of a moment: "vừa xong", "2 phút trước", "11 giờ trước"; "5 phút nữa" if it is ahead of
    now; "chưa biết" for None."""
    if moment is None:
        return unknown()
    gone = now - moment
    if gone >= timedelta(minutes=1):
        return gettext("%(span)s trước") % {"span": _span(gone)}
    if gone > timedelta(minutes=-1):
        return gettext("vừa xong") if gone >= timedelta(0) else gettext("ngay bây giờ")
    return gettext("%(span)s nữa") % {"span": _span(-gone)}


def weekday(day: date) -> str:
    """Returns the day of the week: "thứ hai" ... "chủ nhật"."""
    return str(WEEKDAYS[day.weekday()])


def _feast(lunar: LunarDay, day: date) -> str:
    if lunar.leap:
        return ""
    # New Year's Eve is the 29th or 30th of the 12th month, so it is found by the day after it.
    if lunar_day(day + timedelta(days=1)) == LunarDay(1, 1, lunar.year + 1):
        return gettext("giao thừa")
    return str(FEASTS.get((lunar.day, lunar.month), ""))


def lunar(day: date) -> str:
    """Returns the lunar date and the feast on a feast day, for example "15/8 âm lịch, Tết Trung thu"; the
    lunar date alone on the first and the fifteenth of a lunar month; otherwise an empty string."""
    of_moon = lunar_day(day)
    feast = _feast(of_moon, day)
    if not feast and of_moon.day not in (1, 15):
        return ""
    when = gettext("%(day)s/%(month)s âm lịch") % {"day": of_moon.day, "month": of_moon.month}
    return f"{when}, {feast}" if feast else when

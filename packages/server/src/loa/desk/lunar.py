"""The Vietnamese lunar calendar at UTC+7, on which the lunar feast days depend.

The method is the one Hồ Ngọc Đức published (after Jean Meeus, Astronomical Algorithms): a lunar month begins
on the day of the new moon at UTC+7; the month that contains the winter solstice is the eleventh; in a year of
thirteen months the leap month is the first one without a principal term. China computes at UTC+8, so the Tết
days of 2007 and 2030 differ. No Python package was found that computes at UTC+7, so the method is implemented
here and tests compare it with the Tết days of 2000 to 2030.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import floor, pi, radians, sin

VIETNAM_HOURS = 7
SYNODIC_MONTH_DAYS = 29.530588853
FIRST_NEW_MOON = 2415021.076998695  # Julian day of the first new moon of 1900
ORDINAL_TO_JULIAN = 1721425  # date.toordinal() + this = Julian day number at noon


@dataclass(frozen=True)
class LunarDay:
    """A day of the lunar calendar. `leap` marks a day of a leap month."""

    day: int
    month: int
    year: int
    leap: bool = False


def _new_moon(k: int) -> int:
    """Returns the Julian day number (UTC+7) of the k-th new moon since the first one of 1900."""
    # Julian centuries since 1900: a century has 1236.85 lunar months.
    t = k / 1236.85
    mean = 2415020.75933 + 29.53058868 * k + 0.0001178 * t**2 - 0.000000155 * t**3
    mean += 0.00033 * sin(radians(166.56 + 132.87 * t - 0.009173 * t**2))
    sun = radians(359.2242 + 29.10535608 * k - 0.0000333 * t**2 - 0.00000347 * t**3)
    moon = radians(306.0253 + 385.81691806 * k + 0.0107306 * t**2 + 0.00001236 * t**3)
    node = radians(21.2964 + 390.67050646 * k - 0.0016528 * t**2 - 0.00000239 * t**3)
    shift = (0.1734 - 0.000393 * t) * sin(sun) + 0.0021 * sin(2 * sun)
    shift += -0.4068 * sin(moon) + 0.0161 * sin(2 * moon) - 0.0004 * sin(3 * moon)
    shift += 0.0104 * sin(2 * node) - 0.0051 * sin(sun + moon) - 0.0074 * sin(sun - moon)
    shift += 0.0004 * sin(2 * node + sun) - 0.0004 * sin(2 * node - sun) - 0.0006 * sin(2 * node + moon)
    shift += 0.0010 * sin(2 * node - moon) + 0.0005 * sin(2 * moon + sun)
    # The difference between dynamical time and universal time, in days.
    dynamical = -0.000278 + 0.000265 * t + 0.000262 * t**2
    return floor(mean + shift - dynamical + 0.5 + VIETNAM_HOURS / 24)


def _solar_twelfth(julian_day: int) -> int:
    """Returns in which twelfth of the ecliptic (0-11) the sun is at midnight (UTC+7) of that Julian day."""
    # Julian centuries since 2000.
    t = (julian_day - 2451545.5 - VIETNAM_HOURS / 24) / 36525
    anomaly = radians(357.52910 + 35999.05030 * t - 0.0001559 * t**2 - 0.00000048 * t**3)
    longitude = 280.46645 + 36000.76983 * t + 0.0003032 * t**2
    longitude += (1.914600 - 0.004817 * t - 0.000014 * t**2) * sin(anomaly)
    longitude += (0.019993 - 0.000101 * t) * sin(2 * anomaly) + 0.000290 * sin(3 * anomaly)
    turned = radians(longitude) % (2 * pi)
    return int(turned / pi * 6)


@lru_cache(maxsize=64)
def _eleventh_month(year: int) -> int:
    """Returns the Julian day on which the lunar month with the winter solstice of `year` begins."""
    last_day = date(year, 12, 31).toordinal() + ORDINAL_TO_JULIAN
    k = int((last_day - 2415021) / SYNODIC_MONTH_DAYS)
    start = _new_moon(k)
    # The winter solstice is the beginning of twelfth 9. If the month begins after it, the month before has
    # it.
    return _new_moon(k - 1) if _solar_twelfth(start) >= 9 else start


@lru_cache(maxsize=64)
def _leap_offset(eleventh: int) -> int:
    """Returns how many months after the eleventh month the leap month comes, in a year of thirteen months."""
    k = floor((eleventh - FIRST_NEW_MOON) / SYNODIC_MONTH_DAYS + 0.5)
    previous = -1
    for offset in range(1, 15):
        twelfth = _solar_twelfth(_new_moon(k + offset))
        # The sun stays in one twelfth for a whole month: that month has no principal term.
        if twelfth == previous:
            return offset - 1
        previous = twelfth
    return 14


def lunar_day(day: date) -> LunarDay:
    """Returns the lunar day of a day of the Gregorian calendar, as computed in Vietnam (UTC+7)."""
    julian = day.toordinal() + ORDINAL_TO_JULIAN
    k = floor((julian - FIRST_NEW_MOON) / SYNODIC_MONTH_DAYS)
    month_start = _new_moon(k + 1)
    if month_start > julian:
        month_start = _new_moon(k)
    before, after = _eleventh_month(day.year), _eleventh_month(day.year)
    if before >= month_start:
        before, year = _eleventh_month(day.year - 1), day.year
    else:
        after, year = _eleventh_month(day.year + 1), day.year + 1
    # A lunar month has 29 or 30 days, so the quotient is the number of months.
    months = (month_start - before) // 29
    month, leap = months + 11, False
    # Thirteen lunar months between two eleventh months: the year has a leap month.
    if after - before > 365:
        offset = _leap_offset(before)
        if months >= offset:
            month, leap = months + 10, months == offset
    if month > 12:
        month -= 12
    # Months 11 and 12 are at the end of a lunar year, but at the beginning of this count.
    if month >= 11 and months < 4:
        year -= 1
    return LunarDay(julian - month_start + 1, month, year, leap)

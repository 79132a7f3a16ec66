"""Reads days as they are written in Vietnam, or as a spreadsheet counts them. Pure."""

import re
from datetime import date, datetime, timedelta
from typing import Final

_LOCAL: Final = re.compile(r"(\d{1,2})\s*([./-])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})", re.ASCII)
_ISO: Final = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})", re.ASCII)
# Other programs write a day as a time at midnight. Any other time stays, and makes the text no day.
_MIDNIGHT: Final = re.compile(r"(?<=\d)(?:[ T]0?0:00(?::00(?:\.0+)?)?| 12:00(?::00)? ?[aA][mM])$", re.ASCII)
# Serial 60 is 29 February 1900, which did not exist: Excel repeats a mistake of Lotus 1-2-3. Counting from
# 30 December 1899 is right for every later day, so earlier serials are rejected.
_EPOCH, _EPOCH_1904 = date(1899, 12, 30), date(1904, 1, 1)
_FIRST_SERIAL: Final = 61


def from_text(text: str, today: date) -> date | None:
    """Reads `30/11/2026`, `30-11-26`, `30.11.2026` (always the day first) or `2026-11-30`, with midnight
    behind it or not. Returns None for anything else, such as `11/30/2026`. A year of two digits is in the
    present century if that is at most 20 years ahead, else in the century before."""
    text = _MIDNIGHT.sub("", text)
    iso = _ISO.fullmatch(text)
    if iso:
        return _day(int(iso[1]), int(iso[2]), int(iso[3]))
    local = _LOCAL.fullmatch(text)
    if not local:
        return None
    year = int(local[4])
    if len(local[4]) == 2:
        year += today.year // 100 * 100
        year -= 100 if year > today.year + 20 else 0
    return _day(year, int(local[3]), int(local[1]))


def from_serial(number: float, date_1904: bool) -> date | None:
    """Returns the day of a workbook's serial number, from 1900 or, on old Macs, from 1904. Returns None for
    what is no whole day from 1900-03-01 to 2199."""
    if number != int(number) or not _FIRST_SERIAL <= number < 120_000:
        return None
    found = (_EPOCH_1904 if date_1904 else _EPOCH) + timedelta(days=int(number))
    return found if found.year < 2200 else None


def from_moment(moment: datetime) -> date | None:
    """Returns the day of a time at midnight; None for any other time, which a column of days cannot hold."""
    return moment.date() if (moment.hour, moment.minute, moment.second) == (0, 0, 0) else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None

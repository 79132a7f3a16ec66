"""Reads numbers as they are written in Vietnam and by spreadsheets. Pure.

- `1.250.000` and `1,250,000`: two or more points or commas before groups of three digits separate thousands.
- `1.250.000,5` and `1,250,000.5`: if both occur, the last one is the decimal sign.
- `1,25`, `1.25`, `0.125`: one sign alone is the decimal sign if it cannot separate thousands.
- `1.250` and `1,250` alone are 1250 or 1.25. They are read only if exactly one of the two is within the
  column's limits (a latitude of 19.807 is not 19807), else rejected; the module never guesses.
- `1 250 000`: spaces separate thousands.
"""

import re
from typing import Final

_PLAIN: Final = re.compile(r"\d+")
_ONE_SIGN: Final = re.compile(r"(\d+)[.,](\d+)")
_THOUSANDS: Final = re.compile(r"\d{1,3}(?:(?:\.\d{3}){2,}|(?:,\d{3}){2,}|(?: \d{3})+)")
_BOTH: Final = re.compile(r"(\d{1,3}(?:(?:\.\d{3})+(?=,)|(?:,\d{3})+(?=\.)|(?: \d{3})+(?=[.,])))[.,](\d+)")
SHORTENED: Final = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+", re.ASCII)
"""A number in scientific notation: a spreadsheet writes a long number like this to a CSV, without its last
digits."""
_NO_FRACTION: Final = re.compile(r"(\d+)[.,]0{1,2}", re.ASCII)
_FRACTION: Final = re.compile(r"\d{8,}[.,]\d{1,2}", re.ASCII)


def readings(text: str) -> list[float]:
    """Returns the numbers that a text may mean: none, one, or two (as a decimal, then with thousands)."""
    text = text.strip().replace("\u2212", "-").replace("\u00a0", " ").replace("\u202f", " ")
    sign = -1.0 if text.startswith("-") else 1.0
    text = text.removeprefix("-").removeprefix("+").strip()
    if not text.isascii() or len(text) > 40:
        return []
    if _PLAIN.fullmatch(text):
        return [sign * float(text)]
    if _THOUSANDS.fullmatch(text):
        return [sign * float(re.sub(r"[., ]", "", text))]
    both = _BOTH.fullmatch(text)
    if both:
        return [sign * float(re.sub(r"[., ]", "", both[1]) + "." + both[2])]
    one = _ONE_SIGN.fullmatch(text)
    if not one:
        return []
    found = [sign * float(f"{one[1]}.{one[2]}")]
    if len(one[2]) == 3 and len(one[1]) <= 3 and not one[1].startswith("0"):
        found.append(sign * float(one[1] + one[2]))
    return found


def digits(text: str) -> str | None:
    """Returns the digits of a text that a spreadsheet has turned into a number: `912345678` for
    `912345678.0`. Returns other texts unchanged, and None for a long number with a fraction, which is no
    code."""
    found = _NO_FRACTION.fullmatch(text)
    if found:
        return found[1]
    return None if _FRACTION.fullmatch(text) else text


def whole(value: float) -> str | None:
    """Returns the digits of a workbook's number that is a phone number or a code. Returns None for a number
    that has a fraction, is below zero, or is so large that a float has lost its last digits."""
    # A double has 15 to 17 significant digits, of which spreadsheets store 15.
    return str(int(value)) if value == int(value) and 0 <= value < 10**15 else None

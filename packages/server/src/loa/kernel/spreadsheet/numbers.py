"""Numbers as they are written in Vietnam and by spreadsheets. Pure.

- `1.250.000` and `1,250,000`: points or commas before groups of three, twice or more, part thousands.
- `1.250.000,5` and `1,250,000.5`: where both stand, the last one is the decimal sign.
- `1,25`, `1.25`, `0.125`: one sign alone is the decimal sign, where no group of three could be meant.
- `1.250` and `1,250` alone are 1250 or 1.25: read only where one of the two lies within the column's limits
  (a latitude of 19.807 is not 19807), else refused. Never guessed.
- `1 250 000`: spaces part thousands.
"""

import re
from typing import Final

_PLAIN: Final = re.compile(r"\d+")
_ONE_SIGN: Final = re.compile(r"(\d+)[.,](\d+)")
_THOUSANDS: Final = re.compile(r"\d{1,3}(?:(?:\.\d{3}){2,}|(?:,\d{3}){2,}|(?: \d{3})+)")
_BOTH: Final = re.compile(r"(\d{1,3}(?:(?:\.\d{3})+(?=,)|(?:,\d{3})+(?=\.)|(?: \d{3})+(?=[.,])))[.,](\d+)")
SHORTENED: Final = re.compile(r"\d(?:[.,]\d+)?[eE]\+?\d+", re.ASCII)
"""What a spreadsheet makes of a long number in a narrow column of a CSV: its last digits are gone."""
_NO_FRACTION: Final = re.compile(r"(\d+)[.,]0{1,2}", re.ASCII)
_FRACTION: Final = re.compile(r"\d{8,}[.,]\d{1,2}", re.ASCII)


def readings(text: str) -> list[float]:
    """What a text may mean: none, one, or two numbers."""
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
    """A text of digits that a spreadsheet had taken for a number: `912345678.0` is `912345678`. Other texts
    as they are; None for a number with a fraction, which no digits of ours have."""
    found = _NO_FRACTION.fullmatch(text)
    if found:
        return found[1]
    return None if _FRACTION.fullmatch(text) else text


def whole(value: float) -> str | None:
    """A number of a workbook that is really digits (a phone, a code), as digits; None for what has a
    fraction, is below zero, or is so large that its last digits are lost already."""
    return str(int(value)) if value == int(value) and 0 <= value < 10**15 else None

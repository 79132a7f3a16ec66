"""Numbers as a northern announcer says them: linh, nghìn, mốt, tư, lăm."""

from __future__ import annotations

import re

DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_SCALES = ("", " nghìn", " triệu")
_BILLION = 10**9
# A listener does not understand a longer number as a quantity.
_LONGEST = 15
_GROUPED = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3})+(?:,[0-9]+)?")
_ENGLISH = re.compile(r"[0-9]{1,3}(?:,[0-9]{3}){2,}")
_ROMAN = re.compile(r"(M{0,3})(CM|CD|D?C{0,3})(XC|XL|L?X{0,3})(IX|IV|V?I{0,3})")
_ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}

# A number as written in Vietnamese text: 1.678.000 or 12,5 or 1,678,000 or 2026.
NUMBER = (
    r"(?:[0-9]{1,3}(?:\.[0-9]{3})+(?![0-9])(?:,[0-9]+)?"
    r"|[0-9]{1,3}(?:,[0-9]{3}){2,}(?![0-9])"
    r"|[0-9]+(?:[.,][0-9]+)?)"
)


def _below_hundred(n: int) -> str:
    tens, unit = divmod(n, 10)
    if tens == 0:
        return DIGITS[unit]
    head = "mười" if tens == 1 else f"{DIGITS[tens]} mươi"
    if unit == 0:
        return head
    if unit == 5:
        return f"{head} lăm"
    if tens > 1 and unit == 1:
        return f"{head} mốt"
    if tens > 1 and unit == 4:
        return f"{head} tư"
    return f"{head} {DIGITS[unit]}"


def _below_thousand(n: int, *, full: bool) -> str:
    hundreds, rest = divmod(n, 100)
    if not hundreds and not full:
        return _below_hundred(rest)
    head = f"{DIGITS[hundreds]} trăm"
    if rest == 0:
        return head
    return f"{head} linh {DIGITS[rest]}" if rest < 10 else f"{head} {_below_hundred(rest)}"


def cardinal(n: int, *, full: bool = False) -> str:
    """Returns a whole number in words. With `full` the hundreds are said even if they are zero, as in a
    number that follows a greater one."""
    if n < 0:
        return f"âm {cardinal(-n)}"
    if n >= _BILLION:
        head, rest = divmod(n, _BILLION)
        tail = f" {cardinal(rest, full=True)}" if rest else ""
        return f"{cardinal(head, full=full)} tỷ{tail}"
    parts: list[str] = []
    for power in (2, 1, 0):
        group, n = divmod(n, 1000**power)
        if group or (power == 0 and not parts):
            parts.append(_below_thousand(group, full=bool(group) and (full or bool(parts))) + _SCALES[power])
    return " ".join(parts)


def ordinal(n: int) -> str:
    """Returns what follows "thứ": nhất, hai, ba, tư, then as counted."""
    return {1: "nhất", 4: "tư"}.get(n) or cardinal(n)


def month(n: int) -> str:
    """Returns a month's name without the word tháng."""
    return "tư" if n == 4 else cardinal(n)


def digits(text: str) -> str:
    """Returns the text digit by digit. An x is read as a letter; anything else is skipped."""
    return " ".join("ích" if c in "xX" else DIGITS[int(c)] for c in text if c in "0123456789xX")


def whole(text: str) -> str:
    """Returns a run of digits without separators as a quantity: 05 is five. 007 and very long ones are read
    by digit."""
    if (len(text) > 2 and text[0] == "0") or len(text) > _LONGEST:
        return digits(text)
    return cardinal(int(text))


def amount(text: str) -> str:
    """Returns a number as written (`NUMBER`) in words, with decimals digit by digit."""
    # 0.125 is a decimal, although its digits look like groups.
    if _GROUPED.fullmatch(text) and not text.startswith("0."):
        head, _, tail = text.partition(",")
        head = head.replace(".", "")
    elif _ENGLISH.fullmatch(text):
        head, tail = text.replace(",", ""), ""
    else:
        head, _, tail = text.replace(".", ",").partition(",")
    return f"{whole(head)} phẩy {digits(tail)}" if tail else whole(head)


def roman(text: str) -> int:
    """Returns the value of a Roman number in its one correct form, otherwise 0."""
    if not text or not _ROMAN.fullmatch(text):
        return 0
    values = [_ROMAN_VALUES[c] for c in text]
    return sum(-v if v < w else v for v, w in zip(values, [*values[1:], 0], strict=True))

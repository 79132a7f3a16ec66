"""What joins two words or numbers that stand as words: a dash, a stroke, a plus."""

from __future__ import annotations

import re

from loa.speech.reader import context
from loa.speech.reader.tokens import Found, one
from loa.speech.reader.units import ALTERNATIVES

_KIND = r"(cấp|lớp|thứ|tháng|quý|bậc|mức|báo động|BĐ|tuần|năm|hạng|ngày|lần|mùng|khóa)\s*\w{1,5}"
_MARK = r"(Km|K|T)\s?[0-9]+(?:\+[0-9]+)?"
_SPAN_LEFT = re.compile(rf"(?<!\w)(?:{_KIND}|{_MARK})\s*$", re.IGNORECASE)
_SPAN_RIGHT = re.compile(rf"\s*(?:{_KIND}|{_MARK})(?!\w)", re.IGNORECASE)
_REACH = 20
_ADDED = re.compile(r"\s?[0-9]|\s[^\W\d_]")
# A plus here is the mark of a list.
_LINE_START = re.compile(r"(?:^|[\n.:;,])\s*$")
_BY = re.compile(r"/\s?([^\W\d_]+)")
_PER_WORDS = context.names(
    "người tháng năm ngày hộ khẩu lần lượt suất vụ tuần buổi sào mẫu ha cháu em con nhà đêm"
    " thôn bản xã tổ lớp trường khóm cây giờ phút ca trẻ"
)
_DATE_WORDS = context.names("ngày tháng năm tuần giờ")
_AMOUNTS = context.names("unit money integer decimal range sign")
_ALWAYS_COUNTED = context.names("lần viên suất buổi gói liều")
_DASH_MS = 250
_STROKE_MS = 100


def dash(text: str, at: int, _: Found) -> Found:
    """Between two of a kind it is "to": cấp 3 - cấp 4, thứ 2 - thứ 6, T2-T6; else a breath."""
    right = _SPAN_RIGHT.match(text, at + 1)
    left = _SPAN_LEFT.search(text, max(0, at - _REACH), at) if right else None
    if right and left and (left[1] or left[2]).lower() == (right[1] or right[2]).lower():
        return one(text[at], "đến", "sign")
    spaced = text[at - 1 : at].isspace() and text[at + 1 : at + 2].isspace()
    return one(text[at], "", "punct", _DASH_MS if spaced or text[at] != "-" else 0)


def plus(text: str, at: int, _: Found) -> Found | None:
    """đạm + kali; silent at the head of a line."""
    if not _ADDED.match(text, at + 1) or _LINE_START.search(text[max(0, at - _REACH) : at]):
        return None
    return one(text[at], "cộng", "sign")


def stroke(text: str, at: int, done: Found) -> Found:
    """Between words: a count by something after an amount, else a breath."""
    by = _BY.match(text, at)
    if by and by[1].lower() in _PER_WORDS and _counts(done, by[1].lower()):
        return one("/", "một", "sign")
    if text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit():
        return one("/", "trên", "sign")
    return one("/", "", "punct", _STROKE_MS)


def _counts(done: Found, by: str) -> bool:
    """Whether what has been said is an amount that can be counted by the word `by`."""
    if not done:
        return False
    word = done[-1].reading.rpartition(" ")[2]
    if word in _DATE_WORDS or (word in ALTERNATIVES and by in ALTERNATIVES):
        return False
    return _near_amount(done) or done[-1].surface.lower() in _ALWAYS_COUNTED


def _near_amount(done: Found) -> bool:
    return any(token.cls in _AMOUNTS for token in done[-6:])

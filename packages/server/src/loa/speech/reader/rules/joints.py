"""Signs that join two words or numbers: a dash, a stroke, a plus."""

from __future__ import annotations

import re
from functools import lru_cache

from loa.speech.reader import context
from loa.speech.reader.tokens import Found, one
from loa.speech.reader.units import ALTERNATIVES

_KINDS = (
    "cấp|lớp|thứ|tháng|quý|bậc|mức|báo động|BĐ|tuần|năm|hạng|ngày|lần|mùng|khóa|tiết|tầng|đợt|khối|loại|độ"
)
_RIGHT = re.compile(
    rf"\s*(?:(?P<kind>{_KINDS}|Km|K|T)\s*(?=[0-9IVX]|\w{{1,5}}(?!\w))|[0-9][0-9.,]*\s*(?P<unit>[^\W\d_]+))",
    re.IGNORECASE,
)
_REACH = 20
_ADDED = re.compile(r"\s?[0-9]|\s[^\W\d_]")
# A plus at this place marks an item of a list.
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
    """Reads a dash: "to" between two of a kind (cấp 3 - cấp 4, T2-T6, 12 tháng - 24 tháng), otherwise a
    pause."""
    right = _RIGHT.match(text, at + 1)
    if right:
        kind, unit = right["kind"], right["unit"]
        same = _numbered(kind.lower()) if kind else _counted(unit.lower())
        if same.search(text[max(0, at - _REACH) : at].lower()):
            return one(text[at], "đến", "sign")
    spaced = text[at - 1 : at].isspace() and text[at + 1 : at + 2].isspace()
    return one(text[at], "", "punct", _DASH_MS if spaced or text[at] != "-" else 0)


@lru_cache(maxsize=200)
def _numbered(kind: str) -> re.Pattern[str]:
    """Returns a pattern of a number after the same kind of thing, at the end of the text before the dash."""
    number = r"\s?[0-9]+(?:\+[0-9]+)?" if kind in ("km", "k", "t") else r"\s*\w{1,5}"
    return re.compile(rf"(?<!\w){kind}{number}\s*$")


@lru_cache(maxsize=1_000)
def _counted(unit: str) -> re.Pattern[str]:
    """Returns a pattern of a number before the same unit, at the end of the text before the dash."""
    return re.compile(rf"(?<![\w.,/])[0-9][0-9.,]*\s*{re.escape(unit)}\s*$")


def plus(text: str, at: int, _: Found) -> Found | None:
    """Reads a plus: đạm + kali. At the start of a line it is silent."""
    if not _ADDED.match(text, at + 1) or _LINE_START.search(text[max(0, at - _REACH) : at]):
        return None
    return one(text[at], "cộng", "sign")


def stroke(text: str, at: int, done: Found) -> Found:
    """Reads a stroke between words: a count by something after an amount, otherwise a pause."""
    by = _BY.match(text, at)
    if by and by[1].lower() in _PER_WORDS and _counts(done, by[1].lower()):
        return one("/", "một", "sign")
    if done and done[-1].kind in ("phone", "private_phone"):
        return one("/", "", "punct", _DASH_MS)
    if text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit():
        return one("/", "trên", "sign")
    return one("/", "", "punct", _STROKE_MS)


def _counts(done: Found, by: str) -> bool:
    """Returns whether the last tokens are an amount that can be counted by the word `by`."""
    if not done:
        return False
    word = done[-1].reading.rpartition(" ")[2]
    if word in _DATE_WORDS or (word in ALTERNATIVES and by in ALTERNATIVES):
        return False
    return _near_amount(done) or done[-1].surface.lower() in _ALWAYS_COUNTED


def _near_amount(done: Found) -> bool:
    # Six tokens, spaces included: the amount and the words that name what is counted.
    return any(token.kind in _AMOUNTS for token in done[-6:])

"""Roman numbers, where the word before says that the letters are a number."""

from __future__ import annotations

import re

from loa.speech.reader import context, letters, numbers
from loa.speech.reader.tokens import Found, one

_DASH = r"\s?[-–]\s?"
_ROMAN = re.compile(rf"([IVXLCDM]+)(?:({_DASH})([IVXLCDM]+))?(?!\w)")
_LETTERED = re.compile(r"([IVX]+)([a-zA-Z])(?!\w)")
_SMALL = re.compile(r"[IVX]{2,}")
_HEADS = re.compile(
    r"(?<!\w)(?:quý|quí|thế kỷ|kỷ|thế kỉ|kỉ|khóa|khoá|đại hội|chương|mục|phần|phụ lục|thứ|vùng|khu vực|khu"
    r"|cấp|loại|hạng|giai đoạn|kỳ|kì|tập"
    r"|đợt|vòng|nhóm|đề án|dự án|mức|mức độ|quyển|bậc|điều|lớp|báo động|bđ|cảng|chuyên khoa|ck|bảng|bài"
    r"|câu|giải|kỳ họp|kì họp"
    r"|biểu|phân khu|tiểu khu|nghị định thư|vành đai|trung học|tiểu học|sư đoàn|quân khu|quân đoàn"
    r"|nguyên thủ|đề mục"
    r"|cuối kỳ|đầu kỳ|hệ|phiên|số|quân khu|vùng cảnh sát biển)\s*$"
)
_AFTER_ROMAN = re.compile(
    r"(?<!\w)[ivx]+\s*(?:,|và|đến|tới|hoặc|-|–)\s*(?:quý|khóa|vùng|khu vực|giai đoạn|thế kỷ)?\s*$"
)
_NAME_OF_VALUE = re.compile(r"\s?=")
# VI in the headline VI PHẠM is a syllable and no six.
_WORDS = ("VI", "XI")
_SHOUTED = re.compile(r"\s[A-ZĐÀ-ỸƯƠĂÂÊÔ]{2,}(?!\w)")
_PART = re.compile(r"\.([0-9]{1,2})(?![\w]|[.,][0-9])")
_HEADLINE = re.compile(r"([IVX]+)(?=\s?[.)/]\s)")
_TIMES = re.compile(r"(?<!\w)thứ\s*$")


def roman(text: str, at: int, _: Found) -> Found | None:
    """Reads Roman numbers: Đại hội XIV, quý III-IV, lần thứ I. Two or more letters of I, V, X need no such
    word before."""
    headline = _HEADLINE.match(text, at)
    if headline and not context.before(text, at).strip(' -*"“') and numbers.roman(headline[1]):
        return one(headline[0], numbers.cardinal(numbers.roman(headline[1])), "roman")
    match = _ROMAN.match(text, at)
    if match and _NAME_OF_VALUE.match(text, match.end()):
        return None
    if not match:
        return _lettered(text, at)
    first, last = numbers.roman(match[1]), numbers.roman(match[3] or "")
    if not first:
        return None
    left = context.before(text, at)
    headed = bool(_HEADS.search(left))
    if not headed and match[1] in _WORDS and _SHOUTED.match(text, match.end()):
        return None
    if not headed and not (_SMALL.fullmatch(match[1]) or (_AFTER_ROMAN.search(left) and match[1] in "IVX")):
        return None
    if match[3] and not last:
        return None
    say = numbers.ordinal if _TIMES.search(left) else numbers.cardinal
    said = say(first) + (f" đến {say(last)}" if last else "")
    part = _PART.match(text, match.end()) if not last else None
    if part:
        return one(match[0] + part[0], f"{said} chấm {numbers.whole(part[1])}", "roman")
    return one(match[0], said, "roman")


def _lettered(text: str, at: int) -> Found | None:
    """Reads Roman numbers with a letter: nhóm IB, khu vực IIa."""
    match = _LETTERED.match(text, at)
    if not match or not _HEADS.search(context.before(text, at)):
        return None
    value = numbers.roman(match[1])
    return one(match[0], f"{numbers.cardinal(value)} {letters.spell(match[2])}", "roman") if value else None

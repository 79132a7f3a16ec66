"""Telephone numbers: digit by digit, in the groups in which they are written."""

from __future__ import annotations

import re

from loa.speech.reader import context, numbers
from loa.speech.reader.tokens import Found, Token

_LONG = re.compile(
    r"(?:\+\s?84|\(\+?84(?:[ .\-][0-9]{2,3})?\)|\(0[0-9]{1,4}\)|0|1[89]00)"
    r"(?:\)?[ .\-–]{0,3}[0-9xX]){4,12}(?![\w])"
)
_SHORT = re.compile(r"[0-9]{3,4}(?![\w/%°]|[.,\-–][0-9])")
_SPANNED = re.compile(r"(?<!\w)(?:giai đoạn|thời kỳ|thời kì|năm|từ|niên đại|thế kỷ|khoảng)\s*$")
# A subscriber's number without the area code.
_LOCAL = re.compile(
    r"[2-8](?:[0-9]{5,7}|[0-9]{2,3}[ .\-][0-9]{3,4}|[ .][0-9]{3}[ .][0-9]{3})(?![\w/%]|[.,\-–][0-9])"
)
_GROUP = re.compile(r"\(?\+?[0-9xX]+\)?[ .\-–]*\)?[ .\-–]*")
_TAIL = re.compile(r"[ .\-–]+[0-9xX]+$")
_YEARS = re.compile(r"1[89]00\s?[-–]\s?(?:1[89]|20)[0-9]{2}$")
_MOBILE = re.compile(r"0[35789]")
_CALLED = re.compile(
    r"(?:(?:tổng đài|đường dây nóng|hotline|số điện thoại|điện thoại|sđt|nhắn tin|soạn tin)[^.;\n0-9]{0,45}"
    r"|(?:gọi|alo|a lô|số máy|số máy lẻ|máy lẻ|số lẻ|nội bộ|nhánh|quay số|bấm số)"
    r"(?: (?:ngay|điện|đến|tới|về|cho|số|máy"
    r"|công an|cấp cứu"
    r"|cứu hỏa|cứu hộ|cảnh sát|khẩn cấp|công an số|lực lượng))*:?"
    r"|(?:số|số điện thoại) (?:khẩn cấp|cấp cứu|cứu hỏa|cứu nạn|nóng|trực)(?: là)?\s*:?"
    r"|(?:cảnh sát|cứu hỏa|cứu thương|cấp cứu|chữa cháy|cứu nạn)(?: số)?\s*:)\s*$"
)
_LINE = re.compile(
    r"(?:điện thoại(?: bàn| cố định| liên hệ| số)?|sđt|đt|số máy(?: bàn)?|máy bàn"
    r"|gọi(?: số)?|fax|hotline|tel|đường dây nóng)"
    r"\s*(?:là)?\s*[:.]?\s*$"
)
# 111 to 115 are national emergency numbers; 1022 is a province's information line for its people.
_KNOWN = re.compile(r"(?:11[1-5]|1022)(?!\w|[.,/%\-–][0-9])")
_NUMBER_ITSELF = re.compile(
    r"(?:(?:^\W*|[.;:,(]\s*|(?:gọi|đến|tới|qua|về|theo|bấm|và|hoặc|đầu|liên hệ)\s+)số"
    r"|(?<!\w)(?:công an|báo cháy|chữa cháy|cứu h[ỏo]a|cứu hoả|cấp cứu|cứu nạn|cứu hộ|cứu thương|trẻ em))\s*$"
)
_DAY = re.compile(r"0[1-9][.\-](?:0?[1-9]|1[0-2])[.\-](?:19|20)[0-9]{2}(?![0-9.\-])")
_ALSO = re.compile(r"(?:hoặc(?: số| gọi)?|và(?: số)?|,|-|–|/)\s*$")
_COUNTED = context.names(
    "người công thanh hộ em học cháu bà ông cán lượt lần đại thí tân cử nghìn triệu tỷ tỉ đồng suất xe phụ"
    " ca vụ trường"
)
_PAUSE = 200


def _right(number: str) -> bool:
    """Returns whether a number can be called; x stands for a hidden digit."""
    if number.startswith("+84"):
        return 9 <= len(number) - 3 <= 10
    if number.startswith("84"):
        return 9 <= len(number) - 2 <= 10
    if number[:4] in ("1900", "1800"):
        return len(number) in (8, 10)
    if number.startswith("069"):
        return 7 <= len(number) <= 11
    if number.startswith("02"):
        return len(number) in (10, 11)
    return bool(_MOBILE.match(number)) and len(number) == 10


def _groups(surface: str) -> list[str]:
    """Returns the groups in which a number is written. A long number without groups is divided after four
    digits, and then after three, or after four if four are left."""
    groups = _GROUP.findall(surface)
    if len(groups) > 1 or len(surface) < 8:
        return groups
    head = 4
    rest = surface[head:]
    cut = 4 if len(rest) == 4 else 3
    return [surface[:head], rest[:cut], rest[cut:]] if len(rest) > cut else [surface[:head], rest]


def _tokens(surface: str, kind: str) -> Found:
    """Returns a token for each group, with a pause after each but the last."""
    groups = [g for g in _groups(surface) if g]
    found = []
    for place, group in enumerate(groups):
        reading = numbers.digits(group)
        if group.lstrip("(").startswith("+"):
            reading = f"cộng {reading}"
        found.append(Token(group, reading, kind, _PAUSE if place + 1 < len(groups) else 0))
    return found


def long(text: str, at: int, _: Found) -> Found | None:
    """Reads a whole subscriber's number. Its class is `private_phone` if it is a mobile number, which belongs
    to a person."""
    match = _LONG.match(text, at)
    if not match or _DAY.match(text, at):
        return None
    surface = match[0]
    # The match may have taken digits after the number: groups are cut from the end until it is right.
    while surface:
        plain = re.sub(r"[ .()\-–]", "", surface).lower()
        hidden = "x" in plain
        if _right(plain) and not (_YEARS.match(surface) and _SPANNED.search(context.before(text, at))):
            local = re.sub(r"^\+?84", "0", plain)
            return _tokens(surface, "private_phone" if _MOBILE.match(local) and not hidden else "phone")
        cut = _TAIL.search(surface)
        surface = surface[: cut.start()] if cut else ""
    return None


def _is_count(text: str, end: int) -> bool:
    """Returns whether the word after a number is what it counts; Thanh in 1022 Thanh Hóa is a name."""
    return context.word_after(text, end) in _COUNTED and not text[end:].lstrip()[:1].isupper()


def short(text: str, at: int, done: Found) -> Found | None:
    """Reads three or four digits that the text says are to be called or written to, and numbers without the
    area code."""
    local = _LOCAL.match(text, at)
    if local and not _is_count(text, local.end()) and _LINE.search(context.before(text, at)):
        return _tokens(local[0], "phone")
    match = _SHORT.match(text, at)
    if not match or _is_count(text, match.end()):
        return None
    left = context.before(text, at)
    if _KNOWN.match(text, at) and _NUMBER_ITSELF.search(left):
        return [Token(match[0], numbers.digits(match[0]), "phone")]
    if not _CALLED.search(left):
        last = next((t.kind for t in reversed(done[-8:]) if t.kind in ("phone", "private_phone")), "")
        if not (last and _ALSO.search(left)):
            return None
    return [Token(match[0], numbers.digits(match[0]), "phone")]

"""House, lane and plot numbers, in which a stroke does not make a date."""

from __future__ import annotations

import re

from loa.speech.reader import context, letters, numbers
from loa.speech.reader.tokens import Found, one

_NUMBER = re.compile(r"[0-9]{1,4}[A-Za-zĐđ]?(?:\s?/\s?[0-9]{1,4}[A-Za-zĐđ]?){0,4}(?![\w]|[.,][0-9]|/)")
_PLACED = re.compile(
    r"(?<!\w)(?:số nhà|nhà số|sn|nhà|ngõ|ngách|hẻm|kiệt|lô|lô số|căn|căn hộ|căn số|phòng|phòng số"
    r"|ki ?ốt|đường số|ngõ số)"
    r"\s*(?:số)?\s*:?\s*$"
)
_LANE = re.compile(r"(?<!\w)(?:ngõ|ngách|hẻm|kiệt)\s+[0-9]{1,4}\s*$")
_NUMBERED = re.compile(r"(?<!\w)(?:số|địa chỉ|địa chỉ số|ở|tại)\s*:?\s*$")
_NUMBER_WORD = re.compile(r"(?<!\w)số\s*:?\s*$")
_AT_PLACE = re.compile(r"(?<!\w)(?:địa chỉ|ở|tại)\s*:?\s*$")
_YEAR = re.compile(r"/\s?(?:19|20)[0-9]{2}$")
_STREET = re.compile(r"\s*,?\s*(?:đường|phố|ngõ|ngách|hẻm|kiệt|khu phố|tổ dân phố|quốc lộ)(?!\w)")
# ngày 1/12, đường mới thông xe: a date, although a street comes after it.
_DATED = re.compile(
    r"(?<!\w)(?:ngày|hôm|mùng|sáng|trưa|chiều|tối|đêm|từ|đến|tới|trước|sau|hết|dịp|lễ|vào"
    r"|kỷ niệm|hạn)\s*:?\s*$"
)
_PART = re.compile(r"([0-9]+)([A-Za-zĐđ]?)")


_LOT = re.compile(r"([A-ZĐ]{1,3})[-.]?([0-9]{1,4})(?:[-.]([0-9]{1,4}))?(?![\w/])")
_LOTTED = re.compile(
    r"(?<!\w)(?:lô|ô|căn|căn hộ|kho|tòa|toà|phòng|ki ?ốt|block|khu|nhà|thửa|quầy)\s*(?:số)?\s*$"
)


def lot(text: str, at: int, _: Found) -> Found | None:
    """Reads the number of a lot or flat: lô CN-05, căn A12-05."""
    match = _LOT.match(text, at)
    if not match or not _LOTTED.search(context.before(text, at)):
        return None
    figures = [numbers.digits(n) if n[0] == "0" else numbers.whole(n) for n in match.groups()[1:] if n]
    return one(match[0], " ".join([letters.spell(match[1]), *figures]), "house")


def _say(part: str) -> str:
    match = _PART.match(part.strip())
    assert match is not None
    said = numbers.whole(match[1])
    return f"{said} {letters.spell(match[2])}" if match[2] else said


def _addressed(left: str, written: str, right: str) -> bool:
    """Returns whether the number is an address: số 22/8 Lý Nam Đế has a stroke and no year after it, and a
    name follows or the word số comes before."""
    if "/" not in written or _YEAR.search(written):
        return False
    named = _AT_PLACE.search(left) is not None and right[:1] == " " and right[1:2].isupper()
    return named or _NUMBER_WORD.search(left) is not None


def house(text: str, at: int, _: Found) -> Found | None:
    """Reads a number that the words before or after it make a house number."""
    match = _NUMBER.match(text, at)
    if not match:
        return None
    left = context.before(text, at)
    placed = bool(_PLACED.search(left))
    street = _STREET.match(context.after(text, match.end())) is not None and not _DATED.search(left)
    if (
        not placed
        and not _addressed(left, match[0], text[match.end() :][:3])
        and not (street and (_NUMBERED.search(left) or "/" in match[0]))
    ):
        return None
    if placed and re.search(r"(?<!\w)(?:nhà|căn|phòng)\s*$", left) and "/" not in match[0]:
        return None
    said = " trên ".join(_say(part) for part in match[0].split("/"))
    return one(match[0], said, "house")

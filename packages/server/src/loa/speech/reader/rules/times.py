"""Times of day: 7h30, 17:00, 8 giờ 05 phút, and ranges of them."""

from __future__ import annotations

import re

from loa.speech.reader import context, numbers
from loa.speech.reader.rules import dates
from loa.speech.reader.tokens import Found, one

_HOUR = r"(?:[01]?[0-9]|2[0-4])"
_MIN = r"[0-5][0-9]"
_END = r"(?!\w|[.,:][0-9])"
_HM = rf"{_HOUR}\s?[hH]\s?(?:{_MIN}\s?(?:'|phút\b|p\b)?)?"
_GM = rf"{_HOUR}[gG]{_MIN}(?:'|p\b)?"
_CLOCK = rf"{_HOUR}:{_MIN}(?::{_MIN})?"
# In 6 giờ 10-15 mm the 10 is not minutes; in 6 giờ 10-7 giờ it is.
_DASHED_COUNT = rf"\s?[-–](?!\s?{_HOUR}\s?(?:[hHgG:]|giờ))"
_WORDS = rf"{_HOUR} ?giờ(?: ?{_MIN}(?!\w|[.,/%:][0-9]|\s?[%/°]|{_DASHED_COUNT}))?(?: ?phút)?"
_ONE = rf"(?:{_HM}|{_GM}|{_CLOCK}|{_WORDS})"
_TIME = re.compile(rf"{_ONE}{_END}")
_GRAM_HOUR = re.compile(rf"{_HOUR}\s?[gG]{_END}")
_DASH = re.compile(r"\s?(?:-|–|—)\s?")
_FROM = re.compile(rf"({_HOUR})\s?[-–—]\s?(?={_HM}{_END}|{_HOUR}[gG]{_MIN}|{_HOUR} ?giờ)")
_ALWAYS = re.compile(r"24(?:\s?(?:h|giờ))?\s?/\s?(24|7)(?:\s?(h|giờ|ngày)\b)?(?![\w/])")
_ALL_WEEK = re.compile(r"7\s?/\s?7(?:\s?(ngày)\b)?(?![\w/])")
# 24/7 is also a day in July. After these words it means that something never stops.
_NEVER_STOPS = re.compile(
    r"(?<!\w)(?:trực|phục vụ|hoạt động|làm việc|vận hành|mở cửa|hỗ trợ|tư vấn|tiếp nhận|giám sát|theo dõi"
    r"|bảo vệ|tuần tra|canh gác|cấp cứu|đường dây nóng|hotline|liên tục|thường xuyên|xuyên suốt|suốt)"
    r"(?:\s+(?!(?:từ|đến|tới|trước|sau|hết|vào|kể|ngày|hôm|sáng|trưa|chiều|tối|đêm)\b)\w+){0,2}\s*[:(]?\s*$"
)
_AFTER_ALWAYS = re.compile(r"(?<!\w)24\s?(?:h|giờ)?\s?/\s?24\s?(?:h|giờ)?\s*(?:,|và|-|–)?\s*$")
_MINUTES = re.compile(r"([0-9]{1,3})'(?:([0-5]?[0-9])(?:\"|'')|(?!\w))")
_OPENED = re.compile(r"(?<![0-9])['‘]")
_PARTS = re.compile(
    r"(?P<h>[0-9]{1,2})\s?(?:giờ|h|g|:)\s?(?P<m>[0-9]{2})?(?::(?P<s>[0-9]{2}))?\s?(?P<said>'|phút|p)?",
    re.IGNORECASE,
)
_AT = re.compile(
    r"(?<!\w)(?:lúc|từ|đến|tới|hồi|vào|trước|sau|khoảng|sáng|trưa|chiều|tối|đêm|và|-|–|giờ|mở cửa"
    r"|đóng cửa)\s*$"
)
_NOT_MINUTES = re.compile(r"\s+(?:người|hộ|đại biểu|cụm|thôn|xã|em|cháu|học sinh|triệu|nghìn|tỷ)(?!\w)")
_TIME_BEFORE = re.compile(rf"{_ONE}\s?[-–—]\s?$")
_RATIO = re.compile(r"(?:tỷ lệ|tỉ lệ|tỷ số|tỉ số)\s*$")


def _say(written: str) -> str:
    """Returns a written time in words."""
    match = _PARTS.match(written)
    assert match is not None
    hour, minute, second = int(match["h"]), match["m"], match["s"]
    said = f"{numbers.cardinal(hour)} giờ"
    if minute is None or (int(minute) == 0 and not second):
        return said
    said += f" {numbers.cardinal(int(minute))}"
    # "bảy giờ năm" would be heard as the beginning of a year, so the word phút is said for minutes below ten
    # and before seconds.
    if int(minute) < 10 or second or match["said"]:
        said += " phút"
    return f"{said} {numbers.cardinal(int(second))} giây" if second else said


def always(text: str, at: int, _: Found) -> Found | None:
    """Reads 24/24h, 24/7, 24/24 and 7/7. A 24/7 that may be a date is marked doubtful, or left to the rules
    of dates where the text names it as one or no word comes before."""
    left = context.before(text, at)
    week = _ALL_WEEK.match(text, at)
    if week and _AFTER_ALWAYS.search(left):
        return one(week[0], f"bảy trên bảy {week[1] or ''}".rstrip(), "time")
    match = _ALWAYS.match(text, at)
    if not match:
        return None
    is_doubtful = match[0] == "24/7" and not _NEVER_STOPS.search(left)
    if is_doubtful and (dates.is_named(text, at, match.end()) or not context.word_before(text, at)):
        return None
    unit = {"h": " giờ", "giờ": " giờ", "ngày": " ngày", None: ""}[match[2]]
    said = f"hai mươi tư trên {numbers.cardinal(int(match[1]))}{unit}"
    offered = "ngày hai mươi tư tháng bảy" if is_doubtful else ""
    return one(match[0], said, "time", doubtful=is_doubtful, suggestion=offered)


def minutes(text: str, at: int, _: Found) -> Found | None:
    """Reads a duration: 90', 3'20". The end of a quotation is not read so."""
    match = _MINUTES.match(text, at)
    if not match or _OPENED.search(context.before(text, at)):
        return None
    said = f"{numbers.cardinal(int(match[1]))} phút"
    return one(match[0], f"{said} {numbers.cardinal(int(match[2]))} giây" if match[2] else said, "time")


def _moment(text: str, at: int) -> str:
    """Returns the time written at `at`, or an empty string."""
    match = _TIME.match(text, at)
    if match:
        written = match[0]
        if re.search(r"giờ ?[0-9]{2}$", written) and _NOT_MINUTES.match(context.after(text, match.end())):
            return re.sub(r" ?[0-9]{2}$", "", written)
        return written.rstrip()
    gram = _GRAM_HOUR.match(text, at)
    return gram[0] if gram and _AT.search(context.before(text, at)) else ""


def _is_listed(text: str, at: int, end: int) -> bool:
    """Returns whether a range from `at` to `end` is only a part of three or more times with dashes between
    them."""
    dash = _DASH.match(text, end)
    if dash and _moment(text, dash.end()):
        return True
    return _TIME_BEFORE.search(context.before(text, at)) is not None


def moment(text: str, at: int, _: Found) -> Found | None:
    """Reads a time, or a range of two times joined by a dash."""
    if _RATIO.search(context.before(text, at)):
        return None
    start = _FROM.match(text, at)
    if start:
        first = f"{numbers.cardinal(int(start[1]))}"
        last = _moment(text, start.end())
        if last:
            return one(start[0] + last, f"{first} đến {_say(last)}", "time")
    written = _moment(text, at)
    if not written:
        return None
    end = at + len(written)
    dash = _DASH.match(text, end)
    last = _moment(text, dash.end()) if dash else ""
    if dash and last and not _is_listed(text, at, dash.end() + len(last)):
        return one(text[at : dash.end()] + last, f"{_say(written)} đến {_say(last)}", "time")
    return one(written, _say(written), "time")

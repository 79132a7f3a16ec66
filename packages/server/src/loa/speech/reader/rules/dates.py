"""Dates, ranges of dates, months with their year."""

from __future__ import annotations

import re

from loa.speech.reader import context, numbers
from loa.speech.reader.tokens import Found, Token, one

_D = r"(?:0?[1-9]|[12][0-9]|3[01])"
_M = r"(?:0?[1-9]|1[0-2])"
_Y = r"(?:1[0-9]|2[01])[0-9]{2}"
_DASH = r"\s?[-–—]\s?"
_END = r"(?![\w°%]|[.,/\-][0-9])"
_FULL = re.compile(rf"({_D})([/.\-])({_M})\2({_Y}|[0-9]{{2}}){_END}")
_SPAN = re.compile(rf"({_D}){_DASH}({_D})([/.])({_M})(?:\3({_Y}))?{_END}")
_ACROSS = re.compile(rf"({_D})/({_M})(?:/({_Y}))?{_DASH}({_D})/({_M})(?:/({_Y}))?{_END}")
_BEGUN = re.compile(rf"({_D})(?=\s(?:đến|tới)(?: hết)?(?: ngày)?\s({_D})/{_M}(?:/{_Y})?{_END})")
_FROM = re.compile(r"(?<!\w)từ\s*$")
_SHORT = re.compile(rf"({_D})/({_M}){_END}")
_DASHED = re.compile(rf"({_D})([-.])({_M}){_END}")
_GOES_ON = re.compile(r"\s*(?:tháng|giờ|phút|độ|h|m|cm|mm|km|kg|ha|điểm|%)(?!\w)")
_PART_OF_DAY = re.compile(r"(?<!\w)(?:sáng|trưa|chiều|tối|đêm)\s*$")
_WEEKDAY = re.compile(r"(?<!\w)(?:thứ \w+|chủ nhật)\s*[,(]\s*$")
_MONTH = re.compile(rf"({_M})/({_Y}){_END}")
_MONTH_SAID = re.compile(rf"({_M})([/.\-])({_Y}){_END}")
_MONTHS = re.compile(rf"({_M}){_DASH}({_M})(?:/({_Y}))?{_END}")
_MONTH_YEARS = re.compile(rf"({_M})/({_Y}){_DASH}(?:tháng )?({_M})/({_Y}){_END}")
_SCALED = re.compile(r"(?<!\w)(?:bản đồ|tỷ lệ|tỉ lệ|quy hoạch(?: chung| chi tiết| phân khu)?)\s*$")
_NUMBERED_IN_YEAR = context.names("đợt kỳ quý khóa khoá lần tuần số tập phiên vòng")
_IN_YEAR = re.compile(rf"([0-9]{{1,2}})/({_Y}){_END}")
_COUNTED_IN_YEAR = _NUMBERED_IN_YEAR - {"số", "tập", "lần"}
_MONTH_LETTER = re.compile(rf"T({_M})(?:/({_Y}))?{_END}")
_YEAR = re.compile(rf"/({_Y}){_END}")

# Words that already say "ngày", or after which a day is said without it.
_NAMED = re.compile(r"(?<!\w)(?:ngày|mùng|mồng|rằm|hôm|đường|phố|quảng trường|công viên|hội trường)\s*:?\s*$")
_LISTED = re.compile(
    r"(?<!\w)ngày\s*\(?(?:\s*[0-9]{1,2}(?:/[0-9]{1,2})?\s*(?:,|và|-|–))*\s*[0-9]{1,2}\s*(?:,|và)\s*$"
)
_DATED = re.compile(
    r"(?<!\w)(?:ngày|mùng|mồng|rằm|hôm|đường|phố|quảng trường|công viên|hội trường"
    r"|sáng|trưa|chiều|tối|đêm|từ|đến|tới|trước|sau|hết|lễ|dịp|vào"
    r"|kể từ|tính đến|(?:chậm|muộn|sớm) nhất(?: là)?|hạn (?:cuối|chót)(?: cùng)?(?: là)?"
    r"|âm lịch|quốc khánh|kỷ niệm|chủ nhật|chúa nhật|(?:thứ|t)\s?(?:hai|ba|tư|năm|sáu|bảy|[2-7])|hạn|phụ nữ"
    r"|thầy thuốc|nhà báo"
    r"|nhà giáo|thiếu nhi|lao động|miền nam|thống nhất|chiến thắng|cách mạng|truyền thống|giải phóng|liệt sĩ"
    r"|[0-9]{1,2}h(?:[0-9]{2})?\s?/?|giờ(?: [0-9]{2})?(?: phút)?|[0-9]:[0-9]{2}|tết|noel|việt nam|phát hành"
    r"|diễn ra|bắt đầu|ký)"
    r"\s*(?:,|\(|:|-|–)?\s*(?:ngày)?\s*$"
)
_HOLIDAY = re.compile(
    r"(?<!\w)(?:lao động|quốc khánh|phụ nữ|miền nam|thống nhất|thiếu nhi|liệt sĩ|cách mạng"
    r"|(?:nhà giáo|nhà báo|thầy thuốc|gia đình|doanh nhân)(?: việt nam)?|lễ|dịp|kỷ niệm|chào mừng)\s*\(?$"
)
_AFTER_DATE = re.compile(
    r"\s*(?:âm lịch|dương lịch|\(âm|\(dương|al\b|năm nay|năm tới|năm sau|hằng năm|hàng năm|tới đây)"
)


def _day(text: str, at: int) -> str:
    """Returns the word ngày, unless the text before has said it."""
    left = context.before(text, at)
    return "" if _NAMED.search(left) or _LISTED.search(left) else "ngày "


def _year(text: str) -> str:
    """Returns the words of a year, or an empty string. Two digits mean 20xx."""
    return f" năm {numbers.cardinal(int(text) if len(text) == 4 else 2000 + int(text))}" if text else ""


def _said(day: str, month: str) -> str:
    return f"{numbers.cardinal(int(day))} tháng {numbers.month(int(month))}"


def full(text: str, at: int, _: Found) -> Found | None:
    """Reads a full date: 29/9/2026, 12-08-2025, 06.10.2020. A year of two digits is marked doubtful."""
    match = _FULL.match(text, at)
    if not match:
        return None
    day, sep, month, year = match.groups()
    if len(year) == 2 and (sep != "/" or not (_DATED.search(context.before(text, at)))):
        return None
    said = f"{_day(text, at)}{_said(day, month)}{_year(year)}"
    return one(match[0], said, "date", doubtful=len(year) == 2)


def span(text: str, at: int, _: Found) -> Found | None:
    """Reads a range of days in one month: 06-08/10/2025."""
    match = _SPAN.match(text, at)
    if not match:
        return None
    first, last, sep, month, year = match.groups()
    if int(first) >= int(last) or (sep == "." and not year):
        return None
    said = f"{_day(text, at)}{numbers.cardinal(int(first))} đến ngày {_said(last, month)}{_year(year or '')}"
    return one(match[0], said, "date")


def begun(text: str, at: int, _: Found) -> Found | None:
    """Reads the first day of a range in words: the 01 of từ 01 đến 20/9."""
    match = _BEGUN.match(text, at)
    if not match or int(match[1]) >= int(match[2]) or not _FROM.search(context.before(text, at)):
        return None
    return one(match[1], f"ngày {numbers.cardinal(int(match[1]))}", "date")


def across(text: str, at: int, _: Found) -> Found | None:
    """Reads a range of days over two months: 28/9-03/10/2025."""
    match = _ACROSS.match(text, at)
    if not match:
        return None
    first = f"{_day(text, at)}{_said(match[1], match[2])}{_year(match[3] or '')}"
    return one(match[0], f"{first} đến ngày {_said(match[4], match[5])}{_year(match[6] or '')}", "date")


def month_year(text: str, at: int, _: Found) -> Found | None:
    """Reads a month with its year, with or without the word tháng before it: 10/2026; also tuần 46/2026."""
    head_word = context.word_before(text, at)
    named = head_word == "tháng"
    months = _MONTHS.match(text, at) if named else None
    if months and int(months[1]) < int(months[2]):
        last = f"tháng {numbers.month(int(months[2]))}{_year(months[3] or '')}"
        return one(months[0], f"{numbers.month(int(months[1]))} đến {last}", "date")
    if _SCALED.search(context.before(text, at)):
        return None
    spanned = _MONTH_YEARS.match(text, at)
    if spanned:
        first = f"{numbers.month(int(spanned[1]))}{_year(spanned[2])}"
        last = f"tháng {numbers.month(int(spanned[3]))}{_year(spanned[4])}"
        return one(spanned[0], f"{'' if named else 'tháng '}{first} đến {last}", "date")
    match = (_MONTH_SAID if named else _MONTH).match(text, at)
    if not match and head_word in _COUNTED_IN_YEAR:
        match = _IN_YEAR.match(text, at)
    if not match:
        return None
    head = "" if named else "tháng "
    if head_word in _NUMBERED_IN_YEAR:
        return one(match[0], f"{numbers.whole(match[1])}{_year(match[2])}", "date")
    said = f"{head}{numbers.month(int(match[1]))}{_year(match.groups()[-1])}"
    return one(match[0], said, "date")


def month_letter(text: str, at: int, _: Found) -> Found | None:
    """Reads a month with the letter T: T10/2026."""
    match = _MONTH_LETTER.match(text, at)
    if not match or not match[2]:
        return None
    return one(match[0], f"tháng {numbers.month(int(match[1]))}{_year(match[2])}", "date")


def year_after(text: str, at: int, done: Found) -> Found | None:
    """Reads a year after a stroke: the /2026 of quý III/2026."""
    match = _YEAR.match(text, at)
    if not match or not done or done[-1].kind not in ("roman", "integer"):
        return None
    left = context.before(text, at)
    if not re.search(r"(?<!\w)(?:quý|kỳ|học kỳ|đợt|khóa|tháng|tuần)\s+\w{1,5}$", left):
        return None
    return one(match[0], _year(match[1]).strip(), "date")


def short(text: str, at: int, _: Found) -> Found | None:
    """Reads a day and month where the words around say that it is a date: 29/9."""
    match = _SHORT.match(text, at)
    if match:
        if is_named(text, at, match.end()):
            return one(match[0], f"{_day(text, at)}{_said(match[1], match[2])}", "date")
        return None
    return _dashed(text, at)


def is_named(text: str, at: int, end: int) -> bool:
    """Returns whether the words around the text from `at` to `end` say that it is a date."""
    left = context.before(text, at)
    return bool(_DATED.search(left) or _LISTED.search(left) or _AFTER_DATE.match(context.after(text, end)))


def _dashed(text: str, at: int) -> Found | None:
    """Reads a day and month with a dash or point: ngày 2-9, thứ bảy (28-11), sáng 29.9. 20-11 alone can only
    be a date, since no range goes down."""
    match = _DASHED.match(text, at)
    if not match or _GOES_ON.match(text, match.end()):
        return None
    left = context.before(text, at)
    day, sep, month = match.groups()
    said = f"{_day(text, at)}{_said(day, month)}"
    if (
        _NAMED.search(left)
        or _HOLIDAY.search(left)
        or (sep == "." and _PART_OF_DAY.search(left))
        or _WEEKDAY.search(left)
    ):
        return one(match[0], said, "date")
    if sep == "-" and int(day) > int(month):
        return one(match[0], said, "date", doubtful=True)
    return None


def bare(text: str, at: int, _: Found) -> Found | None:
    """Reads 29/9 without any word around that says what it is: as a date, marked doubtful so that the officer
    checks it."""
    match = _SHORT.match(text, at)
    if not match:
        return None
    first, second = int(match[1]), int(match[2])
    other = f"{numbers.cardinal(first)} {'phần' if first < second else 'trên'} {numbers.cardinal(second)}"
    said = f"{_day(text, at)}{_said(match[1], match[2])}"
    return [Token(match[0], said, "date", doubtful=True, suggestion=other)]

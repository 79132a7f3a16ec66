"""Letters and digits that belong together: 15A, QL1A, C5, 4G, Km 25+300."""

from __future__ import annotations

import re

from loa.speech.reader import context, letters, numbers
from loa.speech.reader.lexicon import built_in
from loa.speech.reader.tokens import Found, Token, one

_MILESTONE = re.compile(r"[Kk][Mm]\s?([0-9]+)(?:\s?\+\s?([0-9]+))?(?![\w])")
_PLATE = re.compile(
    r"([1-9][0-9])[\s-]?([A-ZĐ]{1,2}[0-9]?)(?:\s?[-–]\s?([0-9]{3}\.?[0-9]{2}|[0-9]{4})|\s([0-9]{3}\.[0-9]{2}))(?!\w)"
)
_BOAT = re.compile(r"([A-ZĐ]{1,3})[-–\s]?([0-9]{4,5})[-–\s]?(TS)(?!\w)")
_SCORE = re.compile(r"([0-9]{1,2})\s?[-–]\s?([0-9]{1,2})(?![\w/])")
_SCORED = re.compile(r"(?<!\w)(?:tỷ số|tỉ số|thắng|thua|hòa|hoà)(?: (?:chung cuộc|là|đội \w+|với))*\s*:?\s*$")
_SERIES = re.compile(r"[0-9]{1,3}(?:[-–+][0-9]{1,3}){2,4}(?![\w/]|[-–.,][0-9])")
_RATIO = re.compile(rf"([0-9]{{1,4}})(\s?:\s?)({numbers.NUMBER})(?![\w:/])")
_STANDARD = re.compile(r"[A-Z]{3,5}\s?$")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_SHARE = re.compile(r"(?:tỷ lệ|tỉ lệ)(?: là)?\s*$")
_GENERATION = re.compile(r"([2-6])G(?!\w)")
_WEEKDAY = re.compile(r"T\s?([2-7])(?![\w/])")
_WEEKDAYS = ("hai", "ba", "tư", "năm", "sáu", "bảy")
_DAYS = re.compile(
    r"(?<!\w)(?:sáng|trưa|chiều|tối|đêm|từ|đến|tới|ngày|các|vào|và|cn|t[2-7]|hôm|hết)\s*[,&\-–(]?\s*$"
)
_MIXED = re.compile(
    r"[A-ZĐ]{1,4}\.0[0-9]{1,3}(?![\w.])|(?=[^\W_]*[0-9])(?=[^\W_]*[^\W\d_²³¹½¼¾])[^\W_²³¹½¼¾]+(?:[.\-][0-9]+)?"
)
_PLACES = context.names("QL TL ĐT HL TDP KP KDC BĐ TBA")
_RUN = re.compile(r"[0-9]+|[^\W\d_]+")
_LIST = re.compile(r"[0-9]{1,3}(?:,[0-9]{1,3}){1,60}(?![\w.]|,[0-9])")
_LISTED = re.compile(
    r"(?<!\w)(?:thôn|bản|tổ|tổ dân phố|khu|khu phố|xóm|đội|tháng|ngày|lớp|khối|cụm|điều|khoản|ngõ"
    r"|lô)\s*(?:số)?\s*$"
)
_IDENTIFIED = re.compile(
    r"(?<!\w)(?:mã số thuế|mã số|mã|mst|số căn cước|căn cước|căn cước công dân|cccd|cmnd|số tài khoản"
    r"|tài khoản|stk|số thẻ"
    r"|định danh|số định danh|biển số|biển kiểm soát|bks|số seri|số sê ri|mã hồ sơ|số hồ sơ|mã vạch"
    r"|số thẻ bhyt)"
    r"\s*(?:là|số|:)?\s*:?\s*$"
)
_SECTION = re.compile(r"[0-9]{1,2}(?:\.[0-9]{1,2}){1,3}(?![\w%]|[.,/][0-9])")
_HEADING = re.compile(r"[.)]?\s+([^\W\d_])")
_PART_OF_PAPER = re.compile(
    r"(?<!\w)(?:mục|tiểu mục|khoản|phần|hình|biểu|bảng|phụ lục|tiết|ý|nội dung)\s*(?:số)?\s*$"
)
_ORDINAL = re.compile(r"(?<!\w)(?:lần thứ|thứ|hạng|giải)\s*$")
_MEASURED = re.compile(r"\s?(?:đồng|đ\b|VN|USD|người|con|cây|m[²23]|kg|tấn|ha)")
_PARTS = re.compile(r"[0-9]{2,}(?:[ .\-][0-9]{2,}){1,9}(?![\w])")
_LONG = re.compile(r"[0-9]{4,}(?![\w])")
_SERIES_LETTERS = re.compile(r"(?<!\w)[A-ZĐ]{2}\s?$")


def milestone(text: str, at: int, _: Found) -> Found | None:
    """Reads a kilometre post: Km 25+300."""
    match = _MILESTONE.match(text, at)
    if not match:
        return None
    said = f"ki lô mét {numbers.whole(match[1])}"
    if match[2]:
        said += f" cộng {numbers.whole(match[2])}"
    return one(match[0], said, "code")


def plate(text: str, at: int, _: Found) -> Found | None:
    """Reads a number plate: 36B1-123.45, 36-B1 123.45. The two digits of the province are one number, every
    other sign is read by itself."""
    match = _PLATE.match(text, at)
    if not match:
        return None
    said = f"{numbers.whole(match[1])} {letters.spell(match[2])} {numbers.digits(match[3] or match[4])}"
    return one(match[0], said, "identity")


def boat(text: str, at: int, _: Found) -> Found | None:
    """Reads a fishing boat's number: TH-91234-TS. Every sign is read by itself."""
    match = _BOAT.match(text, at)
    if not match:
        return None
    said = f"{letters.spell(match[1])} {numbers.digits(match[2])} {letters.spell(match[3])}"
    return one(match[0], said, "identity")


def score(text: str, at: int, _: Found) -> Found | None:
    """Reads a score: tỷ số 2-1."""
    match = _SCORE.match(text, at)
    if not match or not _SCORED.search(context.before(text, at)):
        return None
    return one(match[0], f"{numbers.whole(match[1])} {numbers.whole(match[2])}", "integer")


def series(text: str, at: int, _: Found) -> Found | None:
    """Reads the parts of a mixture, which are no range: 16-16-8."""
    match = _SERIES.match(text, at)
    if not match:
        return None
    return one(match[0], " ".join(numbers.whole(n) for n in re.findall("[0-9]+", match[0])), "integer")


def ratio(text: str, at: int, _: Found) -> Found | None:
    """Reads a ratio: 1:2000."""
    match = _RATIO.match(text, at)
    sure = match is not None and match[2] == ":" and len(match[3]) >= 3
    if not match or not (sure or _SHARE.search(context.before(text, at))):
        return None
    joint = " " if _STANDARD.search(text[max(0, at - 8) : at]) and _YEAR.fullmatch(match[3]) else " trên "
    return one(match[0], f"{numbers.amount(match[1])}{joint}{numbers.amount(match[3])}", "fraction")


def identity(text: str, at: int, _: Found) -> Found | None:
    """Reads a long number that is a name, or that follows the two letters of a certificate, digit by
    digit."""
    parts = _PARTS.match(text, at)
    if parts and _IDENTIFIED.search(context.before(text, at)):
        return one(parts[0], numbers.digits(parts[0]), "identity")
    match = _LONG.match(text, at)
    if not match:
        return None
    named = _IDENTIFIED.search(context.before(text, at))
    measured = _MEASURED.match(text, match.end())
    serial = len(match[0]) >= 6 and _SERIES_LETTERS.search(text, max(0, at - 4), at)
    if named or (not measured and (len(match[0]) >= 9 or serial)):
        return one(match[0], numbers.digits(match[0]), "identity")
    return None


def listed(text: str, at: int, _: Found) -> Found | None:
    """Reads a list of numbers, which is no decimal: thôn 1,2,3."""
    match = _LIST.match(text, at)
    # Several groups of three digits are thousands in English style: 1,678,000.
    if not match or len(re.findall(r",[0-9]{3}", match[0])) == match[0].count(",") > 1:
        return None
    if match[0].count(",") == 1 and not _LISTED.search(context.before(text, at)):
        return None
    return [
        Token(piece, numbers.whole(piece.strip(",")), "integer", 150 if piece.endswith(",") else 0)
        for piece in re.findall(r"[0-9]+,?", match[0])
    ]


def section(text: str, at: int, _: Found) -> Found | None:
    """Reads the number of a part of a document, which is no decimal: mục 3.2, or 1.2. Nội dung at the start
    of a line."""
    match = _SECTION.match(text, at)
    if not match:
        return None
    left = context.before(text, at)
    heading = _HEADING.match(text, match.end()) if not left.strip(' -*"“') else None
    if not (heading and heading[1].isupper()) and not _PART_OF_PAPER.search(left):
        return None
    return one(match[0], " chấm ".join(numbers.whole(n) for n in match[0].split(".")), "code")


def ordinal(text: str, at: int, _: Found) -> Found | None:
    """Reads ordinals: thứ 4 is thứ tư, lần thứ 1 is lần thứ nhất."""
    match = re.compile(r"[0-9]{1,3}(?![\w.,%°/\-–]{0,8}[0-9])(?![\w])").match(text, at)
    if not match:
        return None
    left = context.before(text, at)
    if re.search(r"(?<!\w)(?:lần|vị trí|hạng|xếp|đứng|người|em|con|thành viên) thứ\s*$", left):
        return one(match[0], numbers.ordinal(int(match[0])), "integer")
    if re.search(r"(?<!\w)thứ\s*(?:[0-9]\s*(?:,|và)\s*)*$", left):
        return one(match[0], "tư" if match[0] == "4" else numbers.whole(match[0]), "integer")
    if re.search(r"(?<!\w)tháng\s*$", left):
        return one(match[0], numbers.month(int(match[0])), "date") if 0 < int(match[0]) <= 12 else None
    return None


def weekday(text: str, at: int, _: Found) -> Found | None:
    """Reads T2 to T7 as days of the week."""
    match = _WEEKDAY.match(text, at)
    if not match:
        return None
    sure = bool(_DAYS.search(context.before(text, at))) or bool(
        re.match(r"\s*[,&\-–]\s*(?:T[2-7]|CN)", text[match.end() :])
    )
    said = f"thứ {_WEEKDAYS[int(match[1]) - 2]}"
    return one(match[0], said, "date", doubtful=not sure, suggestion="" if sure else letters.spell(match[0]))


def mixed(text: str, at: int, _: Found) -> Found | None:
    """Reads digits and letters that are written together."""
    generation = _GENERATION.match(text, at)
    if generation:
        return one(generation[0], f"{numbers.whole(generation[1])} gờ", "code")
    match = _MIXED.match(text, at)
    if not match:
        return None
    said: list[str] = []
    for run in _RUN.findall(match[0]):
        if run.isascii() and run.isdigit():
            by_digit = said and (run[0] == "0" or len(run) > 5)
            said.append(numbers.digits(run) if by_digit else numbers.whole(run))
            continue
        entry = built_in().get(run) if run in _PLACES else None
        lower = run.lower()
        word = letters.sayable(lower) and (letters.is_syllable(lower) if len(run) < 4 else run[1:].islower())
        if run.isascii() and run.isupper() and len(run) < 3:
            word = False
        if run == "ĐT" and context.word_before(text, at) == "đường":
            said.append("tỉnh")
            continue
        said.append(entry.reading if entry else letters.as_vietnamese(lower) if word else letters.spell(run))
    return one(match[0], " ".join(s for s in said if s), "code", doubtful=len(said) > 3)

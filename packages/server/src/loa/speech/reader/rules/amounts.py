"""Quantities: money, percentages, temperatures, measures, ranges of them, and the words that they are counted
by."""

from __future__ import annotations

import re

from loa.speech.reader import context, numbers
from loa.speech.reader.tokens import Found, Token
from loa.speech.reader.units import ALTERNATIVES, COUNTS, DENOMINATORS, DOSES, MONEY, PHYSICAL, SHY, SIGNS

_N = numbers.NUMBER
_SPACED = (
    r"[0-9]{1,3}(?: [0-9]{3}){1,5}(?![0-9])"
    r"(?=\s*(?:đồng|đ|VNĐ|VND|USD|người|hộ|khẩu|nhân khẩu|con|cây|ha|m2|m²|kg|tấn|lượt|liều|suất)(?!\w))"
)
_SPAN = rf"(?:\s?(?P<dash>[-–—]|÷)\s?(?P<minus>-)?(?P<high>{_N})(?![0-9/]))?"
_NUMBERS = re.compile(rf"(?P<sign>[-+](?=[0-9]))?(?P<low>{_N}){_SPAN}")
_SPACED_NUMBERS = re.compile(rf"(?P<sign>\+(?=[0-9]))?(?P<low>{_SPACED}){_SPAN}")
_HEAT = re.compile(r"\s?(?:℃|°\s?C|oC|0C(?=\W|$)|độ\s?C)(?!\w)")
_HEAT_STROKE = re.compile(rf"({_N})\s?/\s?({_N})(?=\s?(?:°|độ)\s?C(?!\w))")
_SCALE = re.compile(r"\s?(nghìn tỷ|nghìn tỉ|ngàn tỷ|trăm triệu|nghìn|ngàn|triệu|tỷ|tỉ|vạn|tr(?:\.?đ)?)(?!\w)")
_SHORT_SCALES = {"tr": "triệu", "trđ": "triệu đồng", "tr.đ": "triệu đồng"}
_UNITS = sorted({**SIGNS, **MONEY}, key=len, reverse=True)
_UNIT = re.compile(r"\s?(" + "|".join(re.escape(u) for u in _UNITS) + r")(?![^\W_]|/c\b)")
# The leading letters of signs (km of km²) that can only be a unit, wherever they occur.
ALONE = context.names(
    "km Km m cm dm mm kg Kg mg ml kWh kW kV kVA MW MHz dB ppm hPa mmHg Mbps MVA MWh kHz mAh hm"
)
_PER = re.compile(r"\s?/\s?(?P<count>[0-9]+ ?)?(?P<word>[^\W\d_]+[²³23]?)(?!\w)")
_TO = re.compile(r"\s?[-–—]\s?(?=[0-9])")
_HEIGHT = re.compile(r"([0-9])m([1-9][0-9]?)(?![\w/])")
_HIGH = re.compile(r"(?<!\w)(?:cao|sâu|ngập)\s*$")
_CURRENCY_FIRST = re.compile(
    rf"(\$|USD|EUR|VNĐ|VND)\s?({_N})(?:\s?(nghìn tỷ|nghìn|ngàn|triệu|tỷ|tỉ))?(?!\w|\s?(?:đồng|đ)(?!\w))"
)
_PRICE = re.compile(r"[0-9]{1,3}(?:\.[0-9]{3}){1,2}")
_THOUSANDS = re.compile(r"[kK](?!\w)")
_LENGTH = r"(?:\s?(mm2|mm²|cm2|m2|m²|mm|cm|dm|km|m|kVA|MVA|kV|W|kW)(?![^\W_xX]))"
_SIDES = re.compile(
    rf"{_N}{_LENGTH}?(?:\s?[xX×]\s?{_N}{_LENGTH}?){{1,4}}(?:\+{_N}[xX×]{_N}{_LENGTH}?){{0,3}}(?!\w)"
)
_SIDE = re.compile(rf"({_N}){_LENGTH}?\s?([xX×+])?")
_ELECTRIC = re.compile(
    r"(?:tàu|thuyền|xuồng|ghe|điện|ắc quy|vôn|công suất|dòng|áp|aptomat|cầu chì|pin"
    r"|loa|đèn|máy|bóng|bơm|động cơ|nguồn)"
)
_LOADED = re.compile(r"(?:xe|tải|trọng|cầu|cấm)")
_YEARS_OF = re.compile(r"(?<!\w)(?:năm học|niên khóa|niên khoá|vụ(?: \w+){0,3}|mùa giải|mùa)\s*$")
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
# After these words a number is a name, so the number behind it is another one: thôn 5 120 hộ.
_NUMBERED = re.compile(
    r"(?<!\w)(?:thôn|bản|tổ|xóm|đội|khu|khu phố|phố|lớp|khối|cụm|số|ngày|tháng|năm|điều|khoản"
    r"|cấp|quý|đợt|lần)\s*$"
)
_COUNTED = re.compile(r"\s([^\W\d_]+|đồng chí)(?=\s?/\s?([0-9]+ ?)?([^\W\d_]+[²³23]?)(?!\w))")


def heat_stroke(text: str, at: int, _: Found) -> Found | None:
    """Reads temperatures with a stroke: 21/28°C."""
    match = _HEAT_STROKE.match(text, at)
    if not match:
        return None
    heat = _HEAT.match(text, match.end())
    assert heat is not None
    said = f"{numbers.amount(match[1])} trên {numbers.amount(match[2])} độ xê"
    return [Token(text[at : heat.end()], said, "temperature")]


def sides(text: str, at: int, _: Found) -> Found | None:
    """Reads dimensions: 3x4 m, 60m x 40m, 3x16+1x10 mm²."""
    match = _SIDES.match(text, at)
    if not match:
        return None
    said = []
    for piece in _SIDE.finditer(match[0]):
        said.append(numbers.amount(piece[1]))
        if piece[2]:
            said.append(SIGNS[piece[2]])
        if piece[3]:
            said.append("cộng" if piece[3] == "+" else "nhân")
    return [Token(match[0], " ".join(said), "unit")]


def _numbers(text: str, at: int) -> re.Match[str] | None:
    """Returns a number or a range. A sign counts only where it is no dash, and thousands may be separated by
    spaces only where something is counted."""
    spaced = _SPACED_NUMBERS.match(text, at)
    if spaced and not _NUMBERED.search(context.before(text, at)):
        return spaced
    match = _NUMBERS.match(text, at)
    if not match or (match["sign"] and re.match(r"[\w)%°]", text[at - 1 : at] or " ")):
        return None
    return match


def _value(match: re.Match[str], text: str, at: int) -> tuple[str, int, str]:
    """Returns the words of a number or range, where it ends, and its class."""
    low = match["low"].replace(" ", "") if " " in match["low"] else match["low"]
    before = text[at - 1 : at]
    negative = match["sign"] == "-" and not (before.isalnum() or (before and before in ")%°"))
    said = ("âm " if negative else "") + _number(low)
    kind = "decimal" if re.search(r",[0-9]|\.[0-9]{1,2}$", low) else "integer"
    if not match["high"]:
        return said, match.end(), kind
    joint = "" if _YEARS_OF.search(context.before(text, at)) and _YEAR.fullmatch(low) else "đến "
    high = ("âm " if match["minus"] else "") + _number(match["high"])
    return f"{said} {joint}{high}", match.end(), "range"


def _number(written: str) -> str:
    return numbers.amount(written.replace(" ", "."))


def _per(text: str, end: int, unit: str, kind: str) -> tuple[str, int]:
    """Returns the reading of what follows strokes, and its end: /người/tháng, /24 giờ. An abbreviation is
    left to another rule, after the word một."""
    said = ""
    while match := _PER.match(text, end):
        word = match["word"]
        if not (word in COUNTS or word in DENOMINATORS or word in SIGNS or kind == "money" or unit in SIGNS):
            break
        if not match["count"] and _is_short_form(word):
            start = match.start("word")
            apart = match[0].startswith(" ") and text[start - 1] == " "
            return (said, end) if apart else (f"{said} một", start)
        physical = kind != "money" and (unit in PHYSICAL or unit in SIGNS) and unit not in ("%", "‰")
        joint = "trên" if physical and word in DENOMINATORS else "một"
        name = SIGNS.get(word, MONEY.get(word, word.lower()))
        if match["count"]:
            joint, name = "trên", f"{numbers.whole(match['count'].strip())} {name}"
        said += f" {joint} {name}"
        end, unit = match.end(), word
    return said, end


def _is_short_form(word: str) -> bool:
    """Returns whether the word is an abbreviation, like HTX in 2 triệu đồng/HTX. The rules for abbreviations
    read it."""
    return len(word) > 1 and word.isupper() and word not in SIGNS and word not in MONEY


def _shy(unit: re.Match[str], text: str, at: int) -> bool:
    """Returns whether a letter after a number is more likely a name than a unit."""
    if unit[1] not in SHY:
        return False
    if unit[1] in ("h", "s"):
        return unit[1] == "s" and unit[0] == "s"
    if text[unit.end() : unit.end() + 1] == "/":
        return False
    if unit[1] == "T":
        return not _LOADED.search(context.before(text, at))
    return not _ELECTRIC.search(context.before(text, at)) and not (
        unit[1] in ("W", "V") and unit[0] != unit[1]
    )


def quantity(text: str, at: int, done: Found) -> Found | None:
    """Reads a number or a range with its unit, or two of them joined by a dash: 2,5%–3%."""
    found = _quantity(text, at)
    if not found:
        return None
    first = found[0]
    dash = _TO.match(text, at + len(first.surface))
    last = _quantity(text, dash.end()) if dash else None
    if not dash or not last or last[0].kind != first.kind or not _same_unit(first, last[0]):
        return found
    surface = first.surface + dash[0] + last[0].surface
    return [Token(surface, f"{first.reading} đến {last[0].reading}", first.kind)]


def _same_unit(first: Token, last: Token) -> bool:
    """Returns whether two quantities end in the same unit: 5 km - 7 km, but not 400 kVA - 35 kV."""
    return (
        first.kind in ("money", "percent")
        or first.reading.rpartition(" ")[2] == last.reading.rpartition(" ")[2]
    )


def _quantity(text: str, at: int) -> Found | None:
    """Reads a number or a range with its unit. Returns None without a unit, which the plain rules read."""
    match = _numbers(text, at)
    if not match:
        return None
    said, end, _cls = _value(match, text, at)
    heat = _HEAT.match(text, end)
    if heat:
        return [Token(text[at : heat.end()], f"{said} độ xê", "temperature")]
    if _THOUSANDS.match(text, end):
        more, end = _per(text, end + 1, "đồng", "money")
        return [Token(text[at:end], f"{said} nghìn{more}", "money")]
    scale = _SCALE.match(text, end)
    if scale:
        said += f" {_SHORT_SCALES.get(scale[1], scale[1])}"
        end = scale.end()
    unit = _UNIT.match(text, end)
    if unit and not _shy(unit, text, at):
        name, end = unit[1], unit.end()
        kind = "money" if name in MONEY else "percent" if name in ("%", "‰") else "unit"
        said += f" {MONEY.get(name) or SIGNS[name]}"
    else:
        name, kind = _name(text, end, scale[1] if scale else "")
        if not kind and not _is_price(match, text, end):
            return None
        if name:
            said, end = f"{said} {name}", end + 1 + len(name)
    more, end = _per(text, end, name, kind or "money")
    return [Token(text[at:end], said + more, kind or "money")]


def _name(text: str, end: int, scale: str) -> tuple[str, str]:
    """Returns the word that a number counts if a stroke follows, and the class; both are empty for a bare
    number."""
    named = _COUNTED.match(text, end)
    if named and _counted_by(named[1], named[3]) and (scale or not named[2] or named[1] in DOSES):
        return named[1], "unit"
    return "", "integer" if scale == "vạn" else "money" if scale else ""


def _is_price(match: re.Match[str], text: str, end: int) -> bool:
    """Returns whether thousands by something follow, which can only be money: 12.000/kg."""
    by = _PER.match(text, end)
    return by is not None and _PRICE.fullmatch(match["low"]) is not None and _counted_by("", by["word"])


def _counted_by(what: str, by: str) -> bool:
    """Returns whether a stroke between two words counts the first by the second, and does not offer a
    choice."""
    if by in DENOMINATORS or by in SIGNS:
        return True
    return by in COUNTS and not (what in ALTERNATIVES and by in ALTERNATIVES)


def sign(text: str, at: int, _: Found) -> Found | None:
    """Reads a unit's sign after a number in words: hai trăm m²."""
    unit = _UNIT.match(text, at)
    if not unit or text[at - 1 : at].isalnum() or not (len(unit[1]) > 1 and unit[1] in SIGNS):
        return None
    more, end = _per(text, unit.end(), unit[1], "unit")
    return [Token(text[at:end], SIGNS[unit[1]] + more, "unit")]


def plain(text: str, at: int, _: Found) -> Found | None:
    """Reads a number or a range that no other rule has read."""
    match = _numbers(text, at)
    if not match:
        return None
    if match["high"] and re.match(r"\w", text[match.end() : match.end() + 1] or " "):
        return [Token(match["low"], _number(match["low"]), "integer")] if not match["sign"] else None
    said, end, kind = _value(match, text, at)
    return [Token(text[at:end], said, kind)]


def short_million(text: str, at: int, _: Found) -> Found | None:
    """Reads a short form of millions: 1tr5 is a million and five hundred thousand."""
    match = re.compile(r"([0-9]{1,3})tr([0-9])(?!\w)").match(text, at)
    if not match:
        return None
    said = f"{numbers.whole(match[1])} triệu {numbers.whole(match[2])} trăm nghìn"
    return [Token(match[0], said, "money")]


def height(text: str, at: int, _: Found) -> Found | None:
    """Reads metres and a part of one: 1m75; cao 1m5. 2m2 is an area, except after a word for high or deep."""
    match = _HEIGHT.match(text, at)
    if not match or (match[2] in ("2", "3") and not _HIGH.search(context.before(text, at))):
        return None
    return [Token(match[0], f"{numbers.whole(match[1])} mét {numbers.whole(match[2])}", "unit")]


def currency_first(text: str, at: int, _: Found) -> Found | None:
    """Reads an amount after its currency: $500, USD 2,5 triệu."""
    match = _CURRENCY_FIRST.match(text, at)
    if not match:
        return None
    scale = f" {match[3]}" if match[3] else ""
    return [Token(match[0], f"{numbers.amount(match[2])}{scale} {MONEY[match[1]]}", "money")]

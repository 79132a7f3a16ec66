"""Abbreviations with several meanings: the text around decides."""

from __future__ import annotations

import re
from dataclasses import dataclass

from loa.speech.reader.lexicon import Entry

_REACH = 24
_NAME = r"\.?\s?[A-ZĐ][a-zà-ỹ]"


@dataclass(frozen=True, slots=True)
class _Sense:
    """One meaning, and the patterns of the text before and after that select it."""

    reading: str
    before: re.Pattern[str] | None = None
    after: re.Pattern[str] | None = None

    def here(self, left: str, right: str) -> bool:
        return (self.before is None or self.before.search(left) is not None) and (
            self.after is None or self.after.match(right) is not None
        )


def _sense(reading: str, before: str = "", after: str = "") -> _Sense:
    return _Sense(
        reading,
        re.compile(rf"(?<!\w)(?:{before})\s*$", re.IGNORECASE) if before else None,
        re.compile(after) if after else None,
    )


# The first that matches is used; if none does, the lexicon's own reading is.
_SENSES: dict[str, tuple[_Sense, ...]] = {
    "BCH": (
        _sense(
            "ban chấp hành",
            after=r"\s+(?:Đảng|đảng|Trung ương|trung ương|TW|Đoàn|Hội|Công đoàn|chi bộ|Chi bộ|Liên đoàn"
            r"|lâm thời|khóa|ĐTN|HPN|HND|CĐ)",
        ),
    ),
    "BCT": (_sense("bộ chính trị", before=r"của|ủy viên|khóa|nghị quyết|kết luận|chỉ thị"),),
    "SN": (_sense("số nhà", after=r"(?!\.?:?\s?(?:19|20)[0-9]{2}(?![0-9]))"),),
    "CP": (_sense("cổ phần", before=r"công ty|cty|cty\.|c\.ty|ngân hàng|vốn|tập đoàn|tctcp|tổng công ty"),),
    "TT": (
        _sense("trung tâm", after=r"\.?\s?(?:DV|VH|YT|HC|GD|PVHCC|CNTT|VHTT|TDTT|KN|HTCĐ|BTXH|CDC|GDTX)"),
        _sense("thị trấn", after=_NAME),
    ),
    "TL": (_sense("thừa lệnh", after=r"\.\s?[A-ZĐ]"),),
    "TX": (_sense("thường xuyên", before=r"chi|kinh phí|nhiệm vụ"),),
    "ĐT": (
        _sense("điện thoại", after=r"\s*(?:DĐ|CĐ|NR)?\s*[:.]?\s*(?:\(?0|\(?\+84|1[89]00)"),
        _sense("điện thoại", before=r"số|qua|gọi|địa chỉ,"),
        _sense("điện thoại", after=r"[^.;,0-9]{0,20}:"),
        _sense("tỉnh", before=r"đường"),
    ),
    "ĐĐ": (_sense("địa điểm", after=r"\s?:"), _sense("đại đức", after=r"\.\s?[A-ZĐ]")),
    "ĐC": (_sense("địa chỉ", after=r"\s?:"),),
    "TG": (_sense("thời gian", after=r"\s?:"),),
    "LH": (_sense("liên hệ", after=r"\s?:|\s+(?:SĐT|ĐT|anh|chị|ông|bà|đ/c|đồng chí|\(?0)"),),
    "TP": (_sense("thành phần", after=r"\s?:"),),
    "ND": (_sense("nông dân", before=r"hội|HV|hội viên"),),
    "TN": (_sense("thanh niên", before=r"đoàn|hội|liên hiệp|tháng"),),
    "CC": (_sense("chữa cháy", before=r"xe|bình|lực lượng|thiết bị"),),
    "MB": (_sense("mặt bằng", after=r"\s?(?:số\s)?[0-9]"),),
    "ĐH": (
        _sense("huyện", before=r"đường", after=r"[\s.\-–]?[A-Z0-9]"),
        _sense("đường huyện", before=r"tuyến"),
    ),
    "HN": (_sense("hộ nghèo", after=r"\s*(?:,|và|-|/)\s*HCN"), _sense("hộ nghèo", before=r"hộ thuộc|diện")),
    "GĐ": (
        _sense("giám đốc", before=r"P\.|phó|tổng|ban|chức vụ|chức danh"),
        _sense(
            "giám đốc",
            after=r"\s(?:HTX|[Ss]ở|[Cc]ông ty|Cty|CTy|[Tt]rung tâm|TT|BV|[Bb]ệnh viện|[Nn]hà máy|NH|KBNN)",
        ),
    ),
    "TTr": (_sense("thường trực", after=r"\s(?:HĐND|Đảng ủy|ĐU|Hội đồng)"),),
    "UV": (_sense("u vê", before=r"tia|chỉ số|đèn"),),
    "KT": (_sense("ký thay", after=r"\.\s?[A-ZĐ]"),),
    "CN": (
        _sense("chủ nhật", before=r"(?:thứ \w+|T[2-7]|sáng|chiều|tối|trưa|ngày)\s*(?:,|và|&|-|–|\()?"),
        _sense("công nghệ", before=r"KH|KH và|KH-"),
        _sense("công nhân", before=r"tuyển|đội ngũ|nữ|anh chị em|lương|viên chức,"),
        _sense("chi nhánh", after=r"\.?\s(?:[A-ZĐ][a-zà-ỹ]|VPĐK|NH|ngân hàng|điện lực)"),
    ),
    "TH": (_sense("tiểu học", before=r"trường|bậc|cấp|MN,|MN|MN và"),),
    "CĐ": (
        _sense("cao đẳng", before=r"ĐH|ĐH,|ĐH và|ĐH -|trường|hệ|bậc"),
        _sense("công đoàn", before=r"BCH|hội|phí|tổ"),
    ),
    "TS": (_sense("thủy sản", before=r"nuôi|NT|chi cục|bến"),),
    "LS": (_sense("liệt sĩ", before=r"GĐ|gia đình|thân nhân|nghĩa trang|đài|mộ|TB,|TB -"),),
    "TB": (_sense("thương binh", before=r"gia đình|thẻ|hạng", ),),
    "DT": (_sense("diện tích", before=r"tổng|có|trên", after=r"\s?[:0-9]"),),
}  # fmt: skip


def in_place(text: str, at: int, found: Entry) -> Entry:
    """Returns the entry, or one with another meaning where the words around say so."""
    senses = _SENSES.get(found.written)
    if not senses:
        return found
    left, end = text[max(0, at - _REACH) : at], at + len(found.written)
    right = text[end : end + _REACH]
    for sense in senses:
        if sense.here(left, right):
            return Entry(found.written, sense.reading)
    return found

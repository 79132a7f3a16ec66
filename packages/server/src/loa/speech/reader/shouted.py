"""Lines in capitals: units after a number are put into lower case, so that the rules for amounts recognise
them."""

from __future__ import annotations

import re

_SCALES = r"(?:NGHÌN TỶ|NGHÌN TỈ|TRĂM TRIỆU|NGHÌN|NGÀN|TRIỆU|TỶ|TỈ|TR\.Đ|TRĐ|TR|K)(?:\s?(?:ĐỒNG|Đ))?(?!\w)"
_UNITS = (
    r"(?:ĐỒNG|ĐỘ|Đ|KG|GIỜ|PHÚT|KM2|KM²|CM2|MM2|M2|M3|M²|M³|KM|CM|MM|M|HA|MG|ML|LÍT|TẤN|TẠ|KWH|NGƯỜI|HỘ|LẦN|SUẤT"
    r"|NGÀY|THÁNG)(?!\w)"
)
_COUNTED = r"[^\W\d_]+(?=\s?/)"
_BY = r"\s?/\s?[^\W\d_]+[23²³]?(?!\w)"
_AFTER_FIGURE = re.compile(
    rf"(?<=[0-9])\s?(?:%|{_SCALES}(?:\s{_COUNTED})?|{_UNITS}|(?<=\s){_COUNTED})(?:{_BY})*"
)
_MARKED = re.compile(r"[ÀÁẢÃẠẰẮẲẴẶẦẤẨẪẬÈÉẺẼẸỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌỒỐỔỖỘỜỚỞỠỢÙÚỦŨỤỪỨỬỮỰỲÝỶỸỴĂÂÊÔƠƯ]")
# A heading has at least this many letters with marks; a few capitals are an abbreviation.
_FEWEST_MARKED = 2


def softened(text: str) -> str:
    """Returns the text, unchanged in length, with the units of its lines in capitals in lower case."""
    return "\n".join(_soften(line) if _is_shouted(line) else line for line in text.split("\n"))


def _is_shouted(line: str) -> bool:
    return line.isupper() and len(_MARKED.findall(line)) >= _FEWEST_MARKED


def _soften(line: str) -> str:
    return _AFTER_FIGURE.sub(lambda found: found[0].lower(), line)

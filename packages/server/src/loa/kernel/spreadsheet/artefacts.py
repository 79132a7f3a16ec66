"""What a spreadsheet makes of cells: errors, formulas, and days, times and numbers out of texts. Pure.

"Tổ dân phố 3/2" typed as "3/2" becomes a day, and would be a hamlet called "03/02/2026".
"""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Final

from django.utils.translation import gettext as _

from loa.kernel.errors import Invalid
from loa.kernel.spreadsheet import numbers
from loa.kernel.spreadsheet.grid import BrokenCell, Cell

_ERROR: Final = re.compile(r"#[A-Z][A-Z0-9/]*[!?]|#N/A|#GETTING_DATA|#{2,}|Err:\d+", re.ASCII)
_MONTH: Final = r"(?:thg ?\d{1,2}|jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)"
_DAY: Final = re.compile(
    rf"\d{{1,2}}-{_MONTH}(?:-\d{{2,4}})?|{_MONTH}-\d{{2,4}}"
    r"|(?:\d{1,2}([./-])\d{1,2}\1(?:19|20)\d\d|(?:19|20)\d\d-\d{1,2}-\d{1,2})(?:[ T]\d{1,2}:\d\d(?::\d\d)?)?"
    r"|\d{1,2}:\d\d(?::\d\d)?(?: ?[ap]m)?",
    re.IGNORECASE | re.ASCII,
)
_TRUTH: Final = ("TRUE", "FALSE")
_SYMBOLS_FROM: Final = "\u2190"
"""Arrows, dingbats and pictures stand from here on; "°" and "№" before it."""


def shown(cell: Cell) -> str:
    """Returns a cell as a sentence quotes it."""
    if isinstance(cell, bool):
        return str(cell).upper()
    if isinstance(cell, float):
        return numbers.whole(cell) or f"{cell:.15g}".replace(".", ",")
    if isinstance(cell, datetime):
        midnight = (cell.hour, cell.minute, cell.second) == (0, 0, 0)
        return f"{cell:%d/%m/%Y}" if midnight else f"{cell:%d/%m/%Y %H:%M}"
    return f"{cell:%d/%m/%Y}" if isinstance(cell, date) else str(cell)


def require_value(cell: Cell) -> None:
    """Raises Invalid for an error and for a formula, whatever its column holds."""
    if isinstance(cell, BrokenCell) and not cell.error:
        raise Invalid(_("công thức chưa có kết quả trong tệp. Mở bằng Excel, lưu lại rồi gửi."))
    text = str(cell) if isinstance(cell, str | BrokenCell) else ""
    if isinstance(cell, BrokenCell) or _ERROR.fullmatch(text):
        raise Invalid(_("“%(value)s” là lỗi của bảng tính. Sửa ô ấy rồi gửi lại.") % {"value": text[:40]})
    if text.startswith("="):
        raise Invalid(_("“%(value)s” là công thức. Ghi kết quả của nó.") % {"value": text[:40]})


def text(cell: Cell) -> str:
    """Returns the text of a cell of words or of a code: a whole number as its digits. Raises Invalid for what
    was a text no more when the spreadsheet stored it."""
    if isinstance(cell, bool):
        raise Invalid(_truth(shown(cell)))
    if isinstance(cell, date | time | timedelta):
        raise Invalid(_day(shown(cell)))
    if isinstance(cell, int | float) and cell < 0:
        raise Invalid(_("“%(value)s” là số âm. Đặt cột dạng chữ rồi ghi lại.") % {"value": shown(cell)})
    if isinstance(cell, float) and cell != int(cell):
        said = _("“%(value)s” là số có phần lẻ. Đặt cột dạng chữ rồi ghi lại.")
        raise Invalid(said % {"value": shown(cell)})
    return shown(cell)


def require_words(text: str) -> None:
    """Raises Invalid for a text that is a day, a time or a truth value as a spreadsheet writes them to a CSV,
    and for one that nobody can read aloud."""
    if _DAY.fullmatch(text):
        raise Invalid(_day(text))
    if text in _TRUTH:
        raise Invalid(_truth(text))
    strange = "".join(each for each in text if each >= _SYMBOLS_FROM and unicodedata.category(each) == "So")
    if strange:
        raise Invalid(_("“%(value)s” không phải chữ.") % {"value": strange[:20]})
    if not any(map(str.isalnum, text)):
        raise Invalid(_("“%(value)s” không có chữ hay số nào.") % {"value": text[:40]})


def _day(value: str) -> str:
    said = _("“%(value)s” là ngày, giờ mà bảng tính tự đổi. Đặt cột dạng chữ rồi ghi lại.")
    return said % {"value": value}


def _truth(value: str) -> str:
    return _("“%(value)s” là ô đúng, sai của bảng tính. Đặt cột dạng chữ rồi ghi lại.") % {"value": value}

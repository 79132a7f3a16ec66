"""Reads CSV as people send it: with comma, semicolon, tab or bar; in UTF-8, UTF-16 or Windows-1258; with
Excel's line "sep=".

Rows are counted as in a spreadsheet: a line break inside quotes begins no row, and an empty line is a row.
"""

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import Final

from django.utils.translation import gettext as _

from loa.kernel.errors import Invalid
from loa.kernel.figures import number
from loa.kernel.spreadsheet.grid import Cell, Grid
from loa.kernel.spreadsheet.limits import MAX_CELL, MAX_COLUMNS, MAX_ROWS, MAX_TEXT
from loa.kernel.spreadsheet.tidy import composed, tidy

DELIMITERS: Final = (",", ";", "\t", "|")
LOOKED_AT: Final = 40
"""The number of first rows by which the delimiter is found."""
_SEP = re.compile(r"\A\ufeff?sep=(.)\r?\n", re.IGNORECASE)
# The letters of Vietnamese, and common punctuation. Bytes of another encoding (TCVN3, VNI) read as
# Windows-1258 give other letters; such a file is rejected rather than imported as garbage.
_VIETNAMESE: Final = frozenset(
    "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
    "ÀÁẢÃẠĂẰẮẲẴẶÂẦẤẨẪẬĐÈÉẺẼẸÊỀẾỂỄỆÌÍỈĨỊÒÓỎÕỌÔỒỐỔỖỘƠỜỚỞỠỢÙÚỦŨỤƯỪỨỬỮỰỲÝỶỸỴ"
    "–—‘’“”…•°²³½«»₫\u00a0"
)
Known = Callable[[Sequence[Sequence[Cell]]], int]
"""Returns how many columns of a table are recognised in its first rows."""


def read(content: bytes, known: Known) -> Grid:
    """Returns the rows of a CSV. Raises Invalid with a sentence that says what to change."""
    text, notes = _decoded(content)
    said = _SEP.match(text)
    if said:  # Excel does not show this line as a row, so it is not counted
        text = text[said.end() :]
    delimiter = said[1] if said else _delimiter(text, known)
    return Grid(_rows(text, delimiter), notes=notes)


def _rows(text: str, delimiter: str) -> list[list[Cell]]:
    """Returns the cells of each row. Raises Invalid for a file that is too long or cannot be parsed."""
    if len(text) > MAX_TEXT:
        raise Invalid(_("Tệp dài quá. Chia thành nhiều tệp rồi gửi lại."), "file")
    rows: list[list[Cell]] = []
    lines, begun = list(io.StringIO(text, newline="")), 0
    # Strict: a quote that is not closed, or only by one far below, would silently put rows into one cell.
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    try:
        for cells in reader:
            if len(rows) == MAX_ROWS:
                raise Invalid(_("Một tệp có tối đa %(most)s dòng.") % {"most": number(MAX_ROWS)}, "file")
            rows.append([tidy(cell[:MAX_CELL]) for cell in cells[:MAX_COLUMNS]])
            begun = reader.line_num
    except csv.Error:
        raise _unreadable(len(rows) + 1, lines[begun : reader.line_num]) from None
    return rows


def _unreadable(number: int, lines: Iterable[str]) -> Invalid:
    """Returns the error for the row of these lines, which could not be read."""
    if any('"' in line for line in lines):
        said = _(
            'Dòng %(line)s: dấu ngoặc kép (") mở mà không đóng đúng chỗ, nên các dòng sau bị nuốt vào một ô.'
            ' Bỏ dấu ấy, hoặc viết hai dấu liền nhau (""), rồi gửi lại.'
        )
    else:
        said = _("Dòng %(line)s của tệp không đọc được. Lưu lại dạng “CSV UTF-8” rồi gửi lại.")
    return Invalid(said % {"line": number}, "file")


def _delimiter(text: str, known: Known) -> str:
    """Returns the delimiter with which the most columns are recognised; among equals, the one with which the
    most rows are as wide as the widest."""

    def judged(delimiter: str) -> tuple[int, int, int]:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        try:
            rows = [[tidy(cell[:200]) for cell in row[:MAX_COLUMNS]] for row in islice(reader, LOOKED_AT)]
        except csv.Error:
            return -1, 0, 0
        widths = [len(row) for row in rows if any(row)]
        widest = max(widths, default=0)
        return known(rows), widths.count(widest) if widest > 1 else 0, widest

    return max(DELIMITERS, key=judged)


def _decoded(content: bytes) -> tuple[str, tuple[str, ...]]:
    """Returns the text of the file, and notes for the person who sent it. Raises Invalid."""
    encoding = _unicode(content)
    try:
        return content.decode(encoding).removeprefix("\ufeff"), ()
    except UnicodeDecodeError:
        pass
    text = _windows_1258(content) if encoding == "utf-8-sig" else None
    if text is None:
        said = _("Không đọc được chữ trong tệp. Lưu lại dạng “CSV UTF-8” rồi gửi lại.")
        raise Invalid(said, "file")
    return text, (_("Tệp dùng bảng mã cũ Windows-1258: xem lại dấu của vài dòng trước khi ghi."),)


def _unicode(content: bytes) -> str:
    """Returns UTF-16 if there is its byte order mark, or if one half of the bytes has many zeros, as ASCII
    letters in UTF-16 do; else UTF-8."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return "utf-16"
    start = content[:4096]
    first, second = start[::2].count(0), start[1::2].count(0)
    if max(first, second) * 4 > len(start) // 2 and min(first, second) * 8 < max(first, second):
        return "utf-16-le" if second > first else "utf-16-be"
    return "utf-8-sig"


def _windows_1258(content: bytes) -> str | None:
    """Returns the text of old Vietnamese Windows, whose tone marks follow their letters; None if the bytes
    are in another encoding."""
    try:
        text = composed(content.decode("cp1258"))
    except UnicodeDecodeError:
        return None
    strange = {letter for letter in text if ord(letter) > 126} - _VIETNAMESE
    return None if strange or "\x00" in text else text

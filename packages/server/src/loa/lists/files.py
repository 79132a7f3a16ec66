"""Writes a list as a workbook (XLSX) or a CSV, to disk row by row, so that memory holds none of it.

No cell is ever a formula. A workbook marks its texts as texts. A CSV cannot do that, so an apostrophe is put
before a text that a spreadsheet would run, as OWASP advises (CSV Injection).

The CSV uses semicolons and begins with a byte order mark. With Vietnamese settings the comma is the decimal
mark, so Excel expects semicolons between cells when a CSV is opened by a double click. The byte order mark
tells Excel that the text is UTF-8. A first line "sep=;" would make Excel ignore that mark."""

import csv
import io
import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import IO, Any, Final

import xlsxwriter
from django.utils.translation import gettext as _

from loa.kernel import clock
from loa.kernel.spreadsheet.inert import inert
from loa.places.coordinates import figure

LONGEST: Final = 32_767
"""The most characters that a cell of a workbook can hold."""
UNWRITABLE: Final = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""The characters that XML 1.0 cannot contain."""
DAY, MOMENT, FIGURE, MEASURE = "dd/mm/yyyy", "dd/mm/yyyy hh:mm:ss", "#,##0", "General"


@dataclass(frozen=True)
class Head:
    """A column of a file: its heading, and its width in letters."""

    words: str
    width: int


def write_csv(
    out: IO[bytes],
    _title: str,
    heads: Sequence[Head],
    rows: Iterable[Sequence[Any]],
    _told: Sequence[str] = (),
) -> None:
    """Writes rows as CSV to an open file. Times are in Vietnamese time. It holds the rows alone, since other
    programs read it."""
    text = io.TextIOWrapper(out, "utf-8-sig", newline="", write_through=True)
    writer = csv.writer(text, delimiter=";", lineterminator="\r\n")
    writer.writerow([inert(head.words) for head in heads])
    for cells in rows:
        writer.writerow([cell if isinstance(cell, int) else inert(_text(cell)) for cell in cells])
    text.detach()  # else the wrapper would close `out` when it is collected


def write_xlsx(
    out: IO[bytes],
    title: str,
    heads: Sequence[Head],
    rows: Iterable[Sequence[Any]],
    told: Sequence[str] = (),
) -> None:
    """Writes rows as a workbook to an open file, and on a second sheet what the workbook says of itself, a
    line each. Dates and numbers are cells of these types; times are in Vietnamese time."""
    options = {
        "constant_memory": True,
        "strings_to_formulas": False,
        "strings_to_numbers": False,
        "strings_to_urls": False,
    }
    book = xlsxwriter.Workbook(out, options)
    sheet = book.add_worksheet(_sheet(title))
    formats: dict[type, Any] = {
        kind: book.add_format({"num_format": words, "align": "left", "valign": "top"})
        for kind, words in ((date, DAY), (datetime, MOMENT))
    }
    for kind, words in ((int, FIGURE), (float, MEASURE)):
        formats[kind] = book.add_format({"num_format": words, "valign": "top"})
    formats[str] = book.add_format({"text_wrap": True, "valign": "top"})
    head = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
    for place, column in enumerate(heads):
        sheet.set_column(place, place, column.width)
        sheet.write_string(0, place, _text(column.words), head)
    count = 0
    for count, cells in enumerate(rows, 1):
        for place, cell in enumerate(cells):
            _write(sheet, count, place, cell, formats)
    sheet.freeze_panes(1, 1)
    sheet.autofilter(0, 0, count, len(heads) - 1)
    if told:
        about = book.add_worksheet(_sheet(_("Về tệp này")))
        about.set_column(0, 0, 80)
        for place, words in enumerate(told):
            about.write_string(place, 0, _text(words), formats[str])
    book.close()


def _write(sheet: Any, row: int, place: int, cell: Any, formats: dict[type, Any]) -> None:
    """Writes a cell of a workbook by its type."""
    if isinstance(cell, datetime):
        # A workbook has no time zones.
        sheet.write_datetime(row, place, clock.local(cell).replace(tzinfo=None), formats[datetime])
    elif isinstance(cell, date):
        sheet.write_datetime(row, place, cell, formats[date])
    elif isinstance(cell, int) and not isinstance(cell, bool):
        sheet.write_number(row, place, cell, formats[int])
    elif isinstance(cell, float) and math.isfinite(cell):
        sheet.write_number(row, place, cell, formats[float])
    elif text := _text(cell):
        sheet.write_string(row, place, text, formats[str])


def _text(cell: object) -> str:
    """Returns the text of a cell, without the characters that a workbook cannot contain."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return f"{clock.local(cell):%d/%m/%Y %H:%M:%S}"
    if isinstance(cell, date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, float):
        return figure(cell)
    return UNWRITABLE.sub("", str(cell))[:LONGEST]


def _sheet(title: str) -> str:
    """Returns a sheet's name: at most 31 letters, without those that Excel rejects."""
    return re.sub(r"[\[\]:*?/\\']", " ", title)[:31]


WRITERS: Final = {"xlsx": write_xlsx, "csv": write_csv}
TYPES: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
}

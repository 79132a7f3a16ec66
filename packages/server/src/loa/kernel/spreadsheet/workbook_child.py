"""The child process that opens a workbook. It reads the file from standard input and writes JSON to standard
output, in the sandbox of `kernel.fence`.

Only this process parses the untrusted bytes of a workbook. Formulas are not run: calamine returns the values
that the spreadsheet program had stored. Macros, links and pictures are not read.
"""

import codecs
import io
import json
import re
import sys
import zipfile
from datetime import date, datetime, time, timedelta
from typing import Any

import python_calamine as calamine

from loa.kernel import fence
from loa.kernel.spreadsheet import limits, sheet_marks


class UnusableFile(Exception):
    """Raised when the file is no usable table. Its text is a keyword for which the parent has a sentence."""


def main(parent: int) -> None:
    """Enters the sandbox, reads the file and writes the answer. The child ends when the process `parent`
    ends."""
    for name in ("cp437", "utf-8", "utf-16"):  # Python loads codecs late, and the sandbox opens no files
        codecs.lookup(name)
    fence.enter(limits.CPU_SECONDS, limits.MEMORY_BYTES, limits.MAX_ANSWER)
    fence.die_with_parent(parent)
    try:
        said = _read(sys.stdin.buffer.read(limits.MAX_BYTES + 1))
    except UnusableFile as why:
        said = {"refused": str(why)}
    except calamine.PasswordError:
        said = {"refused": "password"}
    except (calamine.CalamineError, zipfile.BadZipFile, KeyError, ValueError, OSError):
        said = {"refused": "broken"}
    except MemoryError:
        said = {"refused": "too-large"}
    sys.stdout.write(json.dumps(said))


def _read(content: bytes) -> dict[str, Any]:
    """Returns the answer: the first visible sheet with data, its merged ranges, and the names of the others.
    Raises UnusableFile."""
    date_1904 = _checked(content) if content[:2] == b"PK" else False
    book = calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    shown = [
        each.name
        for each in book.sheets_metadata
        if each.typ == calamine.SheetTypeEnum.WorkSheet and each.visible == calamine.SheetVisibleEnum.Visible
    ]
    taken, others = None, []
    for name in shown:
        sheet = book.get_sheet_by_name(name)
        if sheet.total_height == 0 and not sheet.width:
            continue
        # After the first sheet with data only the names of the others are needed.
        rows = _rows(sheet) if taken is None else [["."]]
        if taken is None and any(cell != "" for row in rows for cell in row):
            hidden = _mark(rows, content, name)
            taken = {
                "sheet": name,
                "rows": rows,
                "merges": _merges(sheet),
                "date_1904": date_1904,
                "hidden": hidden,
            }
        elif taken is not None:
            others.append(name[:100])
    return {**taken, "others": others[:20]} if taken else {"refused": "empty"}


def _checked(content: bytes) -> bool:
    """Checks the directory of the ZIP before anything in it is unpacked. Returns whether the workbook counts
    days from 1904."""
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        members = packed.infolist()
        if len(members) > limits.MAX_MEMBERS or sum(each.file_size for each in members) > limits.MAX_UNPACKED:
            raise UnusableFile("too-large")
        names = {each.filename for each in members}
        if not names & {"xl/workbook.xml", "xl/workbook.bin", "content.xml"}:
            raise UnusableFile("not-a-table")
        if "xl/workbook.xml" not in names:
            return False
        # The attribute is near the beginning of the file, so 64 KiB of it are enough.
        with packed.open("xl/workbook.xml") as stream:
            return re.search(rb"date1904\s*=\s*[\"'](1|true)[\"']", stream.read(1 << 16)) is not None


def _rows(sheet: calamine.CalamineSheet) -> list[list[Any]]:
    """Returns the cells of a sheet. Raises UnusableFile for a sheet beyond the limits."""
    # Before the rows are built: a single cell far below would make millions of empty rows.
    if sheet.end is not None and (sheet.end[0] >= limits.MAX_ROWS):
        raise UnusableFile("too-many-rows")
    rows, size = [], 0
    for row in sheet.to_python(skip_empty_area=False, nrows=limits.MAX_ROWS):
        told = [_told(cell) for cell in row[: limits.MAX_COLUMNS]]
        size += sum(len(cell) for cell in told if isinstance(cell, str))
        if size > limits.MAX_TEXT:
            raise UnusableFile("too-large")
        rows.append(told)
    return rows


def _mark(rows: list[list[Any]], content: bytes, name: str) -> list[int]:
    """Puts into the rows what calamine leaves empty: errors, and formulas without a value. Returns the
    numbers of the hidden rows, from 0; none for a workbook that is no XLSX."""
    if content[:2] != b"PK":
        return []
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        marks = sheet_marks.of_sheet(packed, name)
    for (row, column), text in marks.broken.items():
        if row < len(rows) and column < len(rows[row]) and rows[row][column] == "":
            rows[row][column] = ["broken", text[: limits.MAX_CELL]]
    return [row for row in marks.hidden if row < len(rows)]


def _merges(sheet: calamine.CalamineSheet) -> list[Any]:
    return list(sheet.merged_cell_ranges or ())[: limits.MAX_ROWS]


def _told(cell: Any) -> Any:
    """Returns a cell for JSON: days and times are lists whose first item is the type."""
    if isinstance(cell, str):
        return cell[: limits.MAX_CELL]
    if isinstance(cell, bool | int | float):
        return cell
    if isinstance(cell, datetime):
        return ["moment", cell.isoformat()]
    if isinstance(cell, date):
        return ["day", cell.isoformat()]
    if isinstance(cell, time):
        return ["time", cell.isoformat()]
    if isinstance(cell, timedelta):
        return ["span", cell.total_seconds()]
    return ""

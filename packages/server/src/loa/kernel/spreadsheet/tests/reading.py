"""A small table of people, and files of every kind that hold it."""

import io
from collections.abc import Callable
from datetime import date
from typing import Any

import xlsxwriter

from loa.kernel.spreadsheet import table
from loa.kernel.spreadsheet.columns import Code, Column, Day, Number, Phone
from loa.kernel.spreadsheet.table import Line, Table

TODAY = date(2026, 11, 30)
COLUMNS = (
    Column("name", ("họ và tên", "họ tên", "name"), needed=True, expected=True, example="Lê Thị Hạnh"),
    Column("code", ("mã xã",), Code(12), example="14797"),
    Column("phone", ("điện thoại",), Phone(), example="0912"),
    Column("north", ("vĩ độ",), Number(-90, 90), example="19,8"),
    Column("area", ("diện tích",), Number(0, 1e6), example="12,5"),
    Column("since", ("từ ngày",), Day(), example="01/07/2025"),
)


def read(content: bytes, most: int = 100) -> Table:
    return table.read(content, COLUMNS, TODAY, most)


def lines(content: bytes) -> list[Line]:
    return read(content).lines


def values(content: bytes) -> list[dict[str, Any]]:
    """Of the rows of data; a faulty one fails the test."""
    rows = [line for line in lines(content) if not line.skipped]
    assert not any(line.faults for line in rows)
    return [line.values for line in rows]


def workbook(fill: Callable[[xlsxwriter.Workbook, Any], None], **options: Any) -> bytes:
    """An XLSX whose first sheet `fill(book, sheet)` writes."""
    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, **options}) as book:
        fill(book, book.add_worksheet("Danh sách"))
    return made.getvalue()


def of_rows(*rows: list[Any], **options: Any) -> bytes:
    """An XLSX of one sheet, each cell as its type says."""

    def fill(_book: Any, sheet: Any) -> None:
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)

    return workbook(fill, **options)

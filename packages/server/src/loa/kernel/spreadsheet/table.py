"""Reads the lines of a table from a file. Each column reads its cells, and each fault names its column."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from loa.kernel.errors import Invalid
from loa.kernel.figures import number
from loa.kernel.spreadsheet import artefacts, delimited, heading, sniffing, workbook
from loa.kernel.spreadsheet.artefacts import shown
from loa.kernel.spreadsheet.columns import Column, Setting
from loa.kernel.spreadsheet.grid import Cell, Grid, cell, is_empty
from loa.kernel.spreadsheet.totals import is_total


@dataclass(frozen=True)
class Fault:
    """An error of a line: the column's name and field (empty: the line as a whole), and a sentence."""

    column: str
    sentence: str
    field: str = ""

    def __str__(self) -> str:
        return f"{self.column}: {self.sentence}" if self.column else self.sentence


@dataclass(frozen=True)
class Line:
    """A row of data. `number` is the row number in the spreadsheet; `values` has the values by field, without
    empty cells; `skipped` says why the row is not data; `hidden`: the spreadsheet does not show the row."""

    number: int
    values: dict[str, Any]
    notes: tuple[str, ...] = ()
    faults: tuple[Fault, ...] = ()
    skipped: str = ""
    hidden: bool = False

    @property
    def wrong(self) -> frozenset[str]:
        """Returns the fields whose cells could not be read or are missing."""
        return frozenset(fault.field for fault in self.faults)

    def get(self, field: str, otherwise: Any = "") -> Any:
        """Returns a value; `otherwise` if the cell is empty or the column is missing."""
        return self.values.get(field, otherwise)


@dataclass(frozen=True)
class Table:
    """All lines of a file, and sentences about the file as a whole."""

    lines: list[Line]
    notes: tuple[str, ...] = field(default=())


def stop(faults: Sequence[tuple[int, Fault | str]]) -> None:
    """Raises Invalid with a sentence for each faulty row, if there are any. For callers that read a whole
    file or nothing of it."""
    if faults:
        said = _("Chưa ghi dòng nào: tệp có %(n)s dòng sai.") % {"n": len({row for row, _fault in faults})}
        lines = [_("Dòng %(line)s: %(what)s") % {"line": row, "what": fault} for row, fault in faults]
        raise Invalid(said, "file", lines)


def read(content: bytes, columns: Sequence[Column], today: date, most: int) -> Table:
    """Returns the table in a file of any kind. `most` is the limit of rows of data. Raises Invalid, with a
    sentence that says what to change, for a file that is no such table."""
    grid = _grid(content, columns)
    head = heading.find(grid, columns)
    _check(head, columns)
    assert head is not None
    lines = list(_lines(grid, head, columns, Setting(today, grid.date_1904)))
    unseen = [str(line.number) for line in lines if line.hidden and not line.skipped]
    if all(line.skipped for line in lines):
        raise Invalid(_nothing(lines), "file")
    if len(lines) > most:
        raise Invalid(_("Một tệp có tối đa %(most)s dòng.") % {"most": number(most)}, "file")
    notes = [*grid.notes, *_unseen(unseen)]
    if head.unknown:
        names = ", ".join(f"“{name}”" for name in head.unknown[:20])
        notes.append(_("Các cột không dùng: %(names)s.") % {"names": names})
    return Table(lines, tuple(notes))


def _unseen(numbers: Sequence[str]) -> list[str]:
    """Returns the note about rows that the spreadsheet hides, of which the sender may not know."""
    if not numbers:
        return []
    said = _("%(n)s dòng đang ẩn hay bị lọc trong bảng tính vẫn được đọc: dòng %(lines)s.")
    named = ", ".join(numbers[:20]) + ("…" if len(numbers) > 20 else "")
    return [said % {"n": len(numbers), "lines": named}]


def _example() -> str:
    return _("dòng thí dụ của tệp mẫu")


def _nothing(lines: Sequence[Line]) -> str:
    """Returns a sentence that says why a file has no row of data, and what to do."""
    if any(line.skipped == _example() for line in lines):
        return _(
            "Tệp mẫu còn nguyên: mới có dòng thí dụ, chưa có dòng nào của mình. Ghi các dòng của mình"
            " vào dưới dòng thí dụ rồi gửi lại."
        )
    if lines:
        return _("Tệp chưa có dòng nào để nhập: dưới tên cột chỉ có dòng tổng, hoặc không gì ở cột cần đọc.")
    return _("Tệp chưa có dòng nào dưới tên cột. Ghi các dòng cần nhập vào đó rồi gửi lại.")


def _grid(content: bytes, columns: Sequence[Column]) -> Grid:
    if sniffing.kind(content) == "workbook":
        return workbook.read(content)
    return delimited.read(content, lambda rows: heading.recognised(rows, columns))


def _check(head: heading.Heading | None, columns: Sequence[Column]) -> None:
    """Raises Invalid if an expected column is missing, or if two columns have the same field."""
    found = set(head.fields.values()) if head else set()
    missing = [column.names[0] for column in columns if column.expected and column.field not in found]
    if missing or head is None:
        wanted = ", ".join(missing or [column.names[0] for column in columns if column.needed])
        raise Invalid(_("Dòng đầu của tệp thiếu cột: %(columns)s.") % {"columns": wanted}, "file")
    if head.twice:
        named = {column.field: column.names[0] for column in columns}
        names = ", ".join(named[each] for each in head.twice)
        said = _("Hai cột cùng là %(columns)s. Bỏ bớt một cột rồi gửi lại.")
        raise Invalid(said % {"columns": names}, "file")


def _lines(grid: Grid, head: heading.Heading, columns: Sequence[Column], setting: Setting) -> Iterator[Line]:
    """Yields a line for each row below the heading that is not empty."""
    by_field = {column.field: column for column in columns}
    placed = {number: by_field[field] for number, field in head.fields.items()}
    for index in range(head.first, len(grid.rows)):
        row, number = grid.rows[index], index + 1
        if all(is_empty(each) for each in row):
            continue
        if is_total(row, placed):
            yield Line(number, {}, skipped=_("dòng tổng"))
        elif all(is_empty(cell(row, each)) for each in placed):
            yield Line(number, {}, skipped=_("không có gì ở các cột cần đọc"))
        elif _is_example(row, placed, columns):
            yield Line(number, {}, skipped=_example())
        else:
            found = _line(number, row, placed, columns, setting)
            if index in grid.hidden:
                found = replace(found, notes=(*found.notes, _("dòng đang ẩn.")), hidden=True)
            yield found


def _is_example(row: Sequence[Cell], placed: dict[int, Column], columns: Sequence[Column]) -> bool:
    """Returns whether the row is the unchanged example of our template workbook, in all its columns."""
    same = all(shown(cell(row, each) or "") == column.example for each, column in placed.items())
    return same and len(placed) == len(columns)


def _line(
    number: int, row: Sequence[Cell], placed: dict[int, Column], columns: Sequence[Column], setting: Setting
) -> Line:
    """Reads the cells of one row of data."""
    values: dict[str, Any] = {}
    notes: list[str] = []
    faults: list[Fault] = []
    for index, column in placed.items():
        given = cell(row, index)
        if is_empty(given):
            continue
        try:
            artefacts.require_value(given)
            said = column.read(given, setting)
        except Invalid as error:
            faults.append(Fault(column.names[0], str(error.message), column.field))
            continue
        values[column.field] = said.value
        if said.note:
            notes.append(said.note)
    # A needed cell that could not be read is not reported as empty too.
    wrong = {fault.field for fault in faults}
    faults += [
        Fault(column.names[0], _("còn trống."), column.field)
        for column in columns
        if column.needed and column.field not in values and column.field not in wrong
    ]
    return Line(number, values, tuple(notes), tuple(faults))

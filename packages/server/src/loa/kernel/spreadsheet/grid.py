"""A sheet as rows of cells; row 0 is the spreadsheet's row 1. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta


@dataclass(frozen=True)
class BrokenCell:
    """A cell that has no value: the spreadsheet's error, or "" for a formula whose result is not in the
    file."""

    error: str

    def __str__(self) -> str:
        return self.error


Cell = str | int | float | bool | date | datetime | time | timedelta | BrokenCell | None
Merge = tuple[tuple[int, int], tuple[int, int]]
"""(first row, first column), (last row, last column), counted from 0, all included."""


@dataclass(frozen=True)
class Grid:
    """The cells of a sheet; `notes` are sentences about the file as a whole, `hidden` the numbers of the rows
    that the spreadsheet does not show."""

    rows: list[list[Cell]]
    merges: tuple[Merge, ...] = ()
    date_1904: bool = False
    notes: tuple[str, ...] = field(default=())
    hidden: frozenset[int] = frozenset()


def cell(row: Sequence[Cell], column: int) -> Cell:
    """Returns a cell of a row; None beyond its end."""
    return row[column] if column < len(row) else None


def is_empty(value: Cell) -> bool:
    return value is None or (isinstance(value, str) and not value)


class OverlappingMerges(ValueError):
    """Raised when merged ranges overlap. No spreadsheet writes such a file, and to fill the ranges of a
    forged one could take unlimited time."""


def within(rows: Sequence[Sequence[Cell]], merges: Sequence[Merge]) -> tuple[Merge, ...]:
    """Returns the merged ranges, limited to the cells of the sheet. Raises OverlappingMerges if together they
    cover more cells than the sheet has."""
    height, width = len(rows), max(map(len, rows), default=0)
    kept, covered = [], 0
    for (top, left), (bottom, right) in merges:
        top, left, bottom, right = max(top, 0), max(left, 0), min(bottom, height - 1), min(right, width - 1)
        if top > bottom or left > right:
            continue
        covered += (bottom - top + 1) * (right - left + 1)
        if covered > height * width:
            raise OverlappingMerges
        kept.append(((top, left), (bottom, right)))
    return tuple(kept)


def fill_down(rows: list[list[Cell]], merges: Sequence[Merge]) -> None:
    """Copies a value that is merged over several rows to each of them, in place. A value that is merged over
    several columns stays in the first one, since a title over a table is no value of its other columns."""
    for (top, left), (bottom, _right) in merges:
        if top >= len(rows):
            continue
        value = cell(rows[top], left)
        if is_empty(value):
            continue
        for row in rows[top + 1 : bottom + 1]:
            if is_empty(cell(row, left)):
                row.extend([None] * (left + 1 - len(row)))
                row[left] = value


def filled_across(rows: Sequence[Sequence[Cell]], merges: Sequence[Merge], number: int) -> list[Cell]:
    """Returns a heading row in which a heading that is merged over several columns is repeated in each of
    them (at most 200)."""
    filled = list(rows[number])
    for (top, left), (bottom, right) in merges:
        if top <= number <= bottom:
            value = cell(rows[top], left)
            # More columns than MAX_COLUMNS are never read.
            for column in range(left, min(right + 1, left + 200)):
                filled.extend([None] * (column + 1 - len(filled)))
                filled[column] = value
    return filled

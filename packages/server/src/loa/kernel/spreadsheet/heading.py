"""Finds the heading of a table among titles, group headings and rows of column numbers. Pure.

The heading is the row, or the two rows (groups above headings), in which the most columns are recognised.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from loa.kernel.spreadsheet.columns import Column
from loa.kernel.spreadsheet.grid import Cell, Grid, cell, filled_across
from loa.kernel.unaccent import plain

LOOKED_AT: Final = 30
"""The heading begins within this many rows. The number is high since official forms have long letterheads."""
COUNTS: Final = ("stt", "tt", "so tt", "so thu tu", "no")
"""Headings of a column of row numbers. Such a column is not reported as unknown."""
LETTERS: Final = 100
"""The number of characters of a heading that are compared, since a cell of data may be long."""
_ASIDE: Final = re.compile(r"\([^()]*\)|\*")
_PUNCTUATION: Final = re.compile(r"[^\w]+|_")


@dataclass(frozen=True)
class Heading:
    """The heading of a table: `first` is the first row of data, from 0, and `fields` the field of each known
    column. `twice`: fields that two columns have. `unknown`: headings of columns that are not read."""

    first: int
    fields: dict[int, str]
    twice: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()


def words(text: object) -> str:
    """Returns a heading as it is compared: without diacritics, punctuation and text in brackets."""
    return " ".join(_PUNCTUATION.sub(" ", plain(_ASIDE.sub(" ", str(text or "")[:LETTERS]))).split())


def recognised(rows: Sequence[Sequence[Cell]], columns: Sequence[Column]) -> int:
    """Returns how many known columns the best heading of these rows has."""
    found = find(Grid([list(row) for row in rows]), columns)
    return len(set(found.fields.values())) if found else 0


def find(grid: Grid, columns: Sequence[Column]) -> Heading | None:
    """Returns the heading; None if no column is recognised. Among equals it is the first, and one row rather
    than two."""
    known = {words(name): column.field for column in columns for name in column.names}
    best, most = None, 0
    for number in range(min(len(grid.rows), LOOKED_AT)):
        for depth in (1, 2):
            found = _heading(grid, number, depth, known)
            score = len(set(found.fields.values())) if found else 0
            if score > most:
                best, most = found, score
    return best


def _heading(grid: Grid, number: int, depth: int, known: dict[str, str]) -> Heading | None:
    """Returns the heading that begins in this row, if its one or two rows can be one."""
    if number + depth > len(grid.rows):
        return None
    raw, lower = grid.rows[number], grid.rows[number + depth - 1]
    if depth == 2 and not _words_alone(lower):
        return None
    groups = _groups(raw, filled_across(grid.rows, grid.merges, number)) if depth == 2 else []
    fields: dict[int, str] = {}
    unknown = []
    for column in range(max(len(lower), len(raw))):
        own, group = words(cell(lower, column)), words(cell(groups, column))
        # A group may qualify its headings ("Tọa độ" over "vĩ độ"), so the joined names are tried first.
        # Without a lower heading the upper cell is the heading, merged over both rows.
        names = [f"{group} {own}", f"{own} {group}", own] if own else [words(cell(raw, column))]
        field = next((known[each] for each in names if each in known), "")
        if field:
            fields[column] = field
        elif names[-1] and names[-1] not in COUNTS:
            unknown.append(str(cell(lower, column) or cell(raw, column)))
    held = list(fields.values())
    twice = tuple(dict.fromkeys(each for each in held if held.count(each) > 1))
    first = number + depth
    return Heading(first + _column_numbers(grid.rows, first), fields, twice, tuple(unknown))


def _groups(row: Sequence[Cell], filled: list[Cell]) -> list[Cell]:
    """Returns the upper one of two heading rows, with each group repeated over its columns. A CSV has no
    merged cells, so there a group extends over the empty cells after it."""
    if list(row) != filled:
        return filled
    spread: list[Cell] = []
    for each in row:
        spread.append(each if each or not spread else spread[-1])
    return spread


def _words_alone(row: Sequence[Cell]) -> bool:
    """Returns whether this row may be the lower row of a heading. A row that contains a number is data."""
    return not any(isinstance(each, int | float) for each in row) and any(row)


def _column_numbers(rows: Sequence[Sequence[Cell]], first: int) -> int:
    """Returns 1 if the row below the heading numbers the columns, as in official forms (A, B, 1, 2 or (1),
    (2), (3)), else 0."""
    if first >= len(rows):
        return 0
    said = [_counted(each) for each in rows[first] if each not in ("", None)]
    letters = [each for each in said if each.isalpha()]
    digits = said[len(letters) :]
    counted = letters == [chr(ord("a") + n) for n in range(len(letters))] and digits in (
        [str(n + 1) for n in range(len(digits))],
        [str(n + 1 + len(letters)) for n in range(len(digits))],
    )
    return int(len(said) > 1 and counted)


def _counted(value: Cell) -> str:
    """Returns `1`, `1`, `a` for `(1)`, `1.0`, `A`."""
    if isinstance(value, float) and value == int(value):
        return str(int(value))
    return str(value).strip("()[] .").lower()

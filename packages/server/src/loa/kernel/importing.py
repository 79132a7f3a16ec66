"""What a room says of a table that people may bring in: its columns, and what a row of it would do.

A room declares them in its `imports.py`:

    IMPORTS = (Importing(kind="hamlets", ..., columns=COLUMNS, begin=begin),)

`begin(unit_id)` is called once a file, with the scope and the person set; it reads what rows are compared
with and gives a function from a line to a `Verdict`. That function writes nothing: what writes is the
verdict's `do`, a call of the room's own action. The room of imports shows all verdicts first, and calls `do`
when told.

A line is judged also where some of its cells could not be read, so that all that is wrong with it is said at
once. What can be wrong by itself is a check by itself (`Checks`).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeVar

from loa.kernel.errors import LoaError, Text
from loa.kernel.roles import Capability
from loa.kernel.spreadsheet.columns import Column
from loa.kernel.spreadsheet.table import Line


class Outcome(StrEnum):
    """What becomes of a row."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    FAULTY = "faulty"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Change:
    """One thing that a row changes: what it is called, what stands there, what will."""

    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Verdict:
    """What a row would do. `key` is what it is about: a second row of one file about the same is a fault.
    `label` is how a person calls it. `do` writes, and gives the row written, whose key is kept."""

    outcome: Outcome
    key: str
    label: str
    changes: tuple[Change, ...] = ()
    notes: tuple[str, ...] = ()
    do: Callable[[], object] | None = field(default=None, compare=False)


Judge = Callable[[Line], Verdict]
"""Raises a LoaError whose sentence says why the row cannot be taken, its field names the column; or Faulty,
where there are several."""
Found = TypeVar("Found")


class Faulty(Exception):
    """What is wrong with a row beside its cells that could not be read: none, where those are all."""

    def __init__(self, errors: Sequence[LoaError]) -> None:
        super().__init__("; ".join(map(str, errors)))
        self.errors = tuple(errors)


class Checks:
    """The checks of one row, each made whatever became of the others."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self._errors: list[LoaError] = []

    def made(self, check: Callable[[], Found], *fields: str) -> Found | None:
        """What `check` finds; None where it refuses, which is kept, or where a cell of the `fields` that it
        reads could not be read, which has been said."""
        if self.line.wrong.intersection(fields):
            return None
        try:
            return check()
        except LoaError as error:
            self._errors.append(error)
            return None

    def passed(self) -> None:
        """Goes on where nothing is wrong. Raises Faulty."""
        if self._errors or self.line.faults:
            raise Faulty(self._errors)


@dataclass(frozen=True)
class ImportKind:
    """One kind of table, and its page's address: `path`, `name`. `at_unit`: the address has a unit's id, and
    all rows are that unit's; `at_province`: for whoever may do this at the province itself. `back`: the name
    of the page that people come from, `back_said` what it is called (empty: as the unit). `after`, for what a
    person still has to do with what was added: the name of an address that takes the keys of the rows
    written, comma-separated, as `added`; `after_said`: its button."""

    kind: str
    path: str
    name: str
    back: str
    title: Text
    what: Text
    capability: Capability
    columns: Sequence[Column]
    begin: Callable[[int], Judge]
    most: int
    at_unit: bool = False
    at_province: bool = False
    back_said: Text = ""
    after: str = ""
    after_said: Text = ""

"""The declaration of an import: its columns, and what a row of it would do.

A room declares its imports in its `imports.py`:

    IMPORTS = (ImportKind(kind="hamlets", ..., columns=COLUMNS, begin=begin),)

`begin(unit_id)` is called once for each file, with the scope and the actor set. It reads what the rows are
compared with and returns a function from a line to a `Verdict`. That function writes nothing; the verdict's
`do` writes, by calling the room's own action. The room `imports` first shows all verdicts, and calls `do`
only after the person has agreed.

A line is checked even if some of its cells could not be read, so that all its errors are reported at once.
Each thing that can be wrong independently is a check of its own (`Checks`).
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
    """What happens to a row."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    FAULTY = "faulty"
    SKIPPED = "skipped"


@dataclass(frozen=True)
class Change:
    """One value that a row changes: its name, its present value, its new value."""

    what: str
    before: str
    after: str


@dataclass(frozen=True)
class Verdict:
    """What a row would do. `key` identifies its subject; a second row with the same key in a file is faulty.
    `label` is its name for people. `do` writes it and returns the written row, whose primary key is
    stored."""

    outcome: Outcome
    key: str
    label: str
    changes: tuple[Change, ...] = ()
    notes: tuple[str, ...] = ()
    do: Callable[[], object] | None = field(default=None, compare=False)


Judge = Callable[[Line], Verdict]
"""Returns the verdict on a line. Raises a LoaError that says why the row cannot be imported, with the column
as its field, or Faulty with several errors."""
Found = TypeVar("Found")


class Faulty(Exception):
    """The errors of a row besides those of cells that could not be read; there may be none besides those."""

    def __init__(self, errors: Sequence[LoaError]) -> None:
        super().__init__("; ".join(map(str, errors)))
        self.errors = tuple(errors)


class Checks:
    """The checks of one row. Each is made, whatever the result of the others."""

    def __init__(self, line: Line) -> None:
        self.line = line
        self._errors: list[LoaError] = []

    def made(self, check: Callable[[], Found], *fields: str) -> Found | None:
        """Returns what `check` returns. Returns None if it raises an error, which is collected, or if a cell
        of the `fields` that it uses could not be read, which is reported already."""
        if self.line.wrong.intersection(fields):
            return None
        try:
            return check()
        except LoaError as error:
            self._errors.append(error)
            return None

    def passed(self) -> None:
        """Raises Faulty if anything is wrong with the row."""
        if self._errors or self.line.faults:
            raise Faulty(self._errors)


@dataclass(frozen=True)
class ImportKind:
    """One kind of import. `path` and `name` are the URL pattern of its page and its name.

    `at_unit`: the URL contains a unit's id, and all rows belong to that unit. `at_province`: only those may
    import it who have the capability at the province itself. `most` is the limit of rows. `back` is the name
    of the page from which people come, `back_said` its title (empty: the name of the unit). `after` is the
    name of a page for what a person still has to do with the added rows; it gets their keys as `added`,
    comma-separated. `after_said` is the label of its button."""

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

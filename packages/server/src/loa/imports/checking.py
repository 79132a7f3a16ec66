"""Computes the outcome of each row of a file. Writes nothing."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from loa.imports import rules
from loa.kernel import clock
from loa.kernel.errors import LoaError
from loa.kernel.importing import Faulty, ImportKind, Judge, Outcome, Verdict
from loa.kernel.spreadsheet import table
from loa.kernel.spreadsheet.table import Line
from loa.places.progress import Progress


@dataclass(frozen=True)
class JudgedRow:
    """A row's outcome as it is shown and stored, with the room's `verdict` if there is one."""

    number: int
    outcome: Outcome
    label: str = ""
    changes: tuple[tuple[str, str, str], ...] = ()
    said: tuple[str, ...] = ()
    verdict: Verdict | None = field(default=None, compare=False)

    @property
    def shown(self) -> list[Any]:
        """Returns the outcome as a list, in the form in which it is hashed and stored."""
        return [
            self.number,
            str(self.outcome),
            self.label,
            [list(each) for each in self.changes],
            [*self.said],
        ]


@dataclass(frozen=True)
class CheckedFile:
    """The outcomes of all rows of a file."""

    rows: list[JudgedRow]
    notes: tuple[str, ...]

    @property
    def counts(self) -> dict[str, int]:
        return dict(Counter(str(row.outcome) for row in self.rows))

    @property
    def sha256(self) -> str:
        return rules.outcomes_hash(row.shown for row in self.rows)


def check(
    importing: ImportKind, unit_id: int, content: bytes, refused: Mapping[str, str], told: Progress
) -> CheckedFile:
    """Returns what each row would do for the present actor. `refused` holds the errors of an earlier attempt
    to write the file, by row number. Raises Invalid for a file that is no such table, Forbidden, NotFound."""
    read = table.read(content, importing.columns, clock.today(), importing.most)
    judge = importing.begin(unit_id)
    seen: dict[str, int] = {}
    names = {column.field: column.names[0] for column in importing.columns}
    rows = []
    for done, line in enumerate(read.lines):
        told(done, len(read.lines))
        rows.append(_judged(line, judge, names, seen, refused.get(str(line.number), "")))
    return CheckedFile(rows, read.notes)


def _judged(
    line: Line, judge: Judge, names: Mapping[str, str], seen: dict[str, int], refused: str
) -> JudgedRow:
    """Returns the outcome of one row. `seen` holds the row number of each key so far, by which a repeated
    subject is found."""
    if line.skipped:
        return JudgedRow(line.number, Outcome.SKIPPED, said=(line.skipped,))
    try:
        verdict = judge(line)
    except Faulty as faulty:
        return _faulty(line, faulty.errors, names)
    except LoaError as error:
        return _faulty(line, (error,), names)
    if line.faults:
        return _faulty(line, (), names)
    # Only rows with a verdict count as the first of their key, so a faulty row makes no later row faulty.
    first = seen.setdefault(verdict.key, line.number)
    if first != line.number:
        said = _("trùng với dòng %(line)s.") % {"line": first}
        return JudgedRow(line.number, Outcome.FAULTY, verdict.label, said=(said,))
    if refused and verdict.do is not None:
        return JudgedRow(line.number, Outcome.FAULTY, verdict.label, said=(refused,))
    changes = tuple((each.what, each.before, each.after) for each in verdict.changes)
    return JudgedRow(
        line.number, verdict.outcome, verdict.label, changes, (*line.notes, *verdict.notes), verdict
    )


def _faulty(line: Line, errors: Sequence[LoaError], names: Mapping[str, str]) -> JudgedRow:
    """Returns the outcome of a faulty row with all its errors: first of its cells, then of the row as a
    whole. A cell that could not be read gets only that error."""
    said = [str(fault) for fault in line.faults]
    for error in errors:
        column = names.get(error.field or "", "")
        if error.field not in line.wrong:
            said.append(f"{column}: {error.message}" if column else str(error.message))
    return JudgedRow(line.number, Outcome.FAULTY, " · ".join(_words(line)), said=tuple(dict.fromkeys(said)))


def _words(line: Line) -> Iterator[str]:
    """Returns the first texts of the row, by which people can find it in their file."""
    texts = [value for value in line.values.values() if isinstance(value, str)]
    return (text[:60] for text in texts[:3])

"""Chooses the cells of the matrix that a run requests: all that are allowed and, of those refused for the
same reason, the first in every run and the others in turn (loa_protocol.testing.turns).

Columns with the same `MatrixRow.standing` form a class: they are refused with the same answer, after the same
queries. The classes themselves are checked too: a cell that is answered differently from the first of its
class is a fault, like a wrong answer.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from loa_protocol.testing import turns

from loa.testing import matrix_run as run
from loa.testing.client import RoleClient
from loa.testing.matrix import Column, MatrixRow, World


@dataclass(frozen=True)
class RefusedAlike:
    """Cells of one row that are refused for the same reason: the first, and the others in the order of
    columns."""

    first: run.Cell
    others: tuple[run.Cell, ...] = ()

    def in_turn(self, turn: int | None) -> list[run.Cell]:
        """Returns the others whose turn it is; all of them if `turn` is None."""
        return turns.share(" ".join(self.first.row.key), self.others, turn)


def allowed(rows: Iterable[MatrixRow]) -> list[run.Cell]:
    """Returns the cells that are allowed."""
    return [cell for cell in run.cells(rows) if cell.row.allows(cell.column)]


def refused(rows: Iterable[MatrixRow]) -> list[RefusedAlike]:
    """Returns the cells that are refused, in their classes."""
    found: dict[tuple[object, ...], list[run.Cell]] = {}
    for number, row in enumerate(rows):
        for cell in run.cells([row]):
            if not row.allows(cell.column):
                found.setdefault((number, *row.standing(cell.column)), []).append(cell)
    return [RefusedAlike(cells[0], tuple(cells[1:])) for cells in found.values()]


def asked(rows: Iterable[MatrixRow], turn: int | None) -> list[run.Cell]:
    """Returns the cells of one run."""
    rows = list(rows)
    alike = refused(rows)
    return [
        *allowed(rows),
        *(one.first for one in alike),
        *(cell for one in alike for cell in one.in_turn(turn)),
    ]


def faults(
    rows: Iterable[MatrixRow],
    turn: int | None,
    world: World,
    clients: Mapping[Column, RoleClient],
    snapshot: run.Snapshot,
) -> list[str]:
    """Returns what is wrong in one run: cells that are not as declared, and cells that differ from their
    class."""
    rows = list(rows)

    def answer(cell: run.Cell) -> run.CellAnswer:
        return run.answered(cell, world, clients[cell.column], snapshot)

    found = [run.fault(cell, answer(cell), world) for cell in allowed(rows)]
    for alike in refused(rows):
        found += _faults_of(alike, turn, world, answer)
    return [fault for fault in found if fault is not None]


def _faults_of(
    alike: RefusedAlike, turn: int | None, world: World, answer: Callable[[run.Cell], run.CellAnswer]
) -> list[str | None]:
    of_first = answer(alike.first)
    found = [run.fault(alike.first, of_first, world)]
    for cell in alike.in_turn(turn):
        of_this = answer(cell)
        found.append(run.fault(cell, of_this, world))
        if (of_this.status, of_this.said.shape) != (of_first.status, of_first.said.shape):
            found.append(
                f"{cell}: refused otherwise than {alike.first.column} ({of_this.status} after"
                f" {len(of_this.said.asked)}, {of_first.status} after {len(of_first.said.asked)} questions):"
                " MatrixRow.standing takes them for one"
            )
    return found

"""The matrix's rows of a list as a file: for those who read the list, and recorded where they hold a role.

As CSV, in which the matrix sees the marks of rows. Who holds a role at a body alone sees no row, and gets no
file."""

from typing import Any, Final

from loa.testing.matrix import BODIES, Column, World


def csv(_world: World) -> dict[str, str]:
    return {"form": "csv"}


def _at_a_place(column: Column) -> bool:
    return column.place not in BODIES


FILE: Final[dict[str, Any]] = {"changes": "home", "path": csv, "also": _at_a_place}

"""The part that the matrix's rows share for a list as a file: it is given to those who may read the list, and
recorded for those who hold a role at a place.

The file is CSV, in which the matrix sees the marks of rows. A person with a role only at a body sees no row
and gets no file.
"""

from typing import Any, Final

from loa.testing.matrix import BODIES, Column, World


def csv(_world: World) -> dict[str, str]:
    return {"form": "csv"}


def _at_a_place(column: Column) -> bool:
    return column.place not in BODIES


FILE: Final[dict[str, Any]] = {"changes": "home", "path": csv, "also": _at_a_place}

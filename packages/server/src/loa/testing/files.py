"""The part that the matrix's rows for exported lists share: those who may read a list may export it, and the
export is recorded at the place where they hold a role.

The file is CSV, in which the matrix sees the marks of rows. A person with a role only at a body sees no row
and gets no file.
"""

from typing import Any, Final

from loa.testing.matrix import Column, World


def csv(_world: World) -> dict[str, str]:
    return {"form": "csv"}


def _at_a_place(column: Column) -> bool:
    return not column.at_a_body


FILE: Final[dict[str, Any]] = {"changes": "home", "path": csv, "also": _at_a_place}

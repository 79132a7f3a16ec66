"""Makes the cells of our CSV files safe: no spreadsheet takes them for formulas."""

import re
from typing import Final

SIGNS: Final = "=+\\-@\uff1d\uff0b\uff0d\uff20"
"""The characters that begin a formula, also in their full-width forms; for a character class of a pattern."""
# A spreadsheet ignores space, tabs and line ends before a formula. Inside a text, a separator counts as the
# beginning of a cell, since a reader with another separator than ours would split there. The space is matched
# possessively, so that a run of tabs is scanned once.
_BEGINS: Final = re.compile(rf"((?:^|[,;|\t\r\n\"])\s*+)([{SIGNS}]?)")


def inert(text: str) -> str:
    """Returns a cell that no spreadsheet takes for a formula. `=HYPERLINK(...)` in a name would run on the
    machine of whoever opens the file, so an apostrophe is put before it; `tidy` removes that when a file is
    read."""
    quoted = _BEGINS.sub(lambda found: f"{found[1]}'{found[2]}" if found[2] else found[1], text)
    return f"'{quoted}" if text.startswith(("\t", "\r", "\n")) else quoted

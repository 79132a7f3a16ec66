"""What every CSV of ours puts into a cell that a spreadsheet opens."""

import re
from typing import Final

SIGNS: Final = "=+\\-@\uff1d\uff0b\uff0d\uff20"
"""With what a spreadsheet begins a formula, also as wide as a Chinese letter; for a class of a pattern."""
# Space, a tab or a line end before it is left out by a spreadsheet. Inside a text, what a reader with another
# separator than ours would take for the beginning of a cell counts as one. The space is taken in any case, so
# that a run of tabs is looked at once.
_BEGINS: Final = re.compile(rf"((?:^|[,;|\t\r\n\"])\s*+)([{SIGNS}]?)")


def inert(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: `=HYPERLINK(...)` in a name would run on the machine of
    whoever opens the file. What is read back has lost the apostrophe again (`tidy`)."""
    quoted = _BEGINS.sub(lambda found: f"{found[1]}'{found[2]}" if found[2] else found[1], text)
    return f"'{quoted}" if text.startswith(("\t", "\r", "\n")) else quoted

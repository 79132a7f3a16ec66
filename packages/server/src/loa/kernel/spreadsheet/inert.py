"""What every file of ours puts into a cell that a spreadsheet opens."""

from typing import Final

STARTS: Final = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet takes for a formula, or leaves out before it does."""


def inert(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: `=HYPERLINK(...)` in a name would run on the machine of
    whoever opens the file. What is read back has lost the apostrophe again (`tidy`)."""
    return f"'{text}" if text.startswith(STARTS) else text

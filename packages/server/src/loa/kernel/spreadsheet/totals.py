"""Distinguishes rows of totals from rows of data. Pure."""

import re
from collections.abc import Mapping, Sequence
from typing import Final

from loa.kernel.spreadsheet.columns import Column
from loa.kernel.spreadsheet.grid import Cell, cell

# The diacritics count, since Tống is a family name. The word is alone, or followed by what it sums up.
_WORDS: Final = re.compile(
    r"(tổng|tong)( (cộng|cong|số|so)\b.*| ?\d.*)?|(cộng|cong)( (toàn|toan|chung|cả|ca)\b.*| ?\d.*)?"
)
_BARE: Final = ("tổng", "tong", "cộng", "cong")
"""Words that may also be a name."""
_ASIDE: Final = re.compile(r"[:.;,()–-]+")


def is_total(row: Sequence[Cell], placed: Mapping[int, Column]) -> bool:
    """Returns whether a row is a total. It has a word for a total in a column that is read, or as its first
    text, and in the columns that a row of data must have no other words, only nothing, numbers, or a count
    such as "12 người". If that word may be a name, this holds for all columns that are read."""
    labels = [at for at, each in enumerate(row) if isinstance(each, str) and _WORDS.fullmatch(_bare(each))]
    if not labels or (labels[0] not in placed and labels[0] != _first_worded(row)):
        return False
    may_be_a_name = _bare(str(row[labels[0]])) in _BARE
    return not any(
        _is_worded(cell(row, at))
        for at, column in placed.items()
        if at not in labels and (column.needed or may_be_a_name)
    )


def _bare(text: str) -> str:
    return " ".join(_ASIDE.sub(" ", text.lower()).split())


def _first_worded(row: Sequence[Cell]) -> int:
    return next((at for at, each in enumerate(row) if _is_worded(each)), -1)


def _is_worded(value: Cell) -> bool:
    return isinstance(value, str) and any(map(str.isalpha, value)) and not value[0].isdigit()

"""The root's private half on paper: four rows of sixteen digits, each with two check digits.

A person types it from the sheet once a year without seeing what they type. Each row can be checked by itself,
and a row in the place of another is noticed. Pure.
"""

import hashlib
import re
from typing import Final

ROWS: Final = 4
ROW_BYTES: Final = 8
SEED_BYTES: Final = ROWS * ROW_BYTES
NEXT_SHEET: Final = "\f"
"""The form feed that ends the first sheet."""
_ROW: Final = re.compile(r"^\s*([1-4]):(.*)$", re.MULTILINE)
_DIGITS: Final = re.compile(r"[0-9a-f]+")
_MISREAD: Final = str.maketrans("oil", "011", " \t\r\n.-")
"""The digits that letters stand for: a printed sheet has no letter o, i or l. Spaces, line breaks, dots and
hyphens are removed."""


class Unreadable(ValueError):
    """The error that a row (1 to 4) does not fit its check digits. Row 0: this is no sheet at all."""

    def __init__(self, row: int) -> None:
        super().__init__(f"row {row}")
        self.row = row


def rows(seed: bytes) -> tuple[str, ...]:
    """Returns the printed rows of a private half of 32 bytes."""
    return tuple(_printed(number, part) for number, part in enumerate(_parts(seed), 1))


def read(text: str) -> bytes:
    """Returns the private half on the first sheet in this text: its four rows, or its 64 digits alone.

    Raises Unreadable with the first row that is wrong.
    """
    page = text.partition(NEXT_SHEET)[0].lower()
    found = {int(number): digits.translate(_MISREAD) for number, digits in _ROW.findall(page)}
    if found:
        return b"".join(_checked(number, found.get(number, "")) for number in range(1, ROWS + 1))
    digits = page.translate(_MISREAD)
    if len(digits) != 2 * SEED_BYTES or not _DIGITS.fullmatch(digits):
        raise Unreadable(0)
    return bytes.fromhex(digits)


def _parts(seed: bytes) -> list[bytes]:
    return [seed[at : at + ROW_BYTES] for at in range(0, SEED_BYTES, ROW_BYTES)]


def _printed(number: int, part: bytes) -> str:
    digits = part.hex()
    groups = " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))
    return f"{number}: {groups}  {_check(number, part).hex()}"


def _checked(number: int, digits: str) -> bytes:
    if len(digits) != 2 * (ROW_BYTES + 1) or not _DIGITS.fullmatch(digits):
        raise Unreadable(number)
    said = bytes.fromhex(digits)
    if said[ROW_BYTES:] != _check(number, said[:ROW_BYTES]):
        raise Unreadable(number)
    return said[:ROW_BYTES]


def _check(number: int, part: bytes) -> bytes:
    """Returns the check byte. It covers the row's number too, so a row in another's place is wrong."""
    return hashlib.sha256(bytes([number]) + part).digest()[:1]

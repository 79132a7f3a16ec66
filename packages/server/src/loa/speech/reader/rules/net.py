"""Addresses of the net: dichvucong.gov.vn, a.b@c.vn, https://xa.vn/tin."""

from __future__ import annotations

import re
from functools import lru_cache

from loa.speech.reader import letters, numbers
from loa.speech.reader.lexicon import table
from loa.speech.reader.tokens import Found, one

# Names and paths are bounded, so that a long line of rubbish is left after a glance.
_NAME = r"[\w\-]{1,40}"
_PATH = r"[\w.\-/]{0,200}\w"
_HOST = rf"{_NAME}(?:\.{_NAME}){{0,5}}"
_ADDRESS = re.compile(
    rf"(?:https?://)?[\w.\-]{{1,40}}@{_HOST}\.\w{{2,9}}|(?:https?://|www\.){_PATH}"
    rf"|{_HOST}\.(?:gov|com|vn|net|org|edu|me)(?:\.vn)?(?:/{_PATH})?(?!\w)",
    re.ASCII,
)
_START = re.compile(
    rf"[\w.\-]{{1,40}}@\w|www\.|https?://|{_HOST}\.(?:gov|com|vn|net|org|edu)(?!\w)", re.ASCII
)
_SILENT = re.compile(r"https?://")
_PIECE = re.compile(r"[A-Za-z]+|[0-9]|[.@/\-_]")
_SIGNS = {".": "chấm", "@": "a còng", "-": "gạch ngang", "_": "gạch dưới"}
# Longer runs of letters are nobody's name: they are cut before they are searched for words.
_LONGEST_RUN = 40
_LONGEST_WORD = 12


def begins(text: str, at: int) -> bool:
    """Whether letters at `at` are the beginning of an address."""
    return _START.match(text, at) is not None


def address(text: str, at: int, _: Found) -> Found | None:
    """A page's or a letter box's address; it has no marks, so the officer is asked to listen."""
    match = _ADDRESS.match(text, at)
    if not match or ("." not in match[0]):
        return None
    said: list[str] = []
    for piece in _PIECE.findall(_SILENT.sub("", match[0])):
        if piece == "/":
            said.append("gạch chéo")
        elif piece in _SIGNS:
            said.append(_SIGNS[piece])
        elif piece.isdigit():
            said.append(numbers.digits(piece))
        else:
            said.append(_run(piece.lower()[:_LONGEST_RUN]))
    return one(match[0], " ".join(s for s in said if s), "net", doubtful=True)


@lru_cache(maxsize=2_000)
def _run(lower: str) -> str:
    """Letters written without spaces as the fewest words: known ones, else syllables, else letters."""
    known, loans = table("net.txt"), table("loanwords.txt")
    best: list[tuple[int, list[str]]] = [(0, [])]
    for end in range(1, len(lower) + 1):
        cost, said = best[end - 1]
        choice = (cost + 3, [*said, letters.spell(lower[end - 1])])
        for start in range(max(0, end - _LONGEST_WORD), end - 1):
            word = lower[start:end]
            reading = known.get(word) or loans.get(word) or (word if letters.is_syllable(word) else None)
            if reading is not None and best[start][0] + 2 <= choice[0]:
                choice = (best[start][0] + 2, [*best[start][1], reading])
        best.append(choice)
    return " ".join(best[-1][1])

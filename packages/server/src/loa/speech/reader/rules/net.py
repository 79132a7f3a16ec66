"""Internet addresses: dichvucong.gov.vn, a.b@c.vn, https://xa.vn/tin."""

from __future__ import annotations

import re
from functools import lru_cache

from loa.speech.reader import letters, numbers
from loa.speech.reader.lexicon import table
from loa.speech.reader.tokens import Found, one

# Names and paths have a limited length, so that a long meaningless line costs little time.
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
# Longer runs of letters are no name; they are cut before they are searched for words.
_LONGEST_RUN = 40
_LONGEST_WORD = 12


def begins(text: str, at: int) -> bool:
    """Returns whether letters at `at` are the beginning of an address."""
    return _START.match(text, at) is not None


def address(text: str, at: int, _: Found) -> Found | None:
    """Reads the address of a page or a mailbox. Addresses have no Vietnamese marks, so the reading is marked
    doubtful."""
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
    """Returns letters written without spaces as the fewest words: known words, otherwise syllables, otherwise
    letters."""
    known, loans = table("net.txt"), table("loanwords.txt")
    # Dynamic programming: `best[n]` is the cheapest reading of the first n letters. A word costs 2, a letter
    # 3.
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

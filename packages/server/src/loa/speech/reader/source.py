"""The text in the form that the rules read, and the way back to the text as written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from loa.kernel.directions import DIRECTIONS
from loa.speech.reader.shouted import softened
from loa.speech.reader.tokens import Token

_BLANK = " \t\u00a0\u2000-\u200a\u202f\u3000"
# Characters without width or sound: marks of direction, soft hyphens, joiners.
_UNSEEN = f"\u200b-\u200d\u2060\ufeff\u00ad{DIRECTIONS}"
_UNTIDY = re.compile(rf"[{_BLANK}]{{2}}|[\n\t{_UNSEEN}]")
_PIECE = re.compile(
    rf"(?P<wrap>[{_BLANK}]*\r?\n[{_BLANK}]*)|(?P<blank>[{_BLANK}]{{2,}}|\t)"
    rf"|[{_UNSEEN}]*(?P<seen>[^{_UNSEEN}])[\u0300-\u036f{_UNSEEN}]*|[{_UNSEEN}]+",
    re.DOTALL,
)
_MARKS = re.compile(rf"[{_UNSEEN}]+")
# A line of this length that ends in the middle of a sentence was broken by the width of the page.
_FULL_LINE = 60
_NUMBERED_ITEM = re.compile(r"[0-9]{1,2}\s?[.)/\-]\s")
_ALIKE = str.maketrans({"\u00a0": " ", "\u202f": " ", "‑": "-", "−": "-", "º": "°", "˚": "°", "’": "'",
    "′": "'",
                        "″": '"', "”": '"', "“": '"', "Ð": "Đ", "ð": "đ", "∕": "/", "⁄": "/"})  # fmt: skip
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")


def _same_length(text: str) -> str:
    """Returns the text with look-alike signs unified, character for character."""
    text = text.translate(_ALIKE)
    return _OTHER_DIGIT.sub(lambda m: str(unicodedata.digit(m[0], 0)), text)


def _is_wrap(text: str, start: int, end: int) -> bool:
    """Returns whether the end of a line at `start` is only due to the width of the page: the sentence goes on
    at `end`."""
    line = text.rfind("\n", 0, start) + 1
    if start - line < _FULL_LINE or text[start - 1] in ".:;!?…":
        return False
    following = text[end : end + 1]
    return following.islower() or (following.isdigit() and not _NUMBERED_ITEM.match(text, end))


class Source:
    """`text` is tidy and composed (NFC), with look-alike signs unified and the units of lines in capitals in
    lower case. `restore` puts the written text back.

    Tidy means: one space where there are several, no invisible characters, and no line end in the middle of a
    sentence.
    """

    def __init__(self, written: str) -> None:
        self._written = written
        # How many written characters each character of `text` replaces; None if each replaces one.
        self._widths: list[int] | None = None
        composed = written
        if _UNTIDY.search(written) or not unicodedata.is_normalized("NFC", written):
            composed = self._compose(written)
        self.text = composed if composed.isascii() else softened(_same_length(composed))

    def _compose(self, written: str) -> str:
        """Returns the tidy text, and stores how many written characters each of its characters replaces."""
        pieces: list[str] = []
        widths: list[int] = []
        for match in _PIECE.finditer(written):
            piece = self._piece(match)
            pieces.append(piece)
            # All written characters of the match are counted to the first character that replaces them.
            widths.extend([len(match[0]), *([0] * (len(piece) - 1))])
        self._widths = widths
        return "".join(pieces)

    def _piece(self, match: re.Match[str]) -> str:
        if match["wrap"]:
            return " " if _is_wrap(self._written, match.start(), match.end()) else "\n"
        if match["seen"]:
            return unicodedata.normalize("NFC", _MARKS.sub("", match[0]))
        return " "

    def restore(self, tokens: Iterable[Token]) -> list[Token]:
        """Returns the tokens with their surfaces as written."""
        if self._widths is None and self.text == self._written:
            return list(tokens)
        out: list[Token] = []
        seen = at = 0
        for token in tokens:
            width = len(token.surface)
            if self._widths is not None:
                width = sum(self._widths[seen : seen + width])
            seen += len(token.surface)
            out.append(
                Token(
                    self._written[at : at + width],
                    token.reading,
                    token.kind,
                    token.pause_ms,
                    token.doubtful,
                    token.suggestion,
                )
            )
            at += width
        return out

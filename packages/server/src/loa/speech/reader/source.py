"""The text as the rules see it, and the way back to the text as it was written."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from loa.speech.reader.tokens import Token

_CLUSTER = re.compile(r".[̀-ͯ]*", re.DOTALL)
_ALIKE = str.maketrans({"\u00a0": " ", "\u202f": " ", "‑": "-", "−": "-", "º": "°", "˚": "°", "’": "'",
    "′": "'",
                        "″": '"', "”": '"', "“": '"', "Ð": "Đ", "ð": "đ", "∕": "/", "⁄": "/"})  # fmt: skip
_OTHER_DIGIT = re.compile(r"(?![0-9])\d")


def _same_length(text: str) -> str:
    """Signs that look alike made one, character for character."""
    text = text.translate(_ALIKE)
    return _OTHER_DIGIT.sub(lambda m: str(unicodedata.digit(m[0], 0)), text)


class Source:
    """`text` is composed (NFC) with look-alike signs unified; `restore` puts the written text back."""

    def __init__(self, written: str) -> None:
        self._written = written
        self._widths: list[int] | None = None
        composed = written
        if not unicodedata.is_normalized("NFC", written):
            composed = self._compose(written)
        self.text = composed if composed.isascii() else _same_length(composed)

    def _compose(self, written: str) -> str:
        pieces: list[str] = []
        widths: list[int] = []
        for cluster in _CLUSTER.findall(written):
            piece = unicodedata.normalize("NFC", cluster)
            pieces.append(piece)
            # All of the cluster's characters belong to the first composed one.
            widths.extend([len(cluster), *([0] * (len(piece) - 1))])
        self._widths = widths
        return "".join(pieces)

    def restore(self, tokens: Iterable[Token]) -> list[Token]:
        """The tokens with their surfaces as written."""
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
                    token.cls,
                    token.pause_ms,
                    token.doubtful,
                    token.suggestion,
                )
            )
            at += width
        return out

"""The parts of a reading."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Token:
    """A part of the text and how it is read.

    `surface` is the text exactly as written: the surfaces of a reading, joined, are the text.
    `reading` is lower-case words, empty for what is not spoken. `pause_ms` is the silence after it.
    `doubtful` asks the officer to check it; `suggestion` is another reading to offer, or empty.
    """

    surface: str
    reading: str
    kind: str
    pause_ms: int = 0
    doubtful: bool = False
    suggestion: str = ""


Found = list[Token]


def one(
    surface: str,
    reading: str,
    kind: str,
    pause_ms: int = 0,
    *,
    doubtful: bool = False,
    suggestion: str = "",
) -> Found:
    """Returns a list of a single token."""
    return [Token(surface, reading, kind, pause_ms, doubtful, suggestion)]

"""From tokens to what an engine says, its duration, and the warnings for the officer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby

from loa.speech.reader.tokens import Token

# A syllable of slow radio speech, in ms; see docs/reference/reading.md.
SYLLABLE_MS = 250
_LONGEST_PAUSE = 900


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words said without a break, and the silence after them in ms."""

    words: str
    pause_ms: int


@dataclass(frozen=True, slots=True)
class Warning:
    """Something that the rules of broadcasting advise against: `kind` is private_phone."""

    kind: str
    surface: str
    start: int


def phrases(tokens: Iterable[Token]) -> list[Phrase]:
    """Returns the words between pauses. Pauses in a row do not add up: the longest one counts."""
    out: list[Phrase] = []
    words: list[str] = []
    for token in tokens:
        if token.reading:
            words.append(token.reading)
        if not token.pause_ms:
            continue
        if words:
            out.append(Phrase(" ".join(words), min(token.pause_ms, _LONGEST_PAUSE)))
            words = []
        elif out:
            pause = min(max(out[-1].pause_ms, token.pause_ms), _LONGEST_PAUSE)
            out[-1] = Phrase(out[-1].words, pause)
    if words:
        out.append(Phrase(" ".join(words), 0))
    return out


def estimate_ms(tokens: Iterable[Token]) -> int:
    """Returns about how long the text takes to read aloud, in ms."""
    spoken = phrases(tokens)
    return sum(len(p.words.split()) * SYLLABLE_MS + p.pause_ms for p in spoken)


def warnings(tokens: Iterable[Token]) -> list[Warning]:
    """Returns the private telephone numbers, each as a whole."""
    out = []
    at = 0
    for private, run in groupby(tokens, key=lambda t: t.kind == "private_phone"):
        surface = "".join(t.surface for t in run)
        if private:
            out.append(Warning("private_phone", surface.strip(), at))
        at += len(surface)
    return out

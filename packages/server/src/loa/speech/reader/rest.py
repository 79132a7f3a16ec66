"""The port for what our own rules leave: odd words, unknown abbreviations."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import Protocol

from loa.speech.reader import letters


class Rest(Protocol):
    """Someone else's knowledge of Vietnamese text, asked last and never trusted with a number."""

    def word(self, lower: str) -> str:
        """A reading for a lower-case word that is no Vietnamese syllable, or empty."""

    def expansion(self, written: str) -> str:
        """What an abbreviation may stand for, to be offered, or empty."""


# Longer runs of letters are no word, and g2p-hamster goes a call deeper for every letter.
_LONGEST = 24


def _only_vietnamese(said: str) -> str:
    """`said` if it is made of Vietnamese syllables alone: g2p-hamster answers some words in English."""
    words = said.lower().replace("-", " ").split()
    return " ".join(words) if words and all(letters.is_syllable(w) for w in words) else ""


class Hamster:
    """g2p-hamster's word lists, loaded at the first question: most texts never ask.

    Known faults, and what is done about them: document numbers, house numbers, phones and local abbreviations
    never reach it; its English answers are refused; an abbreviation's expansion is only ever a suggestion,
    because it reads sport pages (ĐT as đội tuyển).
    """

    @cached_property
    def _normalize(self):  # type: ignore[no-untyped-def]  # noqa: ANN202
        from g2p_hamster.t0.pipeline import normalize

        return normalize

    @lru_cache(maxsize=5_000)  # noqa: B019
    def word(self, lower: str) -> str:
        if len(lower) > _LONGEST:
            return ""
        said = _only_vietnamese(self._normalize(lower)["read_string"])
        return "" if said == lower else said

    @lru_cache(maxsize=2_000)  # noqa: B019
    def expansion(self, written: str) -> str:
        if len(written) > _LONGEST:
            return ""
        for token in self._normalize(written)["tokens"]:
            if token["cat"] == "abbr" and token["surface"] == written:
                return _only_vietnamese(token["verbal"])
        return ""


class Nobody:
    """No one to ask: our own rules alone."""

    def word(self, lower: str) -> str:
        return ""

    def expansion(self, written: str) -> str:
        return ""

"""The port for what the reader's own rules leave open: unusual words and unknown abbreviations."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import Protocol

from loa.speech.reader import letters


class OutsideKnowledge(Protocol):
    """Knowledge of Vietnamese text from outside. It is asked last and never reads a number."""

    def word(self, lower: str) -> str:
        """Returns a reading for a lower-case word that is no Vietnamese syllable, or an empty string."""

    def expansion(self, written: str) -> str:
        """Returns what an abbreviation may stand for, as a suggestion, or an empty string."""


# Longer runs of letters are no word, and g2p-hamster recurses once for every letter.
_LONGEST = 24


def _only_vietnamese(said: str) -> str:
    """Returns `said` if it consists of Vietnamese syllables only, because g2p-hamster answers some words in
    English."""
    words = said.lower().replace("-", " ").split()
    return " ".join(words) if words and all(letters.is_syllable(w) for w in words) else ""


class HamsterLists:
    """g2p-hamster's word lists. They are loaded at the first use, because most texts never need them.

    Known faults and how they are avoided: document numbers, house numbers, phones and local abbreviations
    never reach it; its English answers are rejected; its expansion of an abbreviation is only ever a
    suggestion, because its lists come from sports pages (ĐT as đội tuyển).
    """

    @cached_property
    def _normalize(self):  # type: ignore[no-untyped-def]  # noqa: ANN202
        from g2p_hamster.t0.pipeline import normalize

        return normalize

    # The one instance lives as long as the process, so a cache on a method leaks nothing.
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


class NoOutsideKnowledge:
    """No outside knowledge: the reader's own rules alone."""

    def word(self, lower: str) -> str:
        return ""

    def expansion(self, written: str) -> str:
        return ""

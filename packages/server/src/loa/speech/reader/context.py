"""The text around a position."""

from __future__ import annotations

import re

_REACH = 64
_WORD_BEFORE = re.compile(r"([^\W\d_]+)\s*$")
_WORD_AFTER = re.compile(r"\s*([^\W\d_]+)")


def before(text: str, at: int) -> str:
    """Returns the few dozen characters before `at`, within its line, in lower case."""
    return text[max(0, at - _REACH) : at].rpartition("\n")[2].lower()


def after(text: str, at: int) -> str:
    """Returns the few dozen characters from `at` on, in lower case."""
    return text[at : at + _REACH].lower()


def word_before(text: str, at: int) -> str:
    """Returns the word just before `at` with only spaces between, in lower case; empty if there is none."""
    found = _WORD_BEFORE.search(text, max(0, at - _REACH), at)
    return found[1].lower() if found else ""


def word_after(text: str, at: int) -> str:
    """Returns the word that follows `at` with only spaces between, in lower case; empty if there is none."""
    found = _WORD_AFTER.match(text, at)
    return found[1].lower() if found else ""


def words(*names: str) -> str:
    """Returns a pattern of any of these words, the longest first."""
    return "(?:" + "|".join(sorted((re.escape(n) for n in names), key=len, reverse=True)) + ")"


def names(text: str) -> frozenset[str]:
    """Returns the set of the words in a text."""
    return frozenset(text.split())

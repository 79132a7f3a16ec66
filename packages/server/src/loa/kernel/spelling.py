"""Compares names as people do: as they are written first, and without marks only where somebody typed none.
Pure.

One name has several spellings that are the same word: small and capital letters, both Unicode forms, and the
tone on either vowel ("Tân Hòa" and "Tân Hoà", "Thúy" and "Thuý"). Other marks make another word: "Kim Tân" is
not "Kim Tấn", and "Hạnh" is not "Hành".
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from typing import Final, Generic, TypeVar

from loa.kernel.unaccent import plain

Thing = TypeVar("Thing")
TONES: Final = "\u0300\u0301\u0303\u0309\u0323"
"""The combining marks of the five tones: huyền, sắc, ngã, hỏi, nặng. The others (â, ă, ơ) make a letter."""
_TONE: Final = re.compile(f"[{TONES}]")
# In a decomposed text a word is letters, figures and their combining marks.
_WORD: Final = re.compile(r"[\w\u0300-\u036f]+")


def spelled(text: str) -> str:
    """Returns the text as it is compared: equal for all spellings of the same words, different for different
    marks. It is no text for people: the tone of each word stands behind it."""
    words = " ".join(unicodedata.normalize("NFD", text).casefold().split())
    return unicodedata.normalize("NFC", _WORD.sub(_tone_last, words))


def _tone_last(word: re.Match[str]) -> str:
    return _TONE.sub("", word[0]) + "".join(_TONE.findall(word[0]))


def is_unmarked(text: str) -> bool:
    """Returns whether somebody typed this without any mark, as on a keyboard without Vietnamese."""
    return spelled(text) == plain(text)


def means(given: str, name: str) -> bool:
    """Returns whether `given` is this name: the same words, or typed without any mark the same letters."""
    return spelled(given) == spelled(name) or (is_unmarked(given) and plain(given) == plain(name))


class ByName(Generic[Thing]):
    """Things found by their names. It never takes a name for another one that differs in marks, unless the
    name that is asked for has none."""

    def __init__(self, things: Iterable[tuple[str, Thing]] = ()) -> None:
        self._spelled: dict[str, list[Thing]] = defaultdict(list)
        self._plain: dict[str, list[Thing]] = defaultdict(list)
        for name, thing in things:
            self.add(name, thing)

    def add(self, name: str, thing: Thing) -> None:
        self._spelled[spelled(name)].append(thing)
        self._plain[plain(name)].append(thing)

    def named(self, name: str) -> list[Thing]:
        """Returns the things of exactly this name, however it is spelled."""
        return list(self._spelled.get(spelled(name), ()))

    def find(self, name: str) -> list[Thing]:
        """Returns the things of exactly this name; if there are none and it was typed without any mark, those
        whose names have these letters."""
        return self.named(name) or (self.near(name) if is_unmarked(name) else [])

    def near(self, name: str) -> list[Thing]:
        """Returns the things whose names have these letters, whatever the marks: what a sentence may offer,
        and nothing that may be taken unasked."""
        return list(self._plain.get(plain(name), ()))

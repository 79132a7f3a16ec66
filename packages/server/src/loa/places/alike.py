"""Finds names that people of one commune would take for the same: they differ only in small and capital
letters or in where a tone is placed, or only one of them contains the kind of hamlet. Pure.

"Thôn Đông", "thôn đông" and "Đông" are the same, as are "Hòa" and "Hoà" (see `kernel.spelling`). "Thôn 1"
and "Tổ dân phố 1" are different: a ward that was made of a commune and a town has both. Names with different
diacritics are different, as they are in speech.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import Final

from loa.kernel.languages import in_every_language
from loa.kernel.spelling import ByName, spelled
from loa.places.models import Hamlet, HamletKind

WORDS: Final = {
    HamletKind.THON: ("thôn", "thon"),
    HamletKind.BAN: ("bản",),  # not "ban": that is the first word of names such as Ban Mai
    HamletKind.TO_DAN_PHO: ("tổ dân phố", "to dan pho", "tdp"),
    HamletKind.KHU_PHO: ("khu phố", "khu pho", "kp"),
}
"""The words for a kind before a name; the first is the one that Loa writes."""
_KIND_OF: Final = {word: kind for kind, words in WORDS.items() for word in words}
_SAID: Final = re.compile(rf"((?:cụm loa |cụm |loa )?)({'|'.join(_KIND_OF)})\.? (.+)")


def parted(name: str) -> tuple[HamletKind | None, str]:
    """Returns the kind of hamlet that a name contains, and the name without it, in small letters."""
    kind, rest = None, " ".join(unicodedata.normalize("NFC", name).casefold().split())
    # A loop, since a name may repeat its kind ("Thôn thôn Đông"); a second, different kind is part of the
    # name.
    while (found := _SAID.fullmatch(rest)) and kind in (None, _KIND_OF[found[2]]):
        kind, rest = _KIND_OF[found[2]], found[1] + found[3]
    return kind, rest


def without_kind(name: str, kind: HamletKind) -> str:
    """Returns a hamlet's name, with single spaces, without its own kind: "Đông" for "Thôn Đông" of a thôn."""
    words = " ".join(unicodedata.normalize("NFC", name).split())
    said, rest = parted(words)
    return words[len(words) - len(rest) :] if said == kind and words.casefold().endswith(rest) else words


def full(kind: str, name: str) -> str:
    """Returns a hamlet's name with its kind, in Vietnamese whatever the reader's language is."""
    return f"{WORDS[HamletKind(kind)][0]} {name}"


class Names:
    """The names that exist in one commune."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._known: dict[str, list[tuple[HamletKind | None, str]]] = defaultdict(list)
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        kind, rest = parted(name)
        self._known[spelled(rest)].append((kind, name))

    def alike(self, name: str) -> str | None:
        """Returns an existing name that people would confuse with this one, or None."""
        kind, rest = parted(name)
        fits = (kind, None) if kind else (None, *HamletKind)
        return next((there for its, there in self._known.get(spelled(rest), ()) if its in fits), None)


_KINDS: Final = {kind: in_every_language(kind.label) for kind in HamletKind}


class HamletsByName:
    """The hamlets of one commune, found by names with or without their kind."""

    def __init__(self, hamlets: Iterable[Hamlet]) -> None:
        self._full: ByName[Hamlet] = ByName()
        self._called: ByName[Hamlet] = ByName()
        for each in hamlets:
            said = full(each.kind, each.name)
            for name in {said, *(f"{kind} {each.name}" for kind in _KINDS[HamletKind(each.kind)])}:
                self._full.add(name, each)
            self._called.add(parted(said)[1], each)

    def find(self, name: str) -> list[Hamlet]:
        """Returns the hamlets that somebody means by this name. See `ByName` for marks."""
        return self._full.find(name) or self._of_kind(name, self._called.find)

    def near(self, name: str) -> list[Hamlet]:
        """Returns the hamlets whose names differ from this one only in marks."""
        return self._full.near(name) or self._of_kind(name, self._called.near)

    def _of_kind(self, name: str, look: Callable[[str], list[Hamlet]]) -> list[Hamlet]:
        kind, rest = parted(name)
        return [each for each in look(rest) if kind in (None, each.kind)]

"""Names that the people of one commune would take for one: they differ in small and capital letters, or in
that one of them says the kind of hamlet and the other does not. Pure.

"Thôn Đông", "thôn đông" and "Đông" are one; "Thôn 1" and "Tổ dân phố 1" are two, as a ward that was made of a
commune and a town has them; marks tell names apart as they do in speech.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Final

from loa.places.models import HamletKind

WORDS: Final = {
    HamletKind.THON: ("thôn", "thon"),
    HamletKind.BAN: ("bản",),  # without its mark it begins names: Ban Mai
    HamletKind.TO_DAN_PHO: ("tổ dân phố", "to dan pho", "tdp"),
    HamletKind.KHU_PHO: ("khu phố", "khu pho", "kp"),
}
"""How a kind is written before a name, the first as we write it."""
_KIND_OF: Final = {word: kind for kind, words in WORDS.items() for word in words}
_SAID: Final = re.compile(rf"((?:cụm loa |cụm |loa )?)({'|'.join(_KIND_OF)})\.? (.+)")


def parted(name: str) -> tuple[HamletKind | None, str]:
    """The kind of hamlet that a name says, and the name without it, in small letters."""
    kind, rest = None, " ".join(name.casefold().split())
    while (found := _SAID.fullmatch(rest)) and kind in (None, _KIND_OF[found[2]]):
        kind, rest = _KIND_OF[found[2]], found[1] + found[3]
    return kind, rest


def without_kind(name: str, kind: HamletKind) -> str:
    """A hamlet's name, on one line, without its own kind before it: "Thôn Đông" of a thôn is "Đông"."""
    words = " ".join(name.split())
    said, rest = parted(words)
    return words[len(words) - len(rest) :] if said == kind and words.casefold().endswith(rest) else words


def full(kind: str, name: str) -> str:
    """A hamlet's name with its kind, in Vietnamese whatever the reader's language is."""
    return f"{WORDS[HamletKind(kind)][0]} {name}"


class Names:
    """Names that stand in one commune."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._known: dict[str, list[tuple[HamletKind | None, str]]] = defaultdict(list)
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        kind, rest = parted(name)
        self._known[rest].append((kind, name))

    def alike(self, name: str) -> str | None:
        """A name that would be taken for this one; None where there is none."""
        kind, rest = parted(name)
        fits = (kind, None) if kind else (None, *HamletKind)
        return next((there for its, there in self._known.get(rest, ()) if its in fits), None)

"""Words with a reading of their own: the built-in ones, then the province's, then the commune's."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_FIRST = re.compile(r"[^\W\d_]+|.", re.DOTALL)
_DATA = files("loa.speech.reader") / "data"


@dataclass(frozen=True, slots=True)
class Entry:
    """How a written form is read. `local` is set if a unit added it; such a reading is never doubtful."""

    written: str
    reading: str
    doubtful: bool = False
    suggestion: str = ""
    local: bool = False


def _lines(name: str) -> Iterable[tuple[str, str]]:
    for line in (_DATA / name).read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            written, _, rest = line.partition(" = ")
            yield written, rest


@cache
def table(name: str) -> Mapping[str, str]:
    """Returns a data file of `written = reading` lines."""
    return dict(_lines(name))


def _built_in() -> dict[str, Entry]:
    entries = {}
    for written, rest in _lines("abbreviations.txt"):
        reading, _, suggestion = rest.partition(" > ")
        plain = reading.removesuffix(" ?")
        entries[written] = Entry(written, plain, plain != reading, suggestion)
    return entries


class Lexicon:
    """Finds written forms by their first word, the longest first. Later rows override earlier ones.

    A form in lower case only is found in any case; a form with a capital must be in the text exactly as
    written.
    """

    def __init__(self, entries: Mapping[str, Entry]) -> None:
        self._entries = dict(entries)
        self._starts: dict[str, list[Entry]] = {}
        for entry in entries.values():
            first = _FIRST.match(entry.written)
            if first:
                self._starts.setdefault(first[0], []).append(entry)
        for found in self._starts.values():
            found.sort(key=lambda entry: -len(entry.written))

    def extended(self, rows: Iterable[tuple[str, str]]) -> Lexicon:
        """Returns this lexicon with (written, reading) rows of a unit, which override it."""
        entries = dict(self._entries)
        for written, reading in rows:
            entries[written] = Entry(written, " ".join(reading.lower().split()), local=True)
        return Lexicon(entries)

    def get(self, written: str) -> Entry | None:
        """Returns the entry of exactly this form."""
        return self._entries.get(written)

    def find(self, text: str, at: int, first: str) -> Entry | None:
        """Returns the longest form that begins at `at` with the word `first` and ends at the end of a
        word."""
        found = self._starts.get(first)
        lowered = first.lower()
        # A word with a capital may also begin a form that is written in lower case.
        if lowered != first and lowered in self._starts:
            found = [*(found or ()), *(e for e in self._starts[lowered] if e.written.islower())]
        for entry in found or ():
            end = at + len(entry.written)
            here = text[at:end]
            if here != entry.written and not (entry.written.islower() and here.lower() == entry.written):
                continue
            after = text[end : end + 1]
            if not (entry.written[-1].isalnum() and (after.isalnum() or after == "_")):
                return entry
        return None


@cache
def built_in() -> Lexicon:
    """Returns the lexicon that comes with Loa."""
    return Lexicon(_built_in())

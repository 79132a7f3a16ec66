"""The glossary as a rule: the words that a translation must use, and those that it must not."""

from __future__ import annotations

import re
import tomllib
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Final

PATH: Final = Path(__file__).resolve().parents[1] / "locale" / "glossary.toml"


@dataclass(frozen=True)
class Term:
    """If one of `asked` occurs in the source, one of `wanted` must occur in the translation, unless one of
    `but` occurs in the source."""

    asked: tuple[str, ...]
    wanted: tuple[str, ...]
    but: tuple[str, ...] = ()
    means: str = ""


@dataclass(frozen=True)
class Glossary:
    """The terms. `theirs` is for English messages translated into Vietnamese, `ours` for Vietnamese strings
    translated into English."""

    theirs: tuple[Term, ...]
    ours: tuple[Term, ...]
    forbidden: tuple[str, ...]


@cache
def glossary() -> Glossary:
    """Returns the glossary of config/locale/glossary.toml."""
    told = tomllib.loads(PATH.read_text(encoding="utf-8"))
    theirs = [
        Term(tuple(t["english"]), tuple(t["vietnamese"]), tuple(t.get("but", ())), t["means"])
        for t in told["term"]
    ]
    ours = [Term((t["vietnamese"],), tuple(t["english"])) for t in told["ours"]]
    return Glossary(tuple(theirs), tuple(ours), tuple(told["forbidden"]))


@lru_cache(maxsize=1024)
def _whole(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.IGNORECASE)


def holds(text: str, word: str) -> bool:
    """Returns whether the text has the word, as a whole word."""
    return _whole(word).search(text) is not None


def _plain(text: str) -> str:
    return re.sub(r"%\(\w+\)\w|\{\w*\}|<[^>]*>", " ", text)


def betrayals(source: str, translation: str, terms: tuple[Term, ...]) -> list[str]:
    """Returns a sentence for each term that the translation does not respect. Placeholders and tags of the
    source do not count as its words."""
    plain = _plain(source)
    said = []
    for term in terms:
        if any(phrase.lower() in source.lower() for phrase in term.but):
            continue
        asked = next((word for word in term.asked if holds(plain, word)), None)
        if asked and not any(word.lower() in translation.lower() for word in term.wanted):
            said.append(f"{asked}: wanted one of {', '.join(term.wanted)}")
    return said


def slips(text: str, forbidden: tuple[str, ...]) -> list[str]:
    """Returns the forbidden words that a Vietnamese text has."""
    return [word for word in forbidden if holds(_plain(text), word)]

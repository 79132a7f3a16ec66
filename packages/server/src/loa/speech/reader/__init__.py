"""Reads official Vietnamese text as an announcer would. Pure Python: no Django, no files but its own lists.

read(text, lexicon) -> [Token]          the class and the reading of each part of the text
reading(text, lexicon) -> str           the words alone
phrases(tokens) -> [(words, pause_ms)]  for an engine
warnings(tokens) -> [Warning]           what the officer should see before submitting
"""

from __future__ import annotations

from loa.speech.reader.lexicon import Entry, Lexicon, built_in
from loa.speech.reader.outside_knowledge import HamsterLists, NoOutsideKnowledge, OutsideKnowledge
from loa.speech.reader.scan import scan
from loa.speech.reader.source import Source
from loa.speech.reader.speaking import Phrase, Warning, estimate_ms, phrases, warnings
from loa.speech.reader.tokens import Token

__all__ = [
    "Entry",
    "Hamster",
    "Lexicon",
    "NoOutsideKnowledge",
    "OutsideKnowledge",
    "Phrase",
    "Token",
    "Warning",
    "built_in",
    "estimate_ms",
    "phrases",
    "read",
    "reading",
    "warnings",
]

_HAMSTER = HamsterLists()


def read(text: str, lexicon: Lexicon | None = None, rest: OutsideKnowledge = _HAMSTER) -> list[Token]:
    """Returns the tokens of `text`. Their surfaces joined are `text`, character for character."""
    source = Source(text)
    return source.restore(scan(source.text, lexicon or built_in(), rest))


def reading(text: str, lexicon: Lexicon | None = None, rest: OutsideKnowledge = _HAMSTER) -> str:
    """Returns the words as they are said: lower case, single spaces, no punctuation."""
    return " ".join(token.reading for token in read(text, lexicon, rest) if token.reading)

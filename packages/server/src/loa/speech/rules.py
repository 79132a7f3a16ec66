"""Pure decisions of the room."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence

from loa.speech.engines import Voice
from loa.speech.reader import Phrase
from loa.speech.reader.letters import VIETNAMESE

LONGEST_TEXT = 20_000
"""Characters; half an hour of speech is about as many."""
MOST_ENTRIES = 500
"""A commune's own words; more would be a text, not a lexicon."""
ATTEMPTS = 3


def clean_written(written: str) -> str:
    """A written form as it is kept: composed, with single spaces; empty if there is nothing to find."""
    plain = " ".join(unicodedata.normalize("NFC", written).split())
    return plain if any(c.isalnum() for c in plain) else ""


def clean_reading(reading: str) -> str:
    """A reading as it is kept: lower-case Vietnamese words; empty if it holds anything else."""
    plain = " ".join(
        unicodedata.normalize("NFC", reading).lower().replace("-", " ").replace(",", " ").split()
    )
    return plain if plain and set(plain) <= VIETNAMESE | {" "} else ""


def recipe(voice: Voice, phrases: Sequence[Phrase]) -> str:
    """All that decides how a spoken sound sounds: the same recipe is the same sound."""
    return json.dumps([voice.id, voice.version, as_rows(phrases)], ensure_ascii=False, separators=(",", ":"))


def as_rows(phrases: Sequence[Phrase]) -> list[list[str | int]]:
    """Phrases as they lie in a row."""
    return [[phrase.words, phrase.pause_ms] for phrase in phrases]


def from_rows(rows: Sequence[Sequence[str | int]]) -> list[Phrase]:
    """Phrases from a row."""
    return [Phrase(str(words), int(pause_ms)) for words, pause_ms in rows]

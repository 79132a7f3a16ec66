"""The pure rules of speech."""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Sequence

from loa.speech.engines import Voice
from loa.speech.reader import Phrase
from loa.speech.reader.letters import VIETNAMESE

LONGEST_TEXT = 20_000
"""Most characters of a text: about half an hour of speech."""
MOST_ENTRIES = 500
"""Most words of a unit's own. More would be a text and no lexicon."""
ATTEMPTS = 3


def clean_written(written: str) -> str:
    """Returns a written form as it is stored: composed (NFC), with single spaces; empty if it has no letter
    or digit."""
    plain = " ".join(unicodedata.normalize("NFC", written).split())
    return plain if any(c.isalnum() for c in plain) else ""


def clean_reading(reading: str) -> str:
    """Returns a reading as it is stored: lower-case Vietnamese words; empty if it has anything else."""
    plain = " ".join(
        unicodedata.normalize("NFC", reading).lower().replace("-", " ").replace(",", " ").split()
    )
    return plain if plain and set(plain) <= VIETNAMESE | {" "} else ""


def recipe(voice: Voice, phrases: Sequence[Phrase]) -> str:
    """Returns everything that determines how a spoken sound sounds: the same recipe is the same sound."""
    return json.dumps([voice.id, voice.version, as_rows(phrases)], ensure_ascii=False, separators=(",", ":"))


def as_rows(phrases: Sequence[Phrase]) -> list[list[str | int]]:
    """Returns phrases as a row stores them."""
    return [[phrase.words, phrase.pause_ms] for phrase in phrases]


def from_rows(rows: Sequence[Sequence[str | int]]) -> list[Phrase]:
    """Returns the phrases of a row."""
    return [Phrase(str(words), int(pause_ms)) for words, pause_ms in rows]

"""The port to speech engines: what Loa needs from any of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from loa.speech.reader import Phrase


class EngineError(Exception):
    """The engine made no sound. The message gives the reason in one line; `again` says whether another
    attempt may succeed."""

    def __init__(self, message: str, *, again: bool = False) -> None:
        super().__init__(message)
        self.again = again


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice that can be chosen. `id` is the engine and a name; `version` changes when the sound of the
    voice does."""

    id: str
    title: str
    version: str


class Engine(Protocol):
    """Speaks words that are already normalised. Its program runs in a process of its own."""

    name: str

    def voices(self) -> list[Voice]:
        """Returns the voices that are available now."""

    def speak(self, phrases: Sequence[Phrase], voice: str, out: Path) -> None:
        """Writes a WAV of the phrases with their pauses to `out`. `voice` is the name after the engine's.

        Raises EngineError.
        """

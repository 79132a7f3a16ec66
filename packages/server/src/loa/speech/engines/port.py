"""What the room asks of a speech engine, whichever it is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from loa.speech.reader import Phrase


class EngineError(Exception):
    """The engine did not give sound. The message says why in a line; `again` if another try may help."""

    def __init__(self, message: str, *, again: bool = False) -> None:
        super().__init__(message)
        self.again = again


@dataclass(frozen=True, slots=True)
class Voice:
    """A voice that can be chosen. `id` is engine and name; `version` changes when its sound does."""

    id: str
    title: str
    version: str


class Engine(Protocol):
    """Speaks words that are already normalised. The program behind it is a process of its own."""

    name: str

    def voices(self) -> list[Voice]:
        """The voices that are there now."""

    def speak(self, phrases: Sequence[Phrase], voice: str, out: Path) -> None:
        """Write a WAV of the phrases with their pauses to `out`. `voice` is the name after the engine's.

        Raises EngineError.
        """

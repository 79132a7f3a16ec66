"""eSpeak NG: works on any machine without further files, with a voice that nobody takes for a person's."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path

from loa.speech.engines import process
from loa.speech.engines.port import EngineError, Voice
from loa.speech.reader import Phrase

_PROGRAM = str(Path(__file__).with_name("espeak_program.py"))
_VOICES = {
    "vi": "Giọng máy miền Bắc",
    "vi+f3": "Giọng máy nữ miền Bắc",
    "vi-vn-x-central": "Giọng máy miền Trung",
    "vi-vn-x-south": "Giọng máy miền Nam",
}
# Horns blur speech: slower than eSpeak's default of 175 is understood at a greater distance.
WORDS_A_MINUTE = 150


class Espeak:
    """The engine that comes with Loa."""

    name = "espeak"

    def __init__(self, limits: process.Limits | None = None) -> None:
        self._limits = limits or process.Limits(wall_seconds=120, cpu_seconds=60, memory_bytes=2**30)

    def voices(self) -> list[Voice]:
        """Returns the Vietnamese voices of the wheel."""
        made = f"{version('espeakng-loader')}/{WORDS_A_MINUTE}"
        return [Voice(f"espeak:{name}", title, made) for name, title in _VOICES.items()]

    def speak(self, phrases: Sequence[Phrase], voice: str, out: Path) -> None:
        """Writes a WAV of the phrases to `out` (see `Engine.speak`)."""
        if voice not in _VOICES:
            raise EngineError(f"eSpeak NG has no Vietnamese voice {voice}")
        text = "".join(f"{phrase.words}\t{phrase.pause_ms}\n" for phrase in phrases)
        process.run([sys.executable, "-I", _PROGRAM, voice, str(WORDS_A_MINUTE)], text, out, self._limits)

"""Speech engines behind one port. Each is a program in a process of its own."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from loa.speech.engines.espeak import Espeak
from loa.speech.engines.piper import Piper
from loa.speech.engines.port import Engine, EngineError, Voice
from loa.speech.engines.voicefiles import BadVoice, VoiceFile, VoiceFiles
from loa.speech.reader import Phrase

__all__ = ["BadVoice", "Engine", "EngineError", "Engines", "Voice", "VoiceFile", "VoiceFiles"]


class Engines:
    """All voices of one installation."""

    def __init__(self, voices_folder: Path) -> None:
        engines: tuple[Engine, ...] = (Piper(VoiceFiles(voices_folder)), Espeak())
        self._engines = {engine.name: engine for engine in engines}

    def voices(self) -> list[Voice]:
        """Returns every voice, the best first."""
        return [voice for engine in self._engines.values() for voice in engine.voices()]

    def voice(self, voice_id: str) -> Voice | None:
        """Returns the voice of this id, or None."""
        return next((voice for voice in self.voices() if voice.id == voice_id), None)

    def speak(self, phrases: Sequence[Phrase], voice_id: str, out: Path) -> None:
        """Writes a WAV of the phrases to `out`. Raises EngineError."""
        name, _, voice = voice_id.partition(":")
        engine = self._engines.get(name)
        if engine is None:
            raise EngineError(f"there is no speech engine {name}")
        engine.speak(phrases, voice, out)

"""Piper: neural voices from files that the province adds. Its program is run as it is and never imported."""

from __future__ import annotations

import sys
import tempfile
import wave
from collections.abc import Sequence
from pathlib import Path

from loa.speech.engines import process
from loa.speech.engines.port import EngineError, Voice
from loa.speech.engines.voicefiles import VoiceFiles
from loa.speech.reader import Phrase


class Piper:
    """The engine of the voices in a folder."""

    name = "piper"

    def __init__(self, files: VoiceFiles, limits: process.Limits | None = None) -> None:
        self._files = files
        self._limits = limits or process.Limits(wall_seconds=900, cpu_seconds=900)

    def voices(self) -> list[Voice]:
        """Returns the voices that were added."""
        return [Voice(f"piper:{f.name}", f.title, f.sha256[:16]) for f in self._files.all()]

    def speak(self, phrases: Sequence[Phrase], voice: str, out: Path) -> None:
        """Writes a WAV of the phrases to `out` (see `Engine.speak`)."""
        model = self._files.model(voice)
        if model is None:
            raise EngineError(f"there is no voice file {voice}; add it with: ./loa voices add FILE")
        speak_with(model, phrases, out, self._limits)


def speak_with(model: Path, phrases: Sequence[Phrase], out: Path, limits: process.Limits) -> str:
    """Speaks with a model file. Returns what Piper wrote to standard error. Raises EngineError."""
    spoken = [phrase for phrase in phrases if phrase.words.strip()]
    with tempfile.TemporaryDirectory(dir=out.parent) as folder:
        argv = [sys.executable, "-I", "-m", "piper", "--model", str(model), "--output-dir", folder]
        text = "".join(f"{phrase.words}\n" for phrase in spoken)
        # Piper need not normalise the volume: the pipeline sets the loudness.
        complaint = process.run([*argv, "--no-normalize"], text, Path(folder) / "nothing", limits)
        # Piper names its files by a monotonic clock, so the names give the order of the phrases.
        pieces = sorted(Path(folder).glob("*.wav"), key=lambda p: int(p.stem))
        if len(pieces) != len(spoken):
            raise EngineError(f"Piper spoke {len(pieces)} of {len(spoken)} phrases")
        _join(pieces, spoken, out)
    return complaint


def _join(pieces: list[Path], phrases: list[Phrase], out: Path) -> None:
    """Writes one WAV of the pieces, with the pause of each after it."""
    with wave.open(str(out), "wb") as whole:
        for place, (piece, phrase) in enumerate(zip(pieces, phrases, strict=True)):
            with wave.open(str(piece), "rb") as part:
                if place == 0:
                    whole.setparams(part.getparams())
                whole.writeframes(part.readframes(part.getnframes()))
                frame = part.getnchannels() * part.getsampwidth()
                whole.writeframes(bytes(frame * (part.getframerate() * phrase.pause_ms // 1000)))

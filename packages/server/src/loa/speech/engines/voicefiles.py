"""Voice files of Piper, in a folder of the data. Each is checked before it is stored. Nothing is ever
downloaded."""

from __future__ import annotations

import hashlib
import json
import os
import re
import shutil
import tempfile
import wave
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from loa.speech.engines import process
from loa.speech.engines.port import EngineError
from loa.speech.reader import phrases, read

_RATES = (16_000, 22_050, 24_000, 44_100, 48_000)
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,60}")
_MISSING = re.compile(r"Missing phoneme from id map: (.+)")
_MOST_BYTES = 512 * 2**20
# Has every tone and most rimes of Vietnamese, so that a voice of another language is detected.
PROOF = (
    "Ủy ban nhân dân xã thông báo: ngày mai trời nắng, bà con phơi thóc, giữ gìn trật tự, chuẩn bị nghỉ lễ."
)


class BadVoice(Exception):
    """The file is no voice that Loa can use. The message says why and what to do."""


@dataclass(frozen=True, slots=True)
class VoiceFile:
    """A stored voice."""

    name: str
    title: str
    sha256: str
    sample_rate: int
    added_at: str


class VoiceFiles:
    """The folder of voices: NAME.onnx, NAME.onnx.json and NAME.voice (our description of it)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def all(self) -> list[VoiceFile]:
        """Returns the voices, by name."""
        found = sorted(self._folder.glob("*.voice")) if self._folder.is_dir() else []
        return [VoiceFile(**json.loads(path.read_text(encoding="utf-8"))) for path in found]

    def model(self, name: str) -> Path | None:
        """Returns the model file of a voice that was added, or None."""
        if not _NAME.fullmatch(name) or not (self._folder / f"{name}.voice").exists():
            return None
        return self._folder / f"{name}.onnx"

    def add(self, model: Path, added_at: str, title: str = "") -> VoiceFile:
        """Checks `model` and the .onnx.json beside it by speaking with them, then stores copies.

        Raises BadVoice. Adding the same file again changes only its title and `added_at`.
        """
        settings = _settings(model)
        name = _name(model)
        sha256 = _digest(model)
        self._folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=self._folder) as place:
            copy = Path(place) / "voice.onnx"
            shutil.copyfile(model, copy)
            shutil.copyfile(f"{model}.json", f"{copy}.json")
            _prove(copy, settings["audio"]["sample_rate"])
            kept = VoiceFile(name, title or name, sha256, settings["audio"]["sample_rate"], added_at)
            about = Path(place) / "about"
            about.write_text(json.dumps(asdict(kept), ensure_ascii=False), encoding="utf-8")
            # The .voice file comes last: a voice exists only once all its files do.
            os.replace(copy, self._folder / f"{name}.onnx")
            os.replace(f"{copy}.json", self._folder / f"{name}.onnx.json")
            os.replace(about, self._folder / f"{name}.voice")
        return kept

    def remove(self, name: str) -> bool:
        """Removes a voice. Returns False if there was none."""
        if self.model(name) is None:
            return False
        # The .voice file goes first: without it the voice no longer exists.
        for ending in (".voice", ".onnx.json", ".onnx"):
            (self._folder / f"{name}{ending}").unlink(missing_ok=True)
        return True


def _name(model: Path) -> str:
    name = re.sub(r"[^a-z0-9_-]+", "-", model.stem.lower()).strip("-_")
    if not _NAME.fullmatch(name):
        raise BadVoice(f"{model.name}: give the file a name of plain letters and figures")
    return name


def _digest(path: Path) -> str:
    with path.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()


def _settings(model: Path) -> dict[str, Any]:
    """Returns the voice's settings. Raises BadVoice if they are not those of a Vietnamese voice."""
    if model.suffix != ".onnx":
        raise BadVoice(f"{model.name} is not a voice of Piper: those end in .onnx")
    beside = Path(f"{model}.json")
    for path in (model, beside):
        if not path.is_file():
            raise BadVoice(f"{path} is missing; a voice is two files, NAME.onnx and NAME.onnx.json")
    if model.stat().st_size > _MOST_BYTES:
        raise BadVoice(f"{model.name} is larger than {_MOST_BYTES // 2**20} MB")
    try:
        settings: dict[str, Any] = json.loads(beside.read_text(encoding="utf-8"))
        rate, language = settings["audio"]["sample_rate"], str(settings["espeak"]["voice"])
    except (ValueError, KeyError, TypeError, UnicodeDecodeError) as error:
        raise BadVoice(f"{beside.name} is not a voice's settings: {error}") from error
    if rate not in _RATES:
        raise BadVoice(f"{beside.name}: a sample rate of {rate} is not one of {', '.join(map(str, _RATES))}")
    if language != "vi" and not language.startswith("vi-"):
        raise BadVoice(f"{beside.name}: the voice speaks {language}, not Vietnamese (vi)")
    return settings


def _prove(model: Path, rate: int) -> None:
    """Speaks a sentence with the voice, in the same way as every bulletin. Raises BadVoice if the sound is
    not usable."""
    # piper imports this module.
    from loa.speech.engines.piper import speak_with

    out = model.with_name("proof.wav")
    limits = process.Limits(wall_seconds=180, cpu_seconds=180)
    try:
        complaint = speak_with(model, phrases(read(PROOF)), out, limits)
    except EngineError as error:
        raise BadVoice(f"the voice does not speak: {error}") from error
    missing = sorted(set(_MISSING.findall(complaint)))
    if missing:
        raise BadVoice(f"the voice lacks sounds of Vietnamese: {' '.join(missing)}")
    with wave.open(str(out), "rb") as said:
        if said.getframerate() != rate or said.getnframes() < rate // 2:
            raise BadVoice("the voice's sound is too short or of another sample rate than its settings say")
        if not any(said.readframes(said.getnframes())):
            raise BadVoice("the voice is silent")

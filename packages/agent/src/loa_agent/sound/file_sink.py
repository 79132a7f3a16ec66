"""A player that writes what it plays: a sparse WAV file for each hour, and a line of JSON for each event.

``<local hour>.wav`` is 48 kHz 16-bit mono and as long as the hour. Its sample n is the n-th sample after the
full hour, so the sound of any second is found by arithmetic. Silence is a hole in the file and takes no space
on disk. ``sounded.jsonl`` says which sample of which media file is at which output sample and wall time.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec
from loa_protocol import timing

from loa_agent.sound.opus import Samples
from loa_agent.sound.port import PER_MS, RATE, Cue, PlayerEvent, SoundBegan, SoundFailed, SoundStopped
from loa_agent.sound.tape import Tape

_HOUR = 3600 * RATE
_BLOCK = RATE  # one second at a time
_HEADER = 44  # bytes of a WAV header
_EVENTS: dict[type, str] = {SoundBegan: "began", SoundStopped: "stopped", SoundFailed: "failed"}
"""The word for each event in ``sounded.jsonl``. Programs read the file, so a word never changes."""


class FileSink:
    """The player that writes files. Nothing here waits: the time is what `advance` is given."""

    def __init__(self, folder: Path, find: Callable[[str], Path]) -> None:
        self._folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._tape = Tape(find)
        self._at: int | None = None
        self._file: int | None = None
        self._hour = -1
        self._broken: list[PlayerEvent] = []
        self.trouble = ""

    def seat(self, now_ms: int) -> None:
        """See `Player`."""
        self._at = now_ms * PER_MS
        self._tape.seat(self._at)

    def follow(self, cues: Sequence[Cue], now_ms: int) -> None:
        """Takes new cues, from plan time ``now_ms`` on."""
        self._at = now_ms * PER_MS if self._at is None else self._at
        self._tape.follow(cues, self._at)

    def advance(self, now_ms: int) -> list[PlayerEvent]:
        """Writes everything that sounds before ``now_ms``. Returns the events up to then."""
        now = now_ms * PER_MS
        at = now if self._at is None else self._at
        while (start := self._tape.next_start(at)) is not None and start < now:
            count = min(_BLOCK, now - start, _HOUR - start % _HOUR)
            block = self._tape.render(start, count)
            self._write(start, block)
            at = start + count
        self._at = max(now, at)
        heard = self._tape.take_heard()
        for event in heard:
            self._note(event)
        heard += self._broken
        self._broken = []
        return heard

    def close(self) -> None:
        """Closes the file of the hour."""
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _write(self, first: int, block: Samples) -> None:
        """Writes a block. A failure is reported as a failure of the cues that sound there."""
        try:
            file = self._open(first)
            os.pwrite(file, block.tobytes(), _HEADER + first % _HOUR * 2)
        except OSError:
            for cue in self._tape.cues:
                if cue.start <= first < cue.end:
                    self._broken.append(SoundFailed(cue, first, "sink"))

    def _open(self, first: int) -> int:
        """Opens the file of the hour in which this sample lies, and creates it at full length."""
        hour = first // _HOUR
        if self._file is None or hour != self._hour:
            self.close()
            self._hour = hour
            self._file = os.open(self._folder / self._name(first), os.O_RDWR | os.O_CREAT, 0o644)
            # A process that starts again within the hour goes on in the same file.
            if os.fstat(self._file).st_size != _HEADER + _HOUR * 2:
                os.pwrite(self._file, _header(_HOUR), 0)
                os.truncate(self._file, _HEADER + _HOUR * 2)
        return self._file

    def _name(self, first: int) -> str:
        return timing.local(first // PER_MS).strftime("%Y-%m-%dT%H.wav")

    def _note(self, event: PlayerEvent) -> None:
        """Adds an event to ``sounded.jsonl``."""
        line: dict[str, object] = {
            "event": _EVENTS[type(event)],
            "item": event.cue.item,
            "part": event.cue.part,
            "media": event.cue.media,
            "wall_ms": event.at / PER_MS,
            "file": self._name(event.at),
            "output_sample": event.at % _HOUR,
        }
        if isinstance(event, SoundBegan | SoundStopped):
            line["media_sample"] = event.sample
        if isinstance(event, SoundStopped | SoundFailed):
            line["why"] = event.why
        try:
            with (self._folder / "sounded.jsonl").open("ab") as file:
                file.write(msgspec.json.encode(line) + b"\n")
        except OSError:
            return  # the play record says the same, and a full disk must not stop the sound


def _header(frames: int) -> bytes:
    size = frames * 2
    return (
        b"RIFF"
        + struct.pack("<I", 36 + size)
        + b"WAVEfmt "
        + struct.pack("<IHHIIHH", 16, 1, 1, RATE, RATE * 2, 2, 16)
        + b"data"
        + struct.pack("<I", size)
    )

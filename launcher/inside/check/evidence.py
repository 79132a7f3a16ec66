"""Compares what both agents sounded with the approved sound as the desk serves it."""

import hashlib
from datetime import datetime
from pathlib import Path

import numpy as np

from launcher.inside.check import listening
from launcher.words import decimal, stop, t

LEAST_SCORE = 0.9
MOST_SCORE_OF_NOTHING = 0.3
MOST_OFF_S = 0.05
AROUND_S = 20.0


def wav_of(folder: Path, start: datetime) -> Path:
    """Returns the hour's file that contains a sound with this start."""
    return folder / f"{start:%Y-%m-%dT%H}.wav"


def hold_against(name: str, wav: Path, reference: bytes, start: datetime) -> list[str]:
    """Returns the lines of evidence of one agent. Stops with a message if the sound is not found as it must
    be."""
    short = listening.decoded(reference)
    length = len(short) / listening.RATE
    planned = start.minute * 60 + start.second
    long = listening.recorded(wav, planned - AROUND_S, planned + length + AROUND_S)
    found = listening.find(short, long)
    off = found.at_s - AROUND_S
    score, late = decimal(found.score, 4), decimal(1000 * off, 2, sign=True)
    if found.score < LEAST_SCORE or abs(off) > MOST_OFF_S:
        stop(
            f"{name}: không thấy bản tin đã duyệt ở {wav}: giống {score}, lệch {late} ms.",
            f"{name}: the approved sound is not in {wav}: score {score}, off by {late} ms.",
        )
    least, lasts = decimal(LEAST_SCORE, 1), decimal(length, 2)
    return [
        t(
            f"{name}: bản tin đã duyệt bắt đầu lúc {start:%H:%M:%S}, lệch {late} ms, "
            f"giống {score} (cần {least}), dài {lasts} giây, trong {wav.name}",
            f"{name}: the approved sound begins at {start:%H:%M:%S}, off by {late} ms, "
            f"score {score} (least {least}), {lasts} s long, in {wav.name}",
        ),
        _nothing_in_silence(name, wav, short, planned),
    ]


def _nothing_in_silence(name: str, wav: Path, short: listening.Sound, planned: float) -> str:
    """Searches for the sound where nothing was planned, and stops if it finds it there: this shows that the
    search tells the two apart."""
    silent = _silent_stretch(wav, planned, len(short) / listening.RATE)
    nothing = listening.find(short, silent)
    score, lasts = decimal(nothing.score, 4), f"{len(silent) / listening.RATE:.0f}"
    if nothing.score > MOST_SCORE_OF_NOTHING:
        stop(
            f"{name}: cùng phép tìm ấy lại thấy bản tin trong đoạn không có lịch phát ({score}).",
            f"{name}: the same search finds the sound where nothing was planned ({score}).",
        )
    peak = f"{float(np.max(np.abs(silent))):.0f}"
    return t(
        f"{name}: cùng phép tìm ấy trên {lasts} giây không có lịch phát: giống {score}, biên độ {peak}",
        f"{name}: the same search over {lasts} s without a plan: score {score}, peak {peak}",
    )


def _silent_stretch(wav: Path, planned: float, length: float) -> listening.Sound:
    """Returns a stretch without planned sound, as long as the sound and a little more: before it, or well
    after it."""
    wanted = length + AROUND_S
    first = planned - wanted - 10 if planned > wanted + 10 else planned + wanted + 10
    return listening.recorded(wav, first, first + wanted)


def named(reference: bytes) -> str:
    """Returns the approved sound's name, its SHA-256."""
    return hashlib.sha256(reference).hexdigest()

"""Finds the approved sound in what an agent sounded: decodes both to 16 kHz and correlates them."""

import io
import wave
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from numpy.typing import NDArray

RATE = 16_000
Sound = NDArray[np.float64]


@dataclass(frozen=True)
class Match:
    """How alike (0 to 1), and where in the recording, in seconds from its first sample."""

    score: float
    at_s: float


def decoded(data: bytes) -> Sound:
    """Returns a sound file in any format that PyAV reads as 16 kHz mono."""
    pieces = []
    with av.open(io.BytesIO(data), "r") as file:
        to = av.AudioResampler(format="s16", layout="mono", rate=RATE)
        for frame in file.decode(audio=0):
            pieces += [each.to_ndarray() for each in to.resample(frame)]
        pieces += [each.to_ndarray() for each in to.resample(None)]
    samples: Sound = np.concatenate(pieces, axis=1)[0].astype(np.float64)
    return samples


def recorded(path: Path, first_s: float, last_s: float) -> Sound:
    """Returns a stretch of an agent's WAV between two seconds of it, as 16 kHz mono; silence before its
    beginning."""
    with wave.open(str(path)) as file:
        rate = file.getframerate()
        start, end = max(0, int(first_s * rate)), min(file.getnframes(), int(last_s * rate))
        file.setpos(start)
        told = file.readframes(end - start)
    lead = np.zeros(max(0, int(-first_s * RATE)))
    return np.concatenate([lead, decoded(_as_wave(told, rate))])


def _as_wave(samples: bytes, rate: int) -> bytes:
    made = io.BytesIO()
    with wave.open(made, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(rate)
        file.writeframes(samples)
    return made.getvalue()


def find(short: Sound, long: Sound) -> Match:
    """Finds the place of `short` in `long` by normalised cross-correlation. The score is its
    value at the best place."""
    # A power of two for the FFT, and long enough that the end does not wrap around onto the beginning.
    size = 1 << (len(long) + len(short) - 1).bit_length()
    alike = np.fft.irfft(np.fft.rfft(long, size) * np.conj(np.fft.rfft(short, size)), size)
    places = max(1, len(long) - len(short) + 1)
    running = np.concatenate([[0.0], np.cumsum(long**2)])
    ends = np.minimum(np.arange(places) + len(short), len(long))
    under = np.maximum(running[ends] - running[:places], 0.0)
    whole = float(np.sum(short**2))
    # Where the recording is nearly silent, the quotient would mean nothing: at least a thousandth of the
    # sound's amplitude (a millionth of its energy) is needed.
    loud = under > whole * 1e-6
    score = np.where(loud, alike[:places] / np.sqrt(np.where(loud, under, 1.0) * whole), 0.0)
    best = int(np.argmax(score))
    return Match(float(score[best]), (best + _between(score, best)) / RATE)


def _between(score: Sound, best: int) -> float:
    """Returns the maximum of the parabola through the best place and its neighbours, in samples from the best
    place."""
    if not 0 < best < len(score) - 1:
        return 0.0
    before, here, after = score[best - 1 : best + 2]
    bend = before - 2 * here + after
    return float(0.5 * (before - after) / bend) if bend else 0.0

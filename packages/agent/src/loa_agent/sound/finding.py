"""Finds a sound in a recording by normalised cross-correlation at 16 kHz, to a fraction of a sample.

Tests, the demo's check and the benchmarks use it; the player does not.
"""

from __future__ import annotations

from pathlib import Path

import msgspec
import numpy as np
import numpy.typing as npt

from loa_agent.sound.opus import Samples
from loa_agent.sound.port import RATE

_STEP = 3  # 48 kHz -> 16 kHz
SILENT = 1e-9
"""The energy below which a wave counts as silence; it also keeps the score from a division by zero."""

Wave = npt.NDArray[np.float64]


class Match(msgspec.Struct, frozen=True):
    """The best match: seconds from the start of the recording, and its score (1 the same, 0.02 unrelated)."""

    at_s: float
    score: float


def to_16k(samples: Samples) -> Wave:
    """Returns 48 kHz samples at 16 kHz, low-passed by a windowed sinc."""
    taps = np.arange(-48, 49)
    kernel = np.sinc(taps / _STEP) / _STEP * np.hanning(len(taps))
    # A power of two is fast, and long enough that the convolution does not wrap around.
    size = 1 << (len(samples) + len(kernel) - 1).bit_length()
    spread = np.fft.rfft(samples.astype(np.float64), size) * np.fft.rfft(kernel, size)
    filtered = np.fft.irfft(spread, size)[48 : 48 + len(samples)]  # the filter delays by half its length
    wave: Wave = filtered[::_STEP]
    return wave


def find(recording: Samples, sound: Samples) -> Match:
    """Returns the place in the recording where the sound (both 48 kHz) fits best. Silence scores 0."""
    long, short = to_16k(recording), to_16k(sound)
    if len(short) > len(long) or not len(short):
        return Match(0.0, 0.0)
    size = 1 << (len(long) + len(short)).bit_length()
    raw = np.fft.irfft(np.fft.rfft(long, size) * np.conj(np.fft.rfft(short, size)), size)
    raw = raw[: len(long) - len(short) + 1]
    # The energy of each window of the recording, as the difference of two running sums.
    running = np.concatenate([[0.0], np.cumsum(long**2)])
    energy = running[len(short) :] - running[: len(running) - len(short)]
    whole = float(np.sum(short**2))
    floor = max(whole * 1e-6, SILENT)  # rounding noise in digital silence is not a match
    score = np.where(energy > floor, raw / np.sqrt(np.maximum(energy, floor) * max(whole, SILENT)), 0.0)
    best = int(np.argmax(score))
    return Match((best + _vertex(score, best)) * _STEP / RATE, float(score[best]))


def _vertex(score: Wave, best: int) -> float:
    """Returns the offset of the peak between samples, by a parabola through the three highest."""
    if not 0 < best < len(score) - 1:
        return 0.0
    a, b, c = score[best - 1 : best + 2]
    bend = a - 2 * b + c
    return float((a - c) / (2 * bend)) if bend else 0.0


def hour_file(path: Path) -> Samples:
    """Returns the samples of one hour of the file sink, mapped, not read: 345 MB, mostly holes."""
    samples: Samples = np.memmap(path, dtype=np.int16, mode="r", offset=44)
    return samples

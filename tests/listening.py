"""What sounded held against what was approved, by a decoder that shares no code of ours."""

import subprocess
from pathlib import Path

import imageio_ffmpeg
import numpy as np
from loa_protocol import timing

HOUR_MS = 3_600_000
RATE = 16_000
WRITTEN_RATE = 48_000
HEADER = 44
SECONDS_A_PIECE = 120


def decoded(data: bytes, rate: int = RATE) -> np.ndarray:
    """Any encoded sound as mono of this rate."""
    return _ffmpeg([], data, rate)


def heard(folder: Path, first_ms: int, last_ms: int) -> np.ndarray:
    """What sounded between two moments, 16 kHz mono; an hour without a file was silent."""
    pieces = []
    at = first_ms
    while at < last_ms:
        end = min(last_ms, at - at % HOUR_MS + HOUR_MS)
        pieces.append(_written(folder / f"{timing.local(at):%Y-%m-%dT%H}.wav", at % HOUR_MS, end - at))
        at = end
    samples = np.concatenate(pieces)
    if not samples.any():
        return np.zeros((last_ms - first_ms) * RATE // 1000)
    return _ffmpeg(["-f", "s16le", "-ar", str(WRITTEN_RATE), "-ac", "1"], samples.tobytes())


def _written(file: Path, from_ms: int, length_ms: int) -> np.ndarray:
    per_ms = WRITTEN_RATE // 1000
    if not file.exists():
        return np.zeros(length_ms * per_ms, np.int16)
    return np.fromfile(file, np.int16, length_ms * per_ms, offset=HEADER + from_ms * per_ms * 2)


def _ffmpeg(shape: list[str], data: bytes, rate: int = RATE) -> np.ndarray:
    command = [imageio_ffmpeg.get_ffmpeg_exe(), "-loglevel", "error", *shape, "-i", "pipe:0"]
    command += ["-ar", str(rate), "-ac", "1", "-f", "s16le", "pipe:1"]
    done = subprocess.run(command, input=data, capture_output=True, check=True)
    return np.frombuffer(done.stdout, np.int16).astype(np.float64)


def search(short: np.ndarray, long: np.ndarray, rate: int = RATE) -> tuple[float, float]:
    """How alike the best place is, 0 to 1 (normalised correlation), and where, in seconds from the start."""
    step = SECONDS_A_PIECE * rate
    best = (0.0, 0.0)
    for start in range(0, max(1, len(long) - len(short) + 1), step):
        piece = long[start : start + step + len(short)]
        # With less than a thousandth of the sound's energy there is nothing to be like.
        if np.sum(piece**2) > 1e-3 * np.sum(short**2):
            alike, place = _search(short, piece)
            best = max(best, (alike, (start + place) / rate))
    return best


def _search(short: np.ndarray, long: np.ndarray) -> tuple[float, int]:
    size = 1 << (len(long) + len(short)).bit_length()
    found = np.fft.irfft(np.fft.rfft(long, size) * np.conj(np.fft.rfft(short, size)), size)[: len(long)]
    energy = np.cumsum(np.concatenate([[0.0], long**2]))
    ends = np.minimum(np.arange(len(long)) + len(short), len(long))
    under = np.maximum(energy[ends] - energy[: len(long)], 1e-3 * np.sum(short**2))
    alike = found / np.sqrt(under * np.sum(short**2))
    place = int(np.argmax(alike))
    return float(alike[place]), place

"""Real recordings of every kind, made when a test asks: speech by eSpeak NG, containers by FFmpeg."""

import subprocess
import sys
import tempfile
import wave
from functools import cache
from pathlib import Path

import av
import imageio_ffmpeg
import numpy as np
import numpy.typing as npt

RATE = 48_000
Samples = npt.NDArray[np.float32]
FFMPEG = imageio_ffmpeg.get_ffmpeg_exe()


SENTENCES = (
    "Ủy ban nhân dân xã Hoằng Tiến thông báo lịch tiêm vắc xin cho trẻ dưới năm tuổi.",
    "Các cháu ở thôn Kim Tân, Linh Trường, Giang Sơn tới nhà văn hóa thôn mình từ bảy giờ ba mươi.",
    "Gia đình mang theo sổ tiêm chủng, cho cháu ăn no trước khi tiêm.",
)
# eSpeak NG runs as a process of its own here too, through the library of its wheel.
SPEAK = """
import ctypes, sys, wave, espeakng_loader
lib = ctypes.CDLL(espeakng_loader.get_library_path())
rate = lib.espeak_Initialize(2, 500, espeakng_loader.get_data_path().encode(), 0)
heard = bytearray()
@ctypes.CFUNCTYPE(ctypes.c_int, ctypes.POINTER(ctypes.c_short), ctypes.c_int, ctypes.c_void_p)
def take(samples, count, events):
    if samples and count > 0:
        heard.extend(ctypes.string_at(samples, 2 * count))
    return 0
lib.espeak_SetSynthCallback(take)
assert lib.espeak_SetVoiceByName(b"vi") == 0
text = sys.argv[1].encode() + b"\\0"
assert lib.espeak_Synth(text, len(text), 0, 0, 0, 1, None, None) == 0
lib.espeak_Synchronize()
with wave.open(sys.argv[2], "wb") as out:
    out.setparams((1, 2, rate, 0, "NONE", ""))
    out.writeframes(bytes(heard))
"""


def spoken(text: str, path: Path) -> Path:
    """`text` in Vietnamese as eSpeak NG says it, a WAV at its own rate."""
    subprocess.run([sys.executable, "-c", SPEAK, text, str(path)], check=True, timeout=60)
    return path


@cache
def speech() -> Samples:
    """Fifteen seconds of Vietnamese, 48 kHz, peaks at 0.5, no silence at its ends."""
    with tempfile.TemporaryDirectory() as folder:
        sound = heard(spoken(" ".join(SENTENCES), Path(folder) / "speech.wav"))
    loud = np.flatnonzero(np.abs(sound) > 0.01)
    sound = sound[loud[0] : loud[-1]]
    return (0.5 * sound / np.abs(sound).max()).astype(np.float32)


def silence(seconds: float) -> Samples:
    return np.zeros(int(seconds * RATE), np.float32)


def write_wav(path: Path, *channels: Samples, rate: int = RATE) -> Path:
    block = np.clip(np.stack(channels, axis=1), -1, 1)
    with wave.open(str(path), "wb") as out:
        out.setparams((len(channels), 2, rate, 0, "NONE", ""))
        out.writeframes((block * 32767).astype("<i2").tobytes())
    return path


def ffmpeg(*arguments: str | Path) -> None:
    subprocess.run(
        [FFMPEG, "-nostdin", "-y", "-loglevel", "error", *map(str, arguments)], check=True, timeout=120
    )


def converted(source: Path, name: str, *options: str) -> Path:
    out = source.with_name(name)
    ffmpeg("-i", source, *options, out)
    return out


def heard(path: Path) -> Samples:
    """A finished file as a loudspeaker decodes it, by the FFmpeg program rather than by the code under
    test."""
    raw = subprocess.run(
        [
            FFMPEG,
            "-nostdin",
            "-loglevel",
            "error",
            "-i",
            str(path),
            "-f",
            "f32le",
            "-ac",
            "1",
            "-ar",
            str(RATE),
            "-",
        ],
        check=True,
        capture_output=True,
        timeout=120,
    ).stdout
    return np.frombuffer(raw, np.float32)


def measured(path: Path) -> tuple[float, float]:
    """Integrated loudness (LUFS) and true peak (dBTP) of a file, by the FFmpeg program's own summary."""
    said = subprocess.run(
        [FFMPEG, "-nostdin", "-i", str(path), "-af", "ebur128=peak=true", "-f", "null", "-"],
        check=True,
        capture_output=True,
        text=True,
        timeout=120,
    ).stderr
    summary = said[said.rindex("Summary:") :].splitlines()
    found = {}
    for line in summary:
        name, colon, value = line.partition(":")
        if colon and value.split():
            found[name.strip()] = value.split()[0]
    return float(found["I"]), float(found["Peak"])


def similarity(long: Samples, short: Samples) -> tuple[float, float]:
    """Where `short` lies in `long` (seconds) and how well it fits (0 to 1, sign ignored), at 16 kHz."""
    a, b = long[::3].astype(np.float64), short[::3].astype(np.float64)
    size = 1 << (len(a) + len(b)).bit_length()
    cross = np.fft.irfft(np.fft.rfft(a, size) * np.conj(np.fft.rfft(b, size)), size)[
        : max(1, len(a) - len(b) + 1)
    ]
    energy = np.cumsum(np.concatenate([[0.0], a**2]))
    window = energy[len(b) : len(b) + len(cross)] - energy[: len(cross)]
    score = np.abs(cross) / np.sqrt(np.maximum(window, 1e-9) * (b**2).sum())
    best = int(score.argmax())
    return best * 3 / RATE, float(score[best])


def packets(path: Path) -> tuple[str, int, int]:
    """Codec, rate and samples in a packet of a finished file."""
    with av.open(str(path)) as container:
        stream = container.streams.audio[0]
        packet = next(p for p in container.demux(stream) if p.size)
        return (
            stream.codec_context.codec.canonical_name,
            stream.rate,
            round(packet.duration * packet.time_base * RATE),
        )

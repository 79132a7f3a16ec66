"""The check's search: finds the sound where it is, through level and codec, and nothing where it is not."""

import io
import wave
from datetime import datetime
from pathlib import Path

import av
import numpy as np
import pytest

from launcher.inside.check import evidence, listening
from launcher.words import Stop

RATE = 48_000
START = datetime(2026, 11, 24, 0, 2, 0)
START_S = 120
HELD_S = 200  # of the hour: all that the search looks at
LENGTH_S = 4.0


def spoken_like() -> np.ndarray:
    """Noise shaped like speech: bursts of bands, never the same twice."""
    random = np.random.default_rng(7)
    noise = random.normal(size=int(LENGTH_S * RATE))
    smooth = np.convolve(noise, np.hanning(40) / 20, "same")
    bursts = np.repeat(random.uniform(0.1, 1, 40), len(noise) // 40)
    return (smooth[: len(bursts)] * bursts * 4000).clip(-32000, 32000).astype(np.int16)


def opus(samples: np.ndarray) -> bytes:
    made = io.BytesIO()
    with av.open(made, "w", format="ogg") as file:
        stream = file.add_stream("libopus", rate=RATE, layout="mono")
        stream.bit_rate = 32_000
        frame = av.AudioFrame.from_ndarray(samples.reshape(1, -1), format="s16", layout="mono")
        frame.rate = RATE
        for packet in [*stream.encode(frame), *stream.encode(None)]:
            file.mux(packet)
    return made.getvalue()


def an_hour_with(samples: np.ndarray, at_s: float, folder: Path) -> Path:
    hour = np.zeros(HELD_S * RATE, np.int16)
    first = int(at_s * RATE)
    hour[first : first + len(samples)] = samples
    path = evidence.wav_of(folder, START)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(hour.tobytes())
    return path


@pytest.fixture(scope="module")
def reference() -> bytes:
    return opus(spoken_like())


@pytest.fixture(scope="module")
def sounded(reference) -> np.ndarray:
    """What a player makes of the reference, at four fifths of its level."""
    with av.open(io.BytesIO(reference)) as file:
        frames = [frame.to_ndarray()[0] for frame in file.decode(audio=0)]
    whole = np.concatenate(frames)
    whole = whole * 32767 if whole.dtype.kind == "f" else whole
    return (whole * 0.8).astype(np.int16)


def test_the_approved_sound_is_found_on_its_second(reference, sounded, tmp_path):
    wav = an_hour_with(sounded, START_S, tmp_path)
    found, nothing = evidence.hold_against("agent1", wav, reference, START)
    assert "agent1" in found
    assert "agent1" in nothing


def test_the_same_sound_half_a_second_late_is_refused(reference, sounded, tmp_path):
    wav = an_hour_with(sounded, START_S + 0.5, tmp_path)
    with pytest.raises(Stop, match=r"500[,.]0"):
        evidence.hold_against("agent1", wav, reference, START)


def test_silence_is_refused(reference, tmp_path):
    wav = an_hour_with(np.zeros(10, np.int16), START_S, tmp_path)
    with pytest.raises(Stop):
        evidence.hold_against("agent1", wav, reference, START)


def test_another_sound_is_refused(reference, tmp_path):
    other = np.random.default_rng(8).normal(size=int(LENGTH_S * RATE)) * 4000
    wav = an_hour_with(other.astype(np.int16), START_S, tmp_path)
    with pytest.raises(Stop):
        evidence.hold_against("agent1", wav, reference, START)


def test_a_sound_that_plays_outside_its_plan_too_is_refused(reference, sounded, tmp_path):
    wav = an_hour_with(sounded, START_S, tmp_path)
    with wave.open(str(wav)) as file:
        hour = np.frombuffer(file.readframes(file.getnframes()), np.int16).copy()
    early = START_S * RATE - 25 * RATE
    hour[early : early + len(sounded)] = sounded
    again = an_hour_with(hour, 0, tmp_path)
    with pytest.raises(Stop):
        evidence.hold_against("agent1", again, reference, START)


def test_a_place_between_samples_is_told():
    short = listening.decoded(opus(spoken_like()))
    long = np.concatenate([np.zeros(1234), short, np.zeros(900)])
    found = listening.find(short, long)
    assert found.score > 0.99
    assert abs(found.at_s * listening.RATE - 1234) < 0.01

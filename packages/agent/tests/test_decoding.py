"""A media file becomes the right samples from any place on, and a damaged one never moves in time."""

import hashlib
import random
import subprocess
from pathlib import Path

import numpy as np
import pytest
from agent_rig.sounds import FFMPEG, Sound, decode_elsewhere
from loa_agent.sound.opus import Reader, Unplayable


def test_samples_are_those_of_another_decoder(storm: Sound) -> None:
    other = decode_elsewhere(storm.data)
    assert abs(len(other) - len(storm.samples)) <= 960
    same = min(len(other), len(storm.samples))
    assert np.abs(other[:same].astype(int) - storm.samples[:same]).max() <= 2


@pytest.mark.parametrize("sample", [1, 960, 23_999, 24_001, 47_999, 100_003, 200_000, 263_117])
def test_joining_in_the_middle_gives_the_same_samples(storm: Sound, sample: int) -> None:
    reader = Reader(storm.path, storm.sha256, sample)
    joined = reader.read(20_000)
    reader.close()
    whole = storm.samples[sample : sample + 20_000]
    assert len(joined) == len(whole)
    assert np.abs(joined.astype(int) - whole).max() <= 2


def test_a_file_that_is_not_its_hash_is_not_played(storm: Sound, tmp_path: Path) -> None:
    altered = bytearray(storm.data)
    altered[len(altered) // 2] ^= 1
    (tmp_path / "x").write_bytes(altered)
    with pytest.raises(Unplayable) as caught:
        Reader(tmp_path / "x", storm.sha256, 0)
    assert caught.value.why == "altered"
    with pytest.raises(Unplayable) as caught:
        Reader(tmp_path / "nothing", storm.sha256, 0)
    assert caught.value.why == "missing"


def test_damage_inside_becomes_silence_and_what_follows_keeps_its_place(storm: Sound, tmp_path: Path) -> None:
    pages = storm.data.split(b"OggS")
    damaged = b"OggS".join(pages[:4] + pages[5:])  # a whole page of a second is lost
    bad = Sound(damaged, tmp_path)
    tail = slice(-48_000, -4_800)
    at = len(storm.samples)
    assert abs(len(bad.samples) - at) <= 960
    assert np.abs(bad.samples[:at][tail].astype(int) - storm.samples[:at][tail]).max() <= 40


def test_what_is_no_audio_is_refused(tmp_path: Path) -> None:
    for data in (b"", b"nothing of the kind" * 50, b"OggS" + bytes(500)):
        with pytest.raises(Unplayable) as caught:
            Sound(data, tmp_path)
        assert caught.value.why == "broken"


def as_mp3(sound: Sound, channels: int) -> bytes:
    command = [*FFMPEG[:-1], str(channels), "-c:a", "libmp3lame", "-write_xing", "0", "-id3v2_version", "0"]
    done = subprocess.run(
        [*command, "-f", "mp3", "pipe:1"], check=True, capture_output=True, input=sound.data
    )
    return done.stdout


def test_a_file_that_goes_on_in_another_shape_is_read_to_its_end(fees: Sound, tmp_path: Path) -> None:
    both = Sound(as_mp3(fees, 1) + as_mp3(fees, 2), tmp_path)
    assert len(both.samples) > 1.9 * len(fees.samples)


@pytest.mark.parametrize("seed", range(4))
def test_whatever_the_bytes_it_ends_and_raises_nothing(fees: Sound, tmp_path: Path, seed: int) -> None:
    rng = random.Random(seed)
    for whole in [fees.data, fees.data * 2, as_mp3(fees, 1)] * 8:
        data = bytearray(whole)
        for _ in range(rng.choice((1, 10, 300))):
            data[rng.randrange(len(data))] = rng.randrange(256)
        name = hashlib.sha256(data).hexdigest()
        (tmp_path / name).write_bytes(data)
        try:
            reader = Reader(tmp_path / name, name, rng.choice((0, 100_000)))
        except Unplayable:
            continue
        assert len(reader.read(48_000 * 600)) < 48_000 * 600
        reader.close()

"""Broken and hostile files end in a clear code, never in a stuck child."""

import struct
from pathlib import Path

import numpy as np
import pytest

from loa.media.pipeline import FileRefused, Limits, RefusalCode, render
from loa.media.tests import recordings as rec
from loa.media.tests.recordings import RATE, silence, speech, write_wav


def refused(source: Path, limits: Limits | None = None) -> RefusalCode:
    with pytest.raises(FileRefused) as caught:
        render(source, source.with_name("out"), limits)
    return caught.value.why


def ends_in(source: Path) -> str:
    """A refusal's code or "made"; a child that dies without an answer fails the test."""
    try:
        render(source, source.with_name("out"))
    except FileRefused as refusal:
        return refusal.why
    return "made"


def wav_header(channels: int, rate: int, data: bytes, stated: int | None = None) -> bytes:
    stated = len(data) if stated is None else stated
    form = struct.pack(
        "<HHIIHH", 1, channels, rate, (rate * channels * 2) & 0xFFFFFFFF, (channels * 2) & 0xFFFF, 16
    )
    return (
        b"RIFF"
        + struct.pack("<I", min(36 + stated, 0xFFFFFFFF))
        + b"WAVEfmt "
        + struct.pack("<I", 16)
        + form
        + b"data"
        + struct.pack("<I", stated)
        + data
    )


@pytest.mark.parametrize(
    "words",
    [
        "Thông báo của Ủy ban nhân dân xã.\n".encode() * 400,
        b"%PDF-1.7\n" + b"0 0 obj <<>>\n" * 300,
        b"\x89PNG\r\n\x1a\n" + bytes(3000),
        b"#EXTM3U\n#EXTINF:10,\n/etc/passwd\n#EXT-X-ENDLIST\n",
        b"ffconcat version 1.0\nfile '/etc/hostname'\n",
        b"<html><body>404</body></html>" * 50,
        b"PK\x03\x04" + bytes(2000),
    ],
    ids=["text", "pdf", "picture", "playlist", "concat script", "page", "zip"],
)
def test_what_is_not_audio(tmp_path: Path, words: bytes) -> None:
    source = tmp_path / "bulletin.mp3"
    source.write_bytes(words)
    assert refused(source) == RefusalCode.NOT_AUDIO


def test_nothing_at_all(tmp_path: Path) -> None:
    source = tmp_path / "a.mp3"
    source.write_bytes(b"")
    assert refused(source) == RefusalCode.EMPTY


def test_a_header_and_no_sound(tmp_path: Path) -> None:
    source = tmp_path / "a.wav"
    source.write_bytes(wav_header(1, RATE, b""))
    assert refused(source) in (RefusalCode.EMPTY, RefusalCode.BROKEN)


def test_a_blink_of_sound(tmp_path: Path) -> None:
    assert refused(write_wav(tmp_path / "a.wav", speech()[:2000])) == RefusalCode.EMPTY


def test_a_video_without_sound(tmp_path: Path) -> None:
    rec.ffmpeg("-f", "lavfi", "-i", "testsrc=size=160x120:rate=5:duration=2", tmp_path / "a.mp4")
    assert refused(tmp_path / "a.mp4") == RefusalCode.NO_TRACK


@pytest.mark.parametrize("level", [0.0, 0.0001])
def test_silence_throughout(tmp_path: Path, level: float) -> None:
    hiss = level * np.random.default_rng(3).standard_normal(5 * RATE).astype(np.float32)
    assert refused(write_wav(tmp_path / "a.wav", hiss)) == RefusalCode.SILENT


@pytest.mark.parametrize("name", ["a.m4a", "a.mp4", "a.3gp"])
def test_a_film_whose_table_of_contents_was_cut_off(tmp_path: Path, name: str) -> None:
    source = rec.converted(write_wav(tmp_path / "s.wav", speech()), name, "-c:a", "aac")
    source.write_bytes(source.read_bytes()[:-8000])
    assert refused(source) == RefusalCode.CUT


def test_a_film_that_is_whole_and_nonsense_is_not_called_cut(tmp_path: Path) -> None:
    source = rec.converted(write_wav(tmp_path / "s.wav", speech()), "a.m4a", "-c:a", "aac")
    whole = bytearray(source.read_bytes())
    at = whole.index(b"moov") + 4
    whole[at:] = bytes(len(whole) - at)
    source.write_bytes(whole)
    assert refused(source) in (RefusalCode.BROKEN, RefusalCode.NO_TRACK)


def test_a_decoder_that_is_not_on_the_list_stays_shut(tmp_path: Path) -> None:
    options = ("-ar", "16000", "-c:a", "g722")
    source = rec.converted(write_wav(tmp_path / "s.wav", speech()), "a.wav", *options)
    assert refused(source) == RefusalCode.UNUSUAL


def test_two_tracks_and_nothing_on_either(tmp_path: Path) -> None:
    quiet = ("-f", "lavfi", "-i", "anullsrc=r=48000:cl=mono")
    source = tmp_path / "a.mp4"
    rec.ffmpeg(*quiet, *quiet, "-map", "0", "-map", "1", "-t", "3", "-c:a", "aac", source)
    assert refused(source) == RefusalCode.SILENT


@pytest.mark.parametrize(("name", "options"), [("a.flac", ()), ("a.wav", ("-c:a", "pcm_s16le"))])
def test_the_second_half_is_missing(tmp_path: Path, name: str, options: tuple[str, ...]) -> None:
    source = rec.converted(write_wav(tmp_path / "s.wav", speech()), name, *options)
    whole = source.read_bytes()
    source.write_bytes(whole[: len(whole) // 2])
    assert refused(source) == RefusalCode.CUT


@pytest.mark.parametrize(
    ("name", "options"), [("a.mp3", ()), ("a.m4a", ()), ("a.flac", ()), ("a.ogg", ("-c:a", "libvorbis"))]
)
def test_a_body_overwritten_with_noise(tmp_path: Path, name: str, options: tuple[str, ...]) -> None:
    source = rec.converted(write_wav(tmp_path / "s.wav", speech()), name, *options)
    whole = bytearray(source.read_bytes())
    noise = np.random.default_rng(5).integers(0, 256, len(whole) * 8 // 10, np.uint8).tobytes()
    start = len(whole) // 10
    whole[start : start + len(noise)] = noise
    source.write_bytes(whole)
    outcome = ends_in(source)
    assert outcome in (
        "made",
        RefusalCode.BROKEN,
        RefusalCode.CUT,
        RefusalCode.NOT_AUDIO,
        RefusalCode.EMPTY,
        RefusalCode.UNUSUAL,
    )


def test_ten_minutes_of_silence_in_a_few_bytes_of_flac(tmp_path: Path) -> None:
    rec.ffmpeg("-f", "lavfi", "-i", "anullsrc=r=48000:cl=stereo", "-t", "600", tmp_path / "bomb.flac")
    assert (tmp_path / "bomb.flac").stat().st_size < 600_000
    assert refused(tmp_path / "bomb.flac", Limits(max_seconds=120)) == RefusalCode.TOO_LONG


def test_a_header_that_claims_ten_hours(tmp_path: Path) -> None:
    sound = (speech()[: 2 * RATE] * 32767).astype("<i2").tobytes()
    source = tmp_path / "a.wav"
    source.write_bytes(wav_header(1, RATE, sound, stated=10 * 3600 * RATE * 2))
    assert refused(source) == RefusalCode.CUT


def test_a_recorder_that_never_wrote_its_length(tmp_path: Path) -> None:
    sound = (speech() * 32767).astype("<i2").tobytes()
    source = tmp_path / "a.wav"
    source.write_bytes(wav_header(1, RATE, sound, stated=0xFFFFFFFF))
    assert render(source, tmp_path / "out").duration_ms > 9_000


@pytest.mark.parametrize(("channels", "rate"), [(64, 48_000), (1, 4_000_000_000), (1, 1), (2, 1_000_000)])
def test_numbers_that_no_recorder_writes(tmp_path: Path, channels: int, rate: int) -> None:
    source = tmp_path / "a.wav"
    source.write_bytes(wav_header(channels, rate, bytes(range(256)) * 4000))
    assert refused(source) in (RefusalCode.UNUSUAL, RefusalCode.BROKEN)


def test_longer_than_the_rule(tmp_path: Path) -> None:
    assert refused(write_wav(tmp_path / "a.wav", speech()), Limits(max_seconds=5)) == RefusalCode.TOO_LONG


def test_more_bytes_than_the_rule(tmp_path: Path) -> None:
    assert refused(write_wav(tmp_path / "a.wav", speech()), Limits(max_bytes=1000)) == RefusalCode.TOO_LARGE


def test_silence_in_the_middle_of_a_rule_is_no_refusal(tmp_path: Path) -> None:
    sound = np.concatenate([silence(20), speech()[:RATE], silence(20)])
    assert render(write_wav(tmp_path / "a.wav", sound), tmp_path / "out").duration_ms < 2_000

"""Both engines, really run."""

import os
import sys
import wave
from array import array
from pathlib import Path

import pytest

from loa.speech.engines import EngineError, Engines, VoiceFiles, process
from loa.speech.engines.espeak import Espeak
from loa.speech.reader import Phrase, phrases, read
from loa.speech.tests import tiny_voice

TEXT = "UBND xã họp lúc 7h30. Mời bà con tới dự."


def sound(path: Path) -> tuple[int, array]:
    with wave.open(str(path), "rb") as opened:
        assert opened.getnchannels() == 1
        assert opened.getsampwidth() == 2
        return opened.getframerate(), array("h", opened.readframes(opened.getnframes()))


def longest_silence_ms(rate: int, samples: array) -> float:
    longest = run = 0
    for value in samples:
        run = run + 1 if value == 0 else 0
        longest = max(longest, run)
    return 1000 * longest / rate


@pytest.mark.parametrize("voice", [v.id for v in Espeak().voices()])
def test_espeak_speaks_every_voice(tmp_path: Path, voice: str) -> None:
    out = tmp_path / "said.wav"
    Engines(tmp_path).speak(phrases(read(TEXT)), voice, out)
    rate, samples = sound(out)
    assert 2 < len(samples) / rate < 10
    assert max(samples) > 3000


def test_pauses_are_in_the_sound(tmp_path: Path) -> None:
    lengths = {}
    for pause in (0, 1500):
        out = tmp_path / f"{pause}.wav"
        Espeak().speak([Phrase("một", pause), Phrase("hai", 0)], "vi", out)
        rate, samples = sound(out)
        lengths[pause] = len(samples)
    assert lengths[1500] - lengths[0] == rate * 1500 // 1000
    assert longest_silence_ms(rate, samples) >= 1500


def test_more_words_last_longer(tmp_path: Path) -> None:
    for name, words in (("short", "một"), ("long", "một hai ba bốn năm sáu bảy tám chín mười")):
        Espeak().speak([Phrase(words, 0)], "vi", tmp_path / name)
    assert len(sound(tmp_path / "long")[1]) > 3 * len(sound(tmp_path / "short")[1])


def test_unknown_voices_and_engines_are_refused(tmp_path: Path) -> None:
    for voice in ("espeak:en", "espeak:../x", "piper:none", "piper:../../etc/passwd", "nobody:x", ""):
        with pytest.raises(EngineError):
            Engines(tmp_path).speak([Phrase("một", 0)], voice, tmp_path / "x.wav")


def test_piper_speaks_with_a_voice_that_was_added(tmp_path: Path) -> None:
    files = VoiceFiles(tmp_path / "voices")
    files.add(tiny_voice.write(tmp_path), "2026-11-24T00:00:00+00:00", "Giọng thử")
    engines = Engines(tmp_path / "voices")
    assert [(v.id, v.title) for v in engines.voices()][:1] == [("piper:vi_vn-tiny", "Giọng thử")]
    out = tmp_path / "said.wav"
    engines.speak([Phrase("xin chào bà con", 1000), Phrase("hẹn gặp lại", 0)], "piper:vi_vn-tiny", out)
    rate, samples = sound(out)
    assert rate == tiny_voice.RATE
    assert longest_silence_ms(rate, samples) >= 1000
    assert len(samples) > rate + 20 * tiny_voice.SAMPLES


def test_a_program_that_takes_too_long_is_ended(tmp_path: Path) -> None:
    argv = [
        sys.executable,
        "-c",
        "import sys; print('half'); sys.stdout.flush(); sys.stdin.read(); import signal; signal.pause()",
    ]
    with pytest.raises(EngineError, match="more than 1 s") as caught:
        process.run(argv, "x", tmp_path / "out", process.Limits(wall_seconds=1))
    assert caught.value.again


def test_a_program_that_grows_is_ended(tmp_path: Path) -> None:
    argv = [sys.executable, "-c", "x = bytearray(2 ** 30)"]
    with pytest.raises(EngineError, match="MemoryError") as caught:
        process.run(argv, "", tmp_path / "out", process.Limits(memory_bytes=2**28))
    assert not caught.value.again


def test_a_file_cannot_fill_the_disk(tmp_path: Path) -> None:
    argv = [sys.executable, "-c", "import sys; sys.stdout.buffer.write(bytes(2 ** 20))"]
    with pytest.raises(EngineError):
        process.run(argv, "", tmp_path / "out", process.Limits(file_bytes=2**16))
    assert (tmp_path / "out").stat().st_size <= 2**16


def test_no_secret_reaches_the_program(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOA_DB_PASSWORD_FILE", "/secret")
    process.run(
        [sys.executable, "-c", "import os; print(sorted(os.environ))"], "", tmp_path / "out", process.Limits()
    )
    assert "LOA" not in (tmp_path / "out").read_text()
    assert os.environ["LOA_DB_PASSWORD_FILE"] == "/secret"

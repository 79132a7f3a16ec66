"""Voice files are checked before they are kept."""

import io
from argparse import Namespace
from pathlib import Path

import pytest

from loa.speech import cli
from loa.speech.engines import BadVoice, VoiceFiles
from loa.speech.tests import tiny_voice

NOW = "2026-11-24T00:00:00+00:00"


def test_add_list_remove(tmp_path: Path) -> None:
    files = VoiceFiles(tmp_path / "voices")
    model = tiny_voice.write(tmp_path)
    kept = files.add(model, NOW)
    assert (kept.name, kept.sample_rate) == ("vi_vn-tiny", tiny_voice.RATE)
    assert files.all() == [kept]
    assert files.model("vi_vn-tiny") == tmp_path / "voices" / "vi_vn-tiny.onnx"
    assert files.add(model, NOW) == kept
    assert files.remove("vi_vn-tiny")
    assert not files.remove("vi_vn-tiny")
    assert list((tmp_path / "voices").iterdir()) == []


def test_what_is_no_vietnamese_voice_is_refused(tmp_path: Path) -> None:
    files = VoiceFiles(tmp_path / "voices")
    broken = tiny_voice.write(tmp_path, "broken")
    broken.write_bytes(b"not a model")
    lonely = tmp_path / "lonely.onnx"
    lonely.write_bytes(tiny_voice.model())
    cases = {
        broken: "does not speak",
        lonely: "missing",
        tiny_voice.write(tmp_path, "english", language="en-us"): "not Vietnamese",
        tiny_voice.write(tmp_path, "silent", loudness=0.0): "silent",
        tiny_voice.write(tmp_path, "latin", letters="abcdefghijklmnopqrstuvwxyz "): "lacks sounds",
        tmp_path / "voice.wav": "end in .onnx",
    }
    for path, why in cases.items():
        with pytest.raises(BadVoice, match=why):
            files.add(path, NOW)
    assert files.all() == []


def test_the_shell_says_what_is_wrong(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli, "_folder", lambda: tmp_path / "voices")
    out, errors = io.StringIO(), io.StringIO()
    assert cli.voices(Namespace(verb="add", file=str(tmp_path / "none.onnx"), title=""), out, errors) == 1
    assert "Không dùng được giọng này" in errors.getvalue()
    assert (
        cli.voices(Namespace(verb="add", file=str(tiny_voice.write(tmp_path)), title="Cô Hà"), out, errors)
        == 0
    )
    assert cli.voices(Namespace(verb="list"), out, errors) == 0
    assert "piper:vi_vn-tiny\tCô Hà\nespeak:vi\t" in out.getvalue()
    assert cli.voices(Namespace(verb="remove", name="piper:vi_vn-tiny"), out, errors) == 0
    assert cli.voices(Namespace(verb="remove", name="piper:vi_vn-tiny"), out, errors) == 1

"""`./loa bench` has what its benchmarks run on, and one that fails hides no other."""

import json
import os
from pathlib import Path

import pytest

from launcher import bench, machine
from launcher.layout import source
from launcher.words import Stop

GOOD = """
import json, sys
def main():
    pass
row = {"name": "NAME", "ok": True, "value": 1, "unit": "s", "ratio": 1.0, "wanted": "<= 2"}
json.dump([row], open(sys.argv[sys.argv.index("--json") + 1], "w"))
"""
BAD = """
def main():
    pass
raise RuntimeError("no such thing here")
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "benchmarks").mkdir()
    (tmp_path / "benchmarks" / "__init__.py").touch()
    for name, text in (("first", BAD), ("second", GOOD.replace("NAME", "second")), ("third", BAD)):
        (tmp_path / "benchmarks" / f"{name}.py").write_text(text, encoding="utf-8")
    return tmp_path


def test_one_that_fails_hides_no_other(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = folder / "out.json"
    names = ["first", "second", "third"]
    assert bench.run(folder, names, quick=True, out=out, env=dict(os.environ)) == 1
    assert [row["name"] for row in json.loads(out.read_text("utf-8"))] == ["second"]
    said = capsys.readouterr().out
    assert "✓ second" in said
    assert "✗ first" in said
    assert "✗ third" in said


def test_a_name_that_is_none_is_said_before_anything_runs(folder: Path) -> None:
    with pytest.raises(Stop):
        bench.run(folder, ["second", "fourth"], quick=True, out=None, env=dict(os.environ))


def test_what_plays_needs_a_sound_path_and_each_package_is_asked_for_once() -> None:
    assert bench.needs(["agent", "pages", "exactness"]) == list(machine.SOUND)
    assert bench.needs(["pages"]) == []


def test_only_benchmarks_that_there_are_need_anything() -> None:
    assert set(bench.NEEDS) <= set(bench.known(source()))

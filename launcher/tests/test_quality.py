"""A skipped test fails the run, and a run of what changed takes what it needs."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from launcher import environment
from launcher.inside import moto, quality
from launcher.layout import Home, source
from launcher.words import Stop

RUN = """<testsuites><testsuite>
<testcase classname="a" name="played"/>
<testcase classname="b" name="unheard"><skipped message="no sound card" type="pytest.skip"/></testcase>
<testcase classname="c" name="expected"><skipped message="later" type="pytest.xfail"/></testcase>
</testsuite></testsuites>"""


def test_skips_and_expected_failures_are_named_with_their_reason() -> None:
    assert quality.skips(RUN) == ["b::unheard (no sound card)", "c::expected (later)"]


def test_tools_see_nothing_of_a_running_loa(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOA_DB_PASSWORD_FILE", "/somewhere")
    assert not [name for name in quality.environment() if name.startswith("LOA_")]


def test_motos_environment_is_made_where_a_test_asks_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(environment, "ensure", lambda home, lock: home.base / lock.name)
    asks, does_not = tmp_path / "a" / "test_asks.py", tmp_path / "b" / "test_does_not.py"
    for file, text in (
        (asks, "def test_it(moto):\n    pass\n"),
        (does_not, "def test_it(motor):\n    pass\n"),
    ):
        file.parent.mkdir()
        file.write_text(text)
    made = {"LOA_TEST_MOTO": str(tmp_path / "moto.txt" / "bin" / "python")}
    home = Home(tmp_path)
    assert moto.told(home, []) == made
    assert moto.told(home, [str(asks.parent)]) == moto.told(home, [f"{asks}::test_it"]) == made
    assert moto.told(home, [str(does_not.parent)]) == moto.told(home, [str(does_not)]) == {}


def test_a_real_run_that_skips_is_red(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path_factory.mktemp("suite")
    (folder / "test_it.py").write_text(
        "import pytest\ndef test_a():\n    pass\ndef test_b():\n    pytest.skip('no')\n"
    )
    assert quality.run([str(folder), "-c", "/dev/null"], Home(tmp_path)) == 1
    out = capfd.readouterr().out
    assert "1 passed, 1 skipped" in out
    assert "test_b" in out


def test_a_leg_runs_only_for_files_that_may_have_a_test_for_it() -> None:
    quick, browser = "launcher/tests/test_help.py", "tests/test_one_bulletin.py"
    audio, both = "packages/agent/tests/test_sound_card.py", "tests/test_real_time.py"
    assert quality.legs_of([quick]) == {"pytest": [quick]}
    assert quality.legs_of([]) == {}
    assert quality.legs_of([quick, browser, audio, both]) == {
        "pytest": [quick, browser, audio, both],
        "pytest browser": [browser, both],
        "pytest audio": [audio, both],
    }


@pytest.mark.parametrize("chosen", [True, False])
def test_files_without_a_test_for_a_leg_are_fine_only_where_they_were_chosen(
    chosen: bool, tmp_path: Path
) -> None:
    file = tmp_path / "test_it.py"
    file.write_text("def test_a():\n    pass\n")
    check = quality.Check("pytest audio")
    quality._pytest(check, ["-m", "audio"], [str(file)], may_be_none=chosen)
    assert check.ok == chosen
    assert bool(check.notes) != chosen


def test_changed_takes_no_paths(tmp_path: Path) -> None:
    with pytest.raises(Stop) as refused:
        quality.run(["launcher"], Home(tmp_path), "HEAD")
    assert refused.value.code == 2


@pytest.mark.parametrize(("language", "word"), [("vi", "phiên bản"), ("en", "revision")])
def test_a_base_that_git_does_not_know_is_said_and_nothing_is_run(
    language: str, word: str, tmp_path: Path
) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "launcher.inside", "test", "--changed", "mian"],
        env={**os.environ, "LOA_HOME": str(tmp_path), "PYTHONPATH": str(source()), "LOA_LANG": language},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert word in done.stderr
    assert "'mian'" in done.stderr

"""A skipped test fails the run, and a run of what changed takes what it needs."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from loa_protocol.testing import turns

from launcher import arguments, environment
from launcher.inside import checks, legs, moto, quality
from launcher.layout import Home, source
from launcher.words import Stop


def test_tools_see_nothing_of_a_running_loa(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOA_DB_PASSWORD_FILE", "/somewhere")
    assert not [name for name in checks.environment() if name.startswith("LOA_")]


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
    assert moto.told(home, None) == made
    assert moto.told(home, []) == {}
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


def test_a_run_ends_with_the_names_of_what_failed(
    tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path_factory.mktemp("suite")
    (folder / "test_it.py").write_text("def test_a():\n    pass\ndef test_b():\n    assert 1 == 2, 'why'\n")
    assert quality.run([str(folder), "-c", "/dev/null"], Home(tmp_path)) == 1
    ending = capfd.readouterr().out.splitlines()[-3:]
    assert "test_it::test_b (AssertionError: why" in ending[1]


def test_of_many_failures_the_first_are_named_and_the_rest_counted() -> None:
    lines = quality.failures_told([f"test_{number} ({'x' * 999})" for number in range(quality.FIRST + 2)])
    assert len(lines) == quality.FIRST + 2
    assert "2" in lines[-1]
    assert max(map(len, lines)) == quality.WIDTH + 2
    assert quality.failures_told([]) == []


def test_a_leg_runs_only_for_files_that_may_have_a_test_for_it() -> None:
    quick, browser = "launcher/tests/test_help.py", "tests/test_one_bulletin.py"
    audio, both = "packages/agent/tests/test_sound_card.py", "tests/test_real_time.py"
    assert legs.chosen([quick]) == {"pytest": [quick]}
    assert legs.chosen([]) == {}
    assert legs.chosen([quick, browser, audio, both]) == {
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
    check = checks.Check("pytest audio")
    legs.pytest(check, None, options=("-m", "audio"), paths=[str(file)], may_be_none=chosen)
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


def test_a_run_says_which_turn_it_was(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    """Once, though the tests run in workers of their own."""
    assert quality.run(["packages/protocol/tests/test_turns.py", "-n1"], Home(tmp_path), turn="3") == 0
    assert capfd.readouterr().out.count(f"--turn 3 (0 to {turns.TURNS - 1})") == 1


def test_the_words_of_a_turn_are_those_that_the_tests_take() -> None:
    assert [turns.read(word, date(2026, 11, 30)) for word in arguments.TURNS[1:]] == [
        None,
        *range(turns.TURNS),
    ]

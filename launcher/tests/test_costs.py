"""What the tests cost, read from reports that a real pytest of two workers made a moment ago."""

import os
import re
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from launcher.inside import checks, costs, legs, quality, remove
from launcher.inside.costs import Cost, Run
from launcher.layout import Home
from launcher.tests.world import a_home

BESIDE = """
import time
import pytest

@pytest.fixture(scope="session", autouse=True)
def house():
    time.sleep(0.2)
    yield

@pytest.fixture(scope="module")
def shared():
    time.sleep(0.1)
    yield
    time.sleep(0.1)
"""
SUITE = """
import time
import pytest

class TestClass:
    @pytest.mark.parametrize("word", ["a.b::c", "d[e", "../f"])
    def test_words(self, shared, word):
        pass

def test_call():
    time.sleep(0.1)

def test_last(shared):
    pass
"""
RED = """
import pytest

@pytest.fixture
def falls():
    yield
    raise ValueError

def test_falls_twice(falls):
    assert False

def test_falls_after(falls):
    pass
"""
DESK = "packages/server/src/loa/desk/tests/test_day.py"
BULLETINS = "packages/server/src/loa/desk/bulletins/tests/test_page.py"
SIGNING = "packages/protocol/tests/test_signing.py"
THEN = datetime(2026, 11, 28, 2, 43, tzinfo=UTC)
BEFORE = Run(THEN, "63a9bd7", 100.0, {DESK: Cost(40.0, 5), SIGNING: Cost(10.0, 3)})
NOW = Run(THEN, "82341f1", 90.0, {DESK: Cost(30.0, 5), BULLETINS: Cost(15.0, 2), SIGNING: Cost(10.0, 3)})


def report(root: Path, *options: str, **files: str) -> str:
    """A real run of these files in room/tests, and what pytest reported of it."""
    folder = root / "room" / "tests"
    folder.mkdir(parents=True)
    for name, text in files.items():
        (folder / f"{name}.py").write_text(text, encoding="utf-8")
    (root / "pytest.ini").write_text("[pytest]\naddopts = --import-mode=importlib\n")
    command = [sys.executable, "-m", "pytest", "-q", *legs.TOTAL, "--junitxml=report.xml", *options]
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, check=False)
    written = root / "report.xml"
    assert written.is_file(), done.stdout + done.stderr
    return written.read_text("utf-8")


def shown(lines: list[str], name: str) -> list[str]:
    """The words of the one line that ends with this name."""
    (line,) = [line for line in lines if line.endswith(f"  {name}")]
    return line.split()


def test_a_file_costs_its_fixtures_on_the_worker_that_made_them(tmp_path: Path) -> None:
    two = {"conftest": BESIDE, "test_one": SUITE, "test_two": SUITE}
    found = costs.of_files(report(tmp_path, *legs.DEALT, **two), tmp_path)
    assert set(found) == {"room/tests/test_one.py", "room/tests/test_two.py"}
    for cost in found.values():
        assert cost.tests == 5
        # Least of all: the session's setup (once a worker), the module's setup and teardown, the call.
        assert cost.seconds >= 0.5
    assert set(costs.by_room(found)) == {"room"}
    assert costs.by_room(found)["room"].seconds == pytest.approx(sum(c.seconds for c in found.values()))


def test_on_one_worker_the_session_is_paid_once(tmp_path: Path) -> None:
    two = {"conftest": BESIDE, "test_one": SUITE, "test_two": SUITE}
    setups = re.findall(r'name="test_words\[a.b::c\]" time="([\d.]+)"', report(tmp_path, **two))
    first, second = map(float, setups)
    assert first >= 0.3  # with the session's
    assert second >= 0.1
    assert first > second


def test_a_test_that_fails_twice_is_one_test(tmp_path: Path) -> None:
    said = report(tmp_path, test_red=RED)
    assert said.count("<testcase") == 3
    assert costs.of_files(said, tmp_path)["room/tests/test_red.py"].tests == 2


def test_a_file_that_cannot_be_imported_is_named(tmp_path: Path) -> None:
    found = costs.of_files(report(tmp_path, test_broken="import nothing_of_the_kind\n"), tmp_path)
    assert set(found) == {"room/tests/test_broken.py"}


def test_a_file_outside_is_counted_and_has_no_room(tmp_path: Path) -> None:
    away = tmp_path / "away" / "tests" / "test_one.py"
    away.parent.mkdir(parents=True)
    away.write_text("class TestClass:\n    def test_one(self):\n        pass\n", encoding="utf-8")
    ((name, cost),) = costs.of_files(report(tmp_path / "here", str(away), "--rootdir=."), tmp_path).items()
    assert cost.tests == 1
    assert costs.room_of(name) is None


def test_the_slowest_come_first_with_their_share_and_number() -> None:
    many = {f"launcher/tests/test_{n:02}.py": Cost(float(n), n) for n in range(1, 21)}
    lines = costs.told(Run(THEN, "", 120.0, many), None)
    files = [line.split()[-1] for line in lines if line.endswith(".py")]
    assert files == [f"launcher/tests/test_{n:02}.py" for n in range(20, 5, -1)]
    assert re.split(r"[ ,.]+", " ".join(shown(lines, files[0])))[:5] == ["20", "0", "10", "%", "20"]
    assert shown(lines, "launcher")[1:4] == ["100", "%", "210"]
    assert re.search(r"210 .*210[.,]0.*120[.,]0", lines[-1])


def test_rooms_and_the_whole_say_what_changed() -> None:
    gone = Run(THEN, "63a9bd7", 100.0, {**BEFORE.files, "simulator/tests/test_fleet.py": Cost(5.0, 1)})
    lines = [line.replace(",", ".") for line in costs.told(NOW, gone)]
    assert shown(lines, "loa/desk")[4:7] == ["-10.0.", "-25", "%"]
    assert shown(lines, "packages/protocol")[4:7] == ["+0.0.", "+0", "%"]
    assert shown(lines, "loa/desk/bulletins")[4:5] in (["mới"], ["new"])
    assert shown(lines, "simulator") == ["0.0", "0", "%", "0", "-5.0.", "-100", "%", "simulator"]
    assert "55.0 (+0.0. +0 %)" in lines[-2]
    assert "90.0 (-10.0. -10 %)" in lines[-2]
    assert "63a9bd7" in lines[-1]


def test_a_run_is_kept_whole_and_read_as_it_was(tmp_path: Path) -> None:
    path = Home(tmp_path).timings
    assert costs.kept(path) is None
    costs.keep(path, BEFORE)
    costs.keep(path, NOW)
    assert costs.kept(path) == NOW
    assert [each.name for each in tmp_path.iterdir()] == [path.name]


def test_removing_loa_removes_it() -> None:
    with a_home() as home:
        costs.keep(home.timings, NOW)
        assert remove.remove(home, yes=True) == 0
        assert not home.base.exists()


def test_no_part_of_a_kept_file_is_read_as_a_run(tmp_path: Path) -> None:
    path = tmp_path / "timings.json"
    costs.keep(path, NOW)
    whole = path.read_bytes().rstrip()
    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        assert costs.kept(path) is None


@pytest.mark.parametrize(
    "text",
    [
        "null",
        "[]",
        '{"format": 1, "rooms": {"loa/desk": 12.5}}',
        '{"finished": "2026-11-28T02:43:00Z", "commit": "a", "wall_seconds": 1.0, "files": {}, "more": 1}',
        '{"finished": "2026-11-28T02:43:00", "commit": "a", "wall_seconds": 1.0, "files": {}}',
        '{"finished": "2026-11-28T02:43:00Z", "commit": "a", "wall_seconds": -1.0, "files": {}}',
        '{"finished": "2026-11-28T02:43:00Z", "commit": "a", "wall_seconds": 1e999, "files": {}}',
        '{"finished": "2026-11-28T02:43:00Z", "commit": "a", "wall_seconds": 1.0, "files": {"x": 3.5}}',
        "[" * 100_000,
    ],
)
def test_another_shape_is_no_run(tmp_path: Path, text: str) -> None:
    path = tmp_path / "timings.json"
    path.write_text(text, encoding="utf-8")
    assert costs.kept(path) is None


@given(st.binary(max_size=200))
def test_rubbish_is_no_run(tmp_path_factory: pytest.TempPathFactory, rubbish: bytes) -> None:
    path = tmp_path_factory.mktemp("kept") / "timings.json"
    path.write_bytes(rubbish)
    assert costs.kept(path) is None


def ran(ok: bool) -> list[checks.Check]:
    files = ({DESK: Cost(30.0, 5)}, {DESK: Cost(2.0, 1)}, {SIGNING: Cost(8.0, 1)})
    first, *others = (
        checks.Check(name, ok=True, seconds=30.0, files=each)
        for name, each in zip(legs.LEGS, files, strict=True)
    )
    first.ok = ok
    return [first, *others]


def test_a_whole_green_run_is_kept_with_all_its_legs(tmp_path: Path) -> None:
    path = Home(tmp_path).timings
    lines = quality.costs_told(ran(ok=True), 90.0, path, whole=True)
    kept = costs.kept(path)
    assert kept is not None
    assert kept.wall_seconds == 90.0
    assert kept.files == {DESK: Cost(32.0, 6), SIGNING: Cost(8.0, 1)}
    assert not [line for line in lines if "%)" in line]
    again = quality.costs_told(ran(ok=True), 90.0, path, whole=True)
    assert [line for line in again if "+0 %)" in line]


SECONDS = st.floats(min_value=0, max_value=1e5)


@given(st.dictionaries(st.text(min_size=1), SECONDS, max_size=60))
def test_the_files_that_cost_too_much_are_those_above_the_bound(seconds: dict[str, float]) -> None:
    found = costs.too_large({name: Cost(each, 1) for name, each in seconds.items()})
    total = sum(seconds.values())
    assert {name for name, _ in found} == {name for name in seconds if seconds[name] > costs.MOST * total}
    shares = [share for _, share in found]
    assert shares == sorted(shares, reverse=True)
    assert sum(shares) <= 1.000001
    assert len(found) <= 12  # more than 8 % each


@given(st.floats(min_value=0.001, max_value=1e6))
def test_as_many_files_as_are_needed_are_fine_when_they_cost_the_same(seconds: float) -> None:
    assert not costs.too_large({str(n): Cost(seconds, 1) for n in range(13)})
    assert len(costs.too_large({str(n): Cost(seconds, 1) for n in range(12)})) == 12


def test_a_file_that_is_too_much_of_a_whole_green_run_fails_it_by_name() -> None:
    (check,) = quality.shares(ran(ok=True))
    assert (check.name, check.ok) == ("shares", False)
    large, small = check.notes
    assert DESK in large
    assert SIGNING in small
    assert "80,0 %" in large.replace(".", ",")
    assert " 8 %" in large
    many = {f"launcher/tests/test_{n}.py": Cost(1.0, 1) for n in range(20)}
    even = [checks.Check(name, ok=True, files=many) for name in legs.LEGS]
    assert [(each.ok, each.notes) for each in quality.shares(even)] == [(True, [])]


def test_of_a_red_or_partial_run_no_shares_are_asked() -> None:
    assert quality.shares(ran(ok=False)) == []
    assert quality.shares(ran(ok=True)[:1]) == []


def test_a_red_run_a_lone_leg_and_a_run_of_paths_leave_the_last_one(tmp_path: Path) -> None:
    path = Home(tmp_path).timings
    costs.keep(path, BEFORE)
    for made, whole in ((ran(ok=False), True), (ran(ok=True)[:1], True), (ran(ok=True), False)):
        assert quality.costs_told(made, 90.0, path, whole)
        assert costs.kept(path) == BEFORE


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    path = tmp_path / "absent" / "timings.json"
    assert str(path.parent) in quality.costs_told(ran(ok=True), 90.0, path, whole=True)[-1]


def test_a_real_run_of_paths_prints_what_it_cost(capfd: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert quality.run(["launcher/tests/test_help.py"], Home(tmp_path)) == 0
    lines = capfd.readouterr().out.splitlines()
    assert shown(lines, "launcher/tests/test_help.py")[1:3] == ["100", "%"]
    assert shown(lines, "launcher")[1:3] == ["100", "%"]
    assert not list(tmp_path.iterdir())

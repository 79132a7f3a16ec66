"""The repository's own conftest deals tests out to the workers of a real run."""

import os
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ET
from collections import Counter
from pathlib import Path

from launcher.inside import legs, scratch
from launcher.layout import source

HEAD = """
import os
from pathlib import Path

import pytest

@pytest.fixture(scope="module")
def shared(request):
    made = Path("made") / f"{request.path.name}-{os.environ['PYTEST_XDIST_WORKER']}"
    made.write_text("")
    yield made

@pytest.fixture(autouse=True)
def at_work(request):
    name = (request.cls or request.function).__name__
    (Path("made") / f"{request.path.name}:{name}-{os.environ['PYTEST_XDIST_WORKER']}").write_text("")
"""
WHOLE = (
    HEAD
    + """
@pytest.mark.parametrize("word", ["a", "b@c", "d]e@f", "g::h"])
def test_word(shared, word):
    assert shared.exists()
"""
)
SPLIT = (
    HEAD
    + """
@pytest.mark.xdist_group("one")
@pytest.mark.parametrize("number", range(4))
def test_function(shared, number):
    assert shared.exists()

@pytest.mark.xdist_group("other")
class TestClass:
    @pytest.mark.parametrize("number", range(4))
    def test_one(self, shared, number):
        assert shared.exists()

    def test_two(self, shared):
        assert False
"""
)
STAR = (
    HEAD
    + """
@pytest.mark.xdist_group("each *")
@pytest.mark.parametrize("number", range(8))
def test_one(shared, number):
    (Path("made") / f"number-{number}-{os.environ['PYTEST_XDIST_WORKER']}").write_text("")

@pytest.mark.xdist_group("each *")
@pytest.mark.parametrize("number", range(8))
def test_two(shared, number):
    (Path("made") / f"number-{number}-{os.environ['PYTEST_XDIST_WORKER']}").write_text("")
"""
)


def run(root: Path, **files: str) -> tuple[str, list[str]]:
    """Two workers run these files under our conftest: what was printed, and the tests' names in the report.
    The folder `made` has a file for each time a module's fixture was made."""
    shutil.copyfile(source() / "conftest.py", root / "conftest.py")
    (root / "pytest.ini").write_text("[pytest]\naddopts = --import-mode=importlib --strict-markers\n")
    for folder in ("room", "made"):
        (root / folder).mkdir()
    for name, text in files.items():
        (root / "room" / f"{name}.py").write_text(text, encoding="utf-8")
    _, _, *dealt = legs.DEALT
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-rA",
        "--junitxml=report.xml",
        "-n",
        "2",
        *dealt,
        "room",
    ]
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    done = subprocess.run(command, cwd=root, env=env, capture_output=True, text=True, check=False)
    cases = ET.parse(root / "report.xml").iter("testcase")
    return done.stdout + done.stderr, sorted(case.get("name", "") for case in cases)


def made(root: Path, file: str) -> int:
    """How many workers made the module's fixture."""
    return len(list((root / "made").glob(f"{file}.py-*")))


def where(root: Path, file: str) -> Counter[str]:
    """How many workers ran each function or class of the file."""
    found = (root / "made").glob(f"{file}.py:*-*")
    return Counter(path.name.partition(":")[2].rpartition("-")[0] for path in found)


def test_a_file_without_groups_is_one_workers(tmp_path: Path) -> None:
    said, names = run(tmp_path, test_one=WHOLE, test_two=WHOLE)
    assert "8 passed" in said
    assert made(tmp_path, "test_one") == made(tmp_path, "test_two") == 1
    assert names == sorted(2 * [f"test_word[{word}]" for word in ("a", "b@c", "d]e@f", "g::h")])


def test_a_file_that_groups_its_tests_is_dealt_out_by_group(tmp_path: Path) -> None:
    said, names = run(tmp_path, test_split=SPLIT)
    assert "8 passed" in said
    assert "FAILED room/test_split.py::TestClass::test_two - " in said
    assert made(tmp_path, "test_split") == 2
    assert len(names) == 9
    assert where(tmp_path, "test_split") == {"test_function": 1, "TestClass": 1}


def test_each_parameter_of_a_star_is_a_group(tmp_path: Path) -> None:
    said, names = run(tmp_path, test_many=STAR)
    assert "16 passed" in said
    assert made(tmp_path, "test_many") == 2
    assert len(names) == 16
    # What has the same parameter is one group, whichever function asks.
    assert all(len(list((tmp_path / "made").glob(f"number-{each}-*"))) == 1 for each in range(8))


def test_the_legs_take_every_test_once() -> None:
    """pytest's own reading of the marks: each kind of test falls into one leg."""
    marks = [options[options.index("-m") + 1] for options in legs.LEGS.values()]
    for browser in (False, True):
        for audio in (False, True):
            kinds = {"browser": browser, "audio": audio}
            assert sum(bool(eval(each, {}, kinds)) for each in marks) == 1
    assert 3 <= legs.WORKERS <= 5


def test_every_leg_runs_once_and_who_plays_gives_way_to_nobody() -> None:
    assert sorted(name for side in legs.SIDE_BY_SIDE for name in side) == sorted(legs.LEGS)
    assert legs.marked(legs.QUICK) == []
    assert set(legs.marked(legs.AUDIO)) & set(
        legs.marked(legs.BROWSER)
    )  # a real browser and a real sound path


def test_files_in_memory_have_paths_no_longer_than_under_tmp() -> None:
    """A socket's path has 107 bytes, and tests that hold in the one place hold in the other."""
    usual = Path("/tmp/pytest-of-root/pytest-0")
    in_memory = scratch.MEMORY / f"{scratch.PREFIX}12345678"  # as mkdtemp ends a name
    for name in legs.LEGS:
        (option,) = legs._folder_of(name, in_memory)
        assert len(option.removeprefix("--basetemp=")) <= len(str(usual))
    assert legs._folder_of(legs.QUICK, None) == ()

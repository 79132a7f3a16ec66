"""The copy of the code that runs: whole, readable by the parts' users, named by its content."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher.inside import codecopy
from launcher.layout import Home, source
from launcher.tests.world import a_home


@pytest.fixture(scope="module")
def home() -> Iterator[Home]:
    with a_home() as made:
        yield made


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The code as it stands now: somebody may be writing in the clone while the tests run."""
    folder = tmp_path_factory.mktemp("tree")
    for file in codecopy._files(source()):
        (folder / file).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source() / file, folder / file)
    return folder


@pytest.fixture(scope="module")
def copy(home: Home, tree: Path) -> Path:
    return codecopy.publish(home, tree)


def test_everybody_can_read_all_of_it_and_nobody_else_can_write(copy: Path) -> None:
    for folder, _, names in os.walk(copy):
        for path in (Path(folder), *(Path(folder, name) for name in names)):
            mode = path.stat().st_mode
            assert mode & 0o004, path
            assert not mode & 0o022, path


def test_it_holds_the_parts_and_no_tests(copy: Path) -> None:
    assert (copy / "packages/server/src/loa/config/settings/__init__.py").is_file()
    assert (copy / "data/thanh-hoa/units-from-2025-07.csv").is_file()
    assert not list(copy.rglob("tests"))


def test_translations_and_bytecode_are_ready(copy: Path) -> None:
    assert (copy / "packages/server/src/loa/config/locale/en/LC_MESSAGES/django.mo").is_file()
    assert list((copy / "packages/server/src/loa/config/__pycache__").glob("env.*.pyc"))


def test_the_same_code_is_not_copied_again(home: Home, copy: Path, tree: Path) -> None:
    (copy / "mark").touch()
    assert codecopy.publish(home, tree) == copy
    assert (copy / "mark").is_file()


def test_other_code_has_another_name(tmp_path: Path) -> None:
    (tmp_path / "launcher").mkdir()
    names = set()
    for text in ("one", "two", "one"):
        (tmp_path / "launcher" / "a.py").write_text(text)
        names.add(codecopy._name(tmp_path, codecopy._files(tmp_path)))
    assert len(names) == 2

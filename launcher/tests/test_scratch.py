"""Where a whole run's tests put their files: in memory if there is enough, and nothing stays there."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from launcher.inside import memory, scratch


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder that stands for the machine's memory, with room enough."""
    monkeypatch.setattr(scratch, "MEMORY", tmp_path)
    monkeypatch.setattr(scratch, "FREE", 1)
    monkeypatch.setattr(memory, "usable", lambda: scratch.USABLE)
    return tmp_path


def test_files_go_into_memory_and_are_gone_at_the_end(place: Path) -> None:
    with scratch.folder() as made:
        assert made is not None
        assert made.parent == place
        assert made.stat().st_mode & 0o777 == 0o755
        (made / "database").mkdir()
    assert list(place.iterdir()) == []


def test_they_are_gone_when_the_run_fails(place: Path) -> None:
    with pytest.raises(ZeroDivisionError), scratch.folder():
        _ = 1 / 0
    assert list(place.iterdir()) == []


@pytest.mark.parametrize(
    ("name", "value"),
    [("FREE", 2**62), ("USABLE", 2**62), ("MEMORY", Path("/nowhere/at/all")), ("MEMORY", Path("/proc"))],
)
def test_without_enough_of_it_they_go_where_they_always_did(
    name: str, value: object, place: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "usable", lambda: 2**40)
    monkeypatch.setattr(scratch, name, value)
    with scratch.folder() as made:
        assert made is None
    assert list(place.iterdir()) == []


KILLED = """
import os, signal, sys
from pathlib import Path
from launcher.inside import memory, scratch
scratch.MEMORY, scratch.FREE, memory.usable = Path(sys.argv[1]), 1, lambda: scratch.USABLE
with scratch.folder():
    os.kill(os.getpid(), signal.SIGKILL)
"""


def test_what_a_killed_run_left_goes_with_the_next_and_a_running_ones_stays(place: Path) -> None:
    told = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    subprocess.run([sys.executable, "-c", KILLED, str(place)], check=False, env=told)
    (left,) = place.iterdir()
    (place / "somebody-elses").mkdir()
    with scratch.folder() as first:
        assert not left.exists()
        with scratch.folder() as second:
            assert {first, second} < set(place.iterdir())
    assert [each.name for each in place.iterdir()] == ["somebody-elses"]

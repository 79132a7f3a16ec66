"""What the agent's tests share."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))
from agent_rig.sounds import SENTENCES, Sound, spoken
from agent_rig.town import Town


@pytest.fixture(scope="session")
def shared_cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with media files by their hash."""
    return tmp_path_factory.mktemp("shelf")


@pytest.fixture(scope="session")
def storm(shared_cache: Path) -> Sound:
    return Sound(spoken(SENTENCES["storm"]), shared_cache)


@pytest.fixture(scope="session")
def vaccine(shared_cache: Path) -> Sound:
    return Sound(spoken(SENTENCES["vaccine"]), shared_cache)


@pytest.fixture(scope="session")
def fees(shared_cache: Path) -> Sound:
    return Sound(spoken(SENTENCES["fees"]), shared_cache)


@pytest.fixture
def town(tmp_path: Path) -> Iterator[Town]:
    """A claimed box with a driven clock, no network but its file door, not yet started."""
    made = Town(tmp_path)
    answer = made.claim()
    assert answer.returncode == 0, answer.stderr
    yield made
    made.close()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A real file system of 4 MB."""
    folder = tmp_path / "small"
    folder.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)], check=True)
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)

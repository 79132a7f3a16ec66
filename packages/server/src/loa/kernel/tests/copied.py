"""A copy of the server's sources, on which is tried what a room or a role to come would take."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

from loa.testing.cluster import kept_folder

ROOT = Path(__file__).parents[6]
SERVER = Path("packages/server/src")
UPGRADE = """
import sys
from pathlib import Path
from loa.testing import cluster
cluster.kept_from(Path(sys.argv[1]))
"""


def copy(root: Path) -> None:
    """Copies the server's sources, and what its tests read beside them, into an empty folder."""
    shutil.copytree(ROOT / SERVER, root / SERVER, ignore=shutil.ignore_patterns("__pycache__", ".mypy_cache"))
    for file in ("conftest.py", "pyproject.toml"):
        shutil.copy(ROOT / file, root / file)


def migrate(root: Path, *named: str) -> None:
    """Has Django write the migrations of the copy (`named`: rooms and options), and gives the copy a cluster
    that is ours, upgraded by them."""
    run(root, "-m", "loa.config.manage", "makemigrations", *named)
    run(root, "-c", UPGRADE, str(kept_folder()))


def run(root: Path, *command: str) -> str:
    """Runs Python in the copy and returns what it printed."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith(("LOA_", "PYTEST_"))}
    path = [str(root / SERVER), *(each for each in sys.path if each != str(ROOT / SERVER))]
    told = {
        **kept,
        "PYTHONPATH": os.pathsep.join(path),
        "DJANGO_SETTINGS_MODULE": "loa.config.settings.test",
    }
    done = subprocess.run(
        [sys.executable, *command], cwd=root, env=told, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-6000:] + done.stderr[-4000:]
    return done.stdout

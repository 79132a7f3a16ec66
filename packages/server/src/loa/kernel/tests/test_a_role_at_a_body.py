"""The first role at a body and the first table of bodies: tried on a copy of the house.

The copy gets the contributor, who offers news for a department, and the room `offers`, whose rows belong to
bodies, with two pages. All that stood there before has to hold, and the matrix and the probes of tables have
to see whatever a page or a policy of bodies does wrong.
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from loa.testing.cluster import kept_folder

ROOT = Path(__file__).parents[6]
SERVER = Path("packages/server/src")
LOA = SERVER / "loa"
ROLE = """
    CONTRIBUTOR = (
        "contributor",
        RoleDefinition(AT_ITS_UNIT, frozenset({Capability.OFFER}), "Gửi tin", at_a_body=True),
        "cộng tác",
    )
"""
HANGS_ON = (
    ("kernel/roles.py", "\n\nAT_ITS_UNIT: Final", '\n    OFFER = "offer"\n\n\nAT_ITS_UNIT: Final'),
    ("kernel/roles.py", "\n\n@cache\ndef roles_with", f"{ROLE}\n\n@cache\ndef roles_with"),
    ("config/settings/rooms.py", '    "loa.places",\n', '    "loa.places",\n    "loa.offers",\n'),
    (
        "config/urls.py",
        '    path("quan-ly/", home',
        '    path("", include("loa.offers.urls")),\n    path("quan-ly/", home',
    ),
)
UPGRADE = """
import sys
from pathlib import Path
from loa.testing import cluster
cluster.kept_from(Path(sys.argv[1]))
"""


@pytest.fixture(scope="module")
def house(tmp_path_factory, cluster) -> Path:
    """The server's sources with the role and the room, the migrations that Django writes for them, and a
    cluster of ours that they have upgraded."""
    root = tmp_path_factory.mktemp("house")
    shutil.copytree(ROOT / SERVER, root / SERVER, ignore=shutil.ignore_patterns("__pycache__", ".mypy_cache"))
    shutil.move(root / LOA / "kernel/tests/offers", root / LOA / "offers")
    for file in ("conftest.py", "pyproject.toml"):
        shutil.copy(ROOT / file, root / file)
    for file, before, after in HANGS_ON:
        text = (root / LOA / file).read_text("utf-8")
        assert text.count(before) == 1, file
        (root / LOA / file).write_text(text.replace(before, after), "utf-8")
    run(root, "-m", "loa.config.manage", "makemigrations", "people", "offers", "--name", "at_a_body")
    run(root, "-c", UPGRADE, str(kept_folder()))
    return root


def run(root: Path, *command: str) -> str:
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


def test_department_stands_against_department_and_nothing_of_before_turns_red(house):
    said = run(
        house, "-m", "pytest", "-q", "-p", "no:cacheprovider", str(LOA / "offers/tests/asked_in_the_copy.py")
    )
    assert re.search(r"\b\d\d passed", said), said


def test_the_probes_know_a_table_of_bodies(house):
    """With its row planted like that of any other table: every policy of it is looked at."""
    chosen = "every_role_sees or any_one_policy or switched_off or is_declared"
    said = run(
        house,
        *("-m", "pytest", "-q", "-p", "no:cacheprovider"),
        *(str(LOA / "kernel/tests/test_guard.py"), "-k", chosen),
    )
    assert re.search(r"\b4 passed", said), said

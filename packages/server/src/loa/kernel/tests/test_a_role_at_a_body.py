"""The first role at a body and the first table of bodies: tried on a copy of the house.

The copy gets the pedlar, who offers news for a department, and the room `offers`, whose rows belong to
bodies, with two pages. All that stood there before has to hold, and the matrix and the probes of tables have
to see whatever a page or a policy of bodies does wrong. No house will have a role of this name.
"""

import re
import shutil
from pathlib import Path

import pytest

from loa.kernel.tests import copied
from loa.kernel.tests.copied import SERVER, run

LOA = SERVER / "loa"
ROLE = """
    PEDLAR = (
        "pedlar",
        RoleDefinition(AT_ITS_UNIT, frozenset({Capability.PEDDLE}), "Gửi tin", at_a_body=True),
        "cộng tác",
    )
"""
HANGS_ON = (
    ("kernel/roles.py", "\n\nAT_ITS_UNIT: Final", '\n    PEDDLE = "peddle"\n\n\nAT_ITS_UNIT: Final'),
    ("kernel/roles.py", "\n\n@cache\ndef roles_with", f"{ROLE}\n\n@cache\ndef roles_with"),
    ("config/settings/rooms.py", '    "loa.places",\n', '    "loa.places",\n    "loa.offers",\n'),
    (
        "config/urls.py",
        '    path("quan-ly/", home',
        '    path("", include("loa.offers.urls")),\n    path("quan-ly/", home',
    ),
)


@pytest.fixture(scope="module")
def house(tmp_path_factory, cluster) -> Path:
    """The server's sources with the role and the room, the migrations that Django writes for them, and a
    cluster of ours that they have upgraded."""
    root = tmp_path_factory.mktemp("house")
    copied.copy(root)
    shutil.move(root / LOA / "kernel/tests/offers", root / LOA / "offers")
    for file, before, after in HANGS_ON:
        text = (root / LOA / file).read_text("utf-8")
        assert text.count(before) == 1, file
        (root / LOA / file).write_text(text.replace(before, after), "utf-8")
    copied.migrate(root, "people", "offers", "--name", "at_a_body")
    return root


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

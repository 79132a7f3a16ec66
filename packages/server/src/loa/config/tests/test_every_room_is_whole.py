"""What a room must have besides its code (docs/developer/a-new-room.md); other tests ask for its tables,
constraints, addresses, jobs and words in English."""

import re
from pathlib import Path

import pytest
from django.apps import apps

from loa.config.settings.rooms import DOORS, ROOMS
from loa.config.tests.test_rooms_by_word import LOA, ROOT, order

NAMES = [dotted.removeprefix("loa.") for dotted in (*ROOMS, *DOORS)]


def test_every_folder_of_a_room_is_in_the_list():
    there = {path.parent.name for path in LOA.glob("*/apps.py")} - {"config"}
    assert there - set(NAMES) == set(), "add them to config/settings/rooms.py"


def test_rooms_stand_in_the_import_law_in_their_order():
    ranks = order()
    assert [name for name in NAMES if name not in ranks] == [], "add them to the layers in pyproject.toml"
    stand = [ranks[dotted.removeprefix("loa.")] for dotted in ROOMS]
    assert stand == sorted(stand), "ROOMS and the layers in pyproject.toml stand in different orders"


@pytest.mark.parametrize("name", NAMES)
def test_a_room_says_what_it_owns(name):
    said = (LOA / name / "README.md").read_text("utf-8")
    assert said.startswith(f"# {name}\n")
    assert len(said.splitlines()) > 4


def test_a_room_with_tables_has_its_migrations():
    """`makemigrations` is asked for each by its name: unasked, it passes over a room that has none yet."""
    rooms_with_tables = [app for app in apps.get_app_configs() if app.name.startswith("loa.") and app.models]
    without = [app.label for app in rooms_with_tables if not list(Path(app.path).glob("migrations/0*.py"))]
    assert without == [], "python -m loa.config.manage makemigrations <room>"


def test_the_architectures_page_has_a_line_for_every_room():
    page = (ROOT / "docs/architecture.md").read_text("utf-8")
    told = set(re.findall(r"^\| `(\w+)` \|", page, re.M))
    assert {dotted.removeprefix("loa.") for dotted in ROOMS} - told == set(), "give each a line there"
    assert {name for name in told if not (LOA / name).is_dir()} == set(), "rooms that are no more"

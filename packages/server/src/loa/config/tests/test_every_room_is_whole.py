"""What a room must have besides its code (docs/developer/a-new-room.md); other tests ask for its tables,
constraints, addresses, jobs and words in English."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps

from loa.config.settings.rooms import DOORS, ROOMS
from loa.config.tests.test_rooms_by_word import LOA, ROOT, order
from loa.kernel import rooms

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


def recorded() -> Iterator[tuple[str, Path]]:
    """Every verb that is recorded by its name."""
    for path in sorted(LOA.rglob("*.py")):
        if {"tests", "testing"} & set(path.relative_to(LOA).parts):
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            called = node.func.attr if isinstance(node.func, ast.Attribute) else ast.unparse(node.func)
            verb = node.args[0]
            if called == "record" and isinstance(verb, ast.Constant) and isinstance(verb.value, str):
                yield verb.value, path


def test_every_recorded_act_has_its_sentence():
    found = list(recorded())
    assert len(found) > 30
    words = {verb for _label, room in rooms.files("audit_words") for verb in room.WORDS}
    without = sorted(f"{verb} ({path.relative_to(LOA)})" for verb, path in found if verb not in words)
    assert not without, "say them in the room's audit_words.py"

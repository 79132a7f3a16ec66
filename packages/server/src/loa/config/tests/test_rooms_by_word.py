"""What a room names of another one in a string, where no import shows it: tables in SQL, addresses by name,
templates and their tags.

Held to the same order as imports (`tool.importlinter` in pyproject.toml): down, never up. What must name
upwards is listed here, with its reason, and an entry that nothing needs any more fails too.
"""

import ast
import re
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.apps import apps
from django.urls import URLPattern, URLResolver, get_resolver

LOA = Path(__file__).parents[2]
ROOT = LOA.parents[3]
TAG = re.compile(r"\{%\s*(url|extends|include|load)\s+([^%]+?)\s*%\}")
FRAME = "loa"
"""The templates and tags that every page stands in. The desk owns them; they know no room, and a room's page
names them as it names Django's."""
SQL = re.compile(r"\b(?:select|insert|update|delete|from|join|into)\b", re.I)
NAMES_UPWARDS = {
    # The record of acts links to the page of what was done, and pages are the desk's.
    ("airtime", "bulletins_show", "audit_words"),
    ("airtime", "schedule_regulation", "audit_words"),
    ("dispatch", "operations_act", "audit_words"),
    ("fleet", "clusters_show", "audit_words"),
    ("newsroom", "bulletins_show", "audit_words"),
    ("places", "places_one", "audit_words"),
    # What hangs on a hamlet that is to end is shown where it is changed.
    ("airtime", "schedule_week", "hamlet_dependents"),
    ("fleet", "clusters_list", "hamlet_dependents"),
    # A room declares the address of its table's page, which the room of imports serves.
    ("fleet", "clusters_list", "imports"),
    ("people", "people_import", "imports"),
    ("people", "people_import", "list"),
    ("places", "places_import_hamlets", "hamlets"),
    ("places", "places_import_units", "units"),
    ("places", "places_import_former_units", "units"),
    ("places", "places_import_successions", "successions"),
    # A list's file that takes long is found on the page of requested files.
    ("lists", "exports_list", "views"),
    ("lists", "exports_list", "told"),
    # From there one comes, and goes back to.
    ("places", "places_one", "hamlets"),
    ("places", "places_units", "units"),
    ("places", "places_units", "successions"),
    # The way to a page of one commune leads over the commune's own.
    ("speech", "places_one", "views"),
    # After one's own password is changed one is back at one's own account.
    ("people", "desk_own_account", "own"),
    ("people", "desk_own_account", "own_password"),
}


@cache
def order() -> dict[str, int]:
    """How high a room stands, lowest first."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["importlinter"][
        "contracts"
    ]
    (layers,) = (each["layers"] for each in contracts if each["type"] == "layers")
    return {
        room.strip().removeprefix("loa."): rank
        for rank, layer in enumerate(reversed(layers))
        for room in layer.split(":")
    }


def strings() -> Iterator[tuple[str, Path, str]]:
    """(room, file, string) of every string that runs: no docstring, no test, no migration."""
    for path in sorted(LOA.rglob("*.py")):
        inside = path.relative_to(LOA)
        if {"tests", "migrations", "testing"} & set(inside.parts) or inside.parts[0] not in order():
            continue
        tree = ast.parse(path.read_text("utf-8"))
        bare = {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
        for node in ast.walk(tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in bare:
                yield inside.parts[0], inside, node.value


def tags() -> Iterator[tuple[str, Path, str, str]]:
    """(room, file, tag, what it names) of every template."""
    for path in sorted(LOA.rglob("templates/**/*.html")):
        inside = path.relative_to(LOA)
        for kind, named in TAG.findall(path.read_text("utf-8")):
            names = named.split() if kind == "load" else named.split()[:1]
            yield from ((inside.parts[0], inside, kind, each.strip("\"'")) for each in names)


def libraries() -> dict[str, str]:
    """Each library of template tags of ours, and the room that owns it."""
    found = LOA.glob("*/templatetags/*.py")
    return {path.stem: path.relative_to(LOA).parts[0] for path in found if path.stem != "__init__"}


def tables() -> dict[str, str]:
    """Each table of ours, and the room that owns it."""
    return {
        model._meta.db_table: app.label
        for app in apps.get_app_configs()
        if app.name.startswith("loa.")
        for model in app.get_models()
    }


def addresses() -> dict[str, str]:
    """Each name of an address, and the room whose view answers."""

    def walk(patterns, prefix: str = ""):
        for each in patterns:
            if isinstance(each, URLResolver):
                inner = f"{prefix}{each.namespace}:" if each.namespace else prefix
                yield from walk(each.url_patterns, inner)
            elif isinstance(each, URLPattern) and each.name:
                module = getattr(getattr(each.callback, "view_class", each.callback), "__module__", "")
                if module.startswith("loa."):
                    yield f"{prefix}{each.name}", module.split(".")[1]

    return dict(walk(get_resolver().url_patterns))


def test_sql_names_tables_of_rooms_below_alone():
    owner, wrong, seen = tables(), set(), set()
    words = re.compile(r"\b(" + "|".join(sorted(owner, key=len, reverse=True)) + r")\b")
    for room, path, text in strings():
        if path.name == "tables.py" or not SQL.search(text):
            continue
        for table in words.findall(text):
            seen.add((room, owner[table]))
            if order()[owner[table]] > order()[room]:
                wrong.add(f"{path} names {table} of {owner[table]}, which stands above {room}")
    assert ("bridge", "fleet") in seen
    assert not wrong, "\n".join(sorted(wrong))


def test_addresses_are_named_of_rooms_below_or_as_listed():
    owner = addresses()
    named = [(room, path, text) for room, path, text in strings()]
    named += [(room, path, name) for room, path, kind, name in tags() if kind == "url"]
    upwards = {
        (room, text, path.stem)
        for room, path, text in named
        if text in owner and order()[owner[text]] > order()[room]
    }
    assert upwards - NAMES_UPWARDS == set(), "name no address of a room above; or list it, with the reason"
    assert NAMES_UPWARDS - upwards == set(), "nothing names these any more"


def test_a_page_stands_in_the_frame_and_takes_templates_and_tags_of_rooms_below():
    wrong, framed, owner = set(), set(), libraries()
    for room, path, kind, name in tags():
        if kind == "url" or (kind == "load" and name not in owner):
            continue
        of = owner[name] if kind == "load" else name.partition("/")[0]
        if name.partition("/")[0] == FRAME:
            framed.add(room)
        elif of in order() and order()[of] > order()[room]:
            wrong.add(f"{path}: {kind} {name}, which stands above {room}")
    assert {"people", "lists", "imports"} <= framed
    assert not wrong, "\n".join(sorted(wrong))


def test_the_frame_names_no_room_but_the_desk():
    inside = {name for _room, path, kind, name in tags() if FRAME in path.parts and kind != "url"}
    rooms = {name.partition("/")[0] for name in inside if name.endswith(".html")} & set(order())
    assert rooms <= {"desk"}

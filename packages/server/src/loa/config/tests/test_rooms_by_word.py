"""What a room names of another one in a string, where no import shows it: tables in SQL, addresses by name.

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
    ("places", "places_import_hamlets", "hamlets"),
    ("places", "places_import_units", "units"),
    ("places", "places_import_former_units", "units"),
    ("places", "places_import_successions", "successions"),
    # From there one comes, and goes back to.
    ("places", "places_one", "hamlets"),
    ("places", "places_units", "units"),
    ("places", "places_units", "successions"),
    # The way to a page of one commune leads over the commune's own.
    ("speech", "places_one", "views"),
    # After one's own password is changed one is back at one's own account.
    ("people", "desk_own_account", "own"),
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
    upwards = {
        (room, text, path.stem)
        for room, path, text in strings()
        if text in owner and order()[owner[text]] > order()[room]
    }
    assert upwards - NAMES_UPWARDS == set(), "name no address of a room above; or list it, with the reason"
    assert NAMES_UPWARDS - upwards == set(), "nothing names these any more"

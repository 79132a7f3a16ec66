"""The rules of what tests reach hold for this repository: nothing is forgotten, nothing is out of date."""

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import grimp
import pytest

from launcher.inside import changes, chosen, imports, mentions, reached
from launcher.inside.codecopy import SOURCES
from launcher.inside.imports import Graph, Tree
from launcher.inside.mentions import Mentions
from launcher.inside.reached import LOA, RULES, Row
from launcher.layout import source

TESTING = f"{LOA}testing/"
STARTS = {"subprocess", "multiprocessing", "asyncio.subprocess", "pty", "pexpect"}
STARTS_BY = {
    "create_subprocess_exec",
    "create_subprocess_shell",
    "executable",
    "fork",
    "posix_spawn",
    "system",
}


@cache
def tree() -> Tree:
    return changes.listed(source())


@cache
def graph() -> Graph:
    return imports.build(tree())


@cache
def said(path: str) -> Mentions:
    package = imports.name_of(path).rpartition(".")[0]
    return mentions.of((source() / path).read_bytes(), package, path)


def for_tests() -> list[str]:
    """Tests, and the modules that only tests import."""
    found = (path for path in tree().there if path.endswith(".py"))
    return sorted(p for p in found if "tests" in Path(p).parts[:-1] or p.startswith(TESTING))


def rows() -> list[Row]:
    more = (*RULES.fixtures.values(), *RULES.words.values())
    return [*RULES.reaches, *RULES.reads, *RULES.never, *more]


def in_a_row(path: str) -> bool:
    return any(reached.matches(path, (row.who,)) for row in (*reached.STARTED, *reached.READ))


def test_every_test_that_starts_processes_is_in_a_row() -> None:
    starting = [p for p in for_tests() if said(p).imports & STARTS or said(p).words & STARTS_BY]
    assert len(starting) > 30
    own = {row.who for row in reached.STARTED}
    left = [p for p in starting if not any(reached.matches(p, (who,)) for who in own)]
    assert not left, "say in launcher/inside/reached.py (STARTED) what these start"


def test_every_test_that_looks_at_files_is_in_a_row() -> None:
    """Beyond its own package, whose files count as a change of it."""
    looking = [p for p in for_tests() if looks(p)]
    assert len(looking) > 20
    left = [p for p in looking if not in_a_row(p)]
    assert not left, "say in launcher/inside/reached.py (READ) what these look at"


def looks(path: str) -> bool:
    found = said(path)
    upwards = "__file__" in found.words and bool(found.words & {"parent", "parents"})
    return upwards or bool(found.imports & {"launcher.layout.source", *paths_of_tests()})


@cache
def paths_of_tests() -> frozenset[str]:
    """The dotted names of what tests and their helpers keep of their own place, such as the root: whoever
    imports one looks at files from there. A name that is made of such a name is one too."""
    found: set[str] = set()
    modules = {path: (imports.name_of(path), ast.parse(text(path))) for path in for_tests()}
    while True:
        more = {
            f"{name}.{each}"
            for path, (name, module) in modules.items()
            for each in assigned(module, "__file__", *brought(path, found), *own(name, found))
        }
        if more <= found:
            return frozenset(found)
        found |= more


def own(name: str, found: set[str]) -> set[str]:
    """The names of one module among dotted ones."""
    return {each.removeprefix(f"{name}.") for each in found if each.rpartition(".")[0] == name}


def brought(path: str, found: set[str]) -> set[str]:
    return {each.rpartition(".")[2] for each in said(path).imports & found}


def assigned(module: ast.Module, *out_of: str) -> Iterator[str]:
    """The names that a module sets out of one of these, by itself, not by a function."""
    for node in module.body:
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            used = {each.id for each in ast.walk(node.value) if isinstance(each, ast.Name)}
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            if used & set(out_of) and is_a_path(node.value):
                yield from (each.id for each in targets if isinstance(each, ast.Name))


def is_a_path(value: ast.expr) -> bool:
    """Whether the value is a place of files rather than something that was read there."""
    read = {"read_text", "read_bytes", "glob", "rglob", "open", "iterdir"}
    return not any(isinstance(each, ast.Attribute) and each.attr in read for each in ast.walk(value))


def test_a_place_that_comes_from_another_test_is_seen() -> None:
    root = f"{LOA}config/tests/test_rooms_by_word.py"
    assert {f"{imports.name_of(root)}.{each}" for each in ("ROOT", "LOA")} <= paths_of_tests()
    assert looks(f"{LOA}config/tests/test_every_room_is_whole.py")
    assert not looks(f"{LOA}kernel/tests/test_guard.py")


def test_every_fixture_of_the_plugin_is_in_the_table() -> None:
    """They are loaded without being imported: who asks for their fixtures says so by their names alone."""
    plugins = ("plugin", "browser", "planted")
    texts = [(source() / TESTING / f"{name}.py").read_text("utf-8") for name in plugins]
    found = {name for text in texts for name in re.findall(r"@pytest\.fixture.*\ndef (\w+)", text)}
    assert {"cluster", "web", "site", "matrix"} < found <= set(RULES.fixtures)


@pytest.mark.parametrize("row", rows(), ids=lambda row: row.who)
def test_every_pattern_finds_something(row: Row) -> None:
    patterns = (row.who, *row.what)
    dead = [each for each in patterns if not any(reached.matches(path, (each,)) for path in tree().there)]
    assert not dead


@pytest.mark.parametrize("pattern", [*RULES.everything, *RULES.fixtures_in, *RULES.strings_run_nothing])
def test_every_other_pattern_finds_something(pattern: str) -> None:
    assert any(reached.matches(path, (pattern,)) for path in tree().there)


def test_what_rooms_say_of_themselves_is_found_by_name() -> None:
    loa = (path for path in tree().there if path.startswith(LOA))
    asked = {
        n for p in loa if p.endswith(".py") for n in re.findall(r'autodiscovery\.files\("(\w+)"\)', text(p))
    }
    assert len(asked) >= 5
    for name in asked:
        files = {path for path in tree().there if re.fullmatch(rf"{LOA}\w+/{name}\.py", path)}
        assert files <= graph().reaches[f"{LOA}kernel/autodiscovery.py"]


def text(path: str) -> str:
    return (source() / path).read_text("utf-8")


def test_what_the_settings_name_stands_behind_the_pages_or_in_every_database() -> None:
    behind = {path for path in tree().there if matched(reached.PAGES, path) or matched(reached.ROOMS, path)}
    for path in (f"{LOA}config/settings/__init__.py", f"{LOA}config/settings/test.py"):
        modules = tree().modules
        for dotted in said(path).strings:
            parts = dotted.split(".")
            named = next(
                (n for e in range(len(parts), 1, -1) if (n := modules.get(".".join(parts[:e])))), set()
            )
            assert named <= behind, dotted


def matched(row: Row, path: str) -> bool:
    return reached.matches(path, row.what) and not reached.matches(path, row.but)


def chosen_by(path: str) -> set[str]:
    """The tests that a change of this file chooses."""
    return graph().touched({path}) & {each for each in tree().there if imports.is_test(each)}


def server() -> Iterator[str]:
    for path in sorted(tree().there):
        if path.startswith(LOA) and path.endswith(".py") and "tests" not in Path(path).parts:
            yield path


def test_the_matrix_is_chosen_by_whatever_changes_in_the_server() -> None:
    rows = {path for path in tree().there if path.endswith("tests/matrix_rows.py")}
    changing = {path for path in server() if not path.startswith(TESTING)} | rows
    found = [path for path in tree().there if re.fullmatch(rf"{LOA}desk/tests/test_matrix\w*\.py", path)]
    assert found
    assert len(changing) > 400
    for matrix in found:
        assert not changing - graph().reached(matrix)


def test_the_guards_are_asked_of_whatever_changes_the_tables() -> None:
    shapes = {p for p in server() if re.search(r"/(models(/\w+)?|tables|migrations/\w+)\.py$", p)}
    assert len(shapes) > 50
    assert not shapes - graph().reached(f"{LOA}kernel/tests/test_guard.py")


def test_a_template_and_a_style_choose_every_test_of_pages() -> None:
    """Those that ask the site's own addresses: there a page may stand in any other."""
    pages = chosen_by(f"{LOA}config/urls.py")
    assert len(pages) > 30
    kinds = (".html", ".css", ".js")
    desk = [path for path in sorted(tree().there) if path.startswith(f"{LOA}desk/")]
    paths = [next(path for path in desk if path.endswith(kind)) for kind in kinds]
    found = chosen.choose(tree(), paths)
    assert set(found.by) == set(paths)
    for path, files in found.by.items():
        assert pages <= files, path


def test_no_import_that_grimp_finds_is_missing() -> None:
    """The packages, read by somebody else's program."""
    packages = ("loa_protocol", "loa_agent", "loa", "loa_simulator")
    other = grimp.build_graph(*packages, "launcher", "benchmarks", "tests", cache_dir=None)
    assert other.count_imports() > 4000
    modules = tree().modules
    for name in other.modules:
        (importer,) = modules.get(name, {None})
        for imported in other.find_modules_directly_imported_by(name) if importer else ():
            missing = modules.get(imported, set()) - graph().reaches[importer] - {importer}
            assert not missing or never(importer, missing), f"{importer} imports {missing}"


def never(importer: str, missing: set[str]) -> bool:
    return any(
        reached.matches(importer, (row.who,)) and all(matched(row, path) for path in missing)
        for row in RULES.never
    )


def test_the_roots_of_modules_are_where_python_looks() -> None:
    assert {str(Path(each)) for each in SOURCES} <= {str(Path(each)) for each in imports.ROOTS}

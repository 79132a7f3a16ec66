"""The recipes name files and names that are there."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TypeGuard

import pytest

ROOT = Path(__file__).parents[2]
DEVELOPER = ROOT / "docs/developer"
ADDING = (DEVELOPER / "adding.md").read_text(encoding="utf-8")
WHOLE = {path.stem: path.read_text(encoding="utf-8") for path in DEVELOPER.glob("a-new-*.md")}
"""What has a page of its own."""
PAGES = "\n".join((ADDING, *WHOLE.values()))
PLACES = r"(?:packages|examples|launcher|simulator|docs)"
NAMED = sorted(each for each in set(re.findall(rf"`({PLACES}/[^`\s]+)`", PAGES)) if "<" not in each)


@pytest.mark.parametrize("named", NAMED)
def test_what_a_recipe_names_is_there(named: str) -> None:
    path, _, name = named.partition(":")
    file = ROOT / path
    assert file.is_file() or (path.endswith("/") and file.is_dir()), f"{path} is not there"
    if not name:
        return
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".py":
        assert name in set(defined(ast.parse(text))), f"{path} defines no {name}"
    else:
        assert re.search(rf"\b{re.escape(name)}\b", text), f"{path} has no {name}"


def defined(tree: ast.Module) -> Iterator[str]:
    """What a module defines: functions, classes, and what is assigned to a name, in classes too."""
    for node in ast.walk(tree):
        match node:
            case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
                yield node.name
            case ast.Assign():
                yield from (each.id for target in node.targets for each in ast.walk(target) if named(each))
            case ast.AnnAssign(target=ast.Name(id=name)):
                yield name


def named(node: ast.AST) -> TypeGuard[ast.Name]:
    return isinstance(node, ast.Name)


def test_a_name_that_is_only_used_or_imported_is_not_defined() -> None:
    module = ast.parse(
        "from a import Gone\nclass Here:\n    one: int\n    def two(self): Gone.three\nA = B = 1"
    )
    assert sorted(defined(module)) == ["A", "B", "Here", "one", "two"]


def test_modules_that_are_run_are_there() -> None:
    for module in set(re.findall(r"`python -m ([\w.]+)", PAGES)):
        folder = "packages/protocol/src" if module.startswith("loa_protocol") else "packages/server/src"
        path = ROOT / folder / module.replace(".", "/")
        assert path.with_suffix(".py").is_file() or (path / "__main__.py").is_file(), module


def test_there_are_recipes_for_all_that_the_wire_and_the_house_grow_by() -> None:
    assert len(re.findall(r"^## A ", ADDING, re.MULTILINE)) == 11
    assert sorted(WHOLE) == ["a-new-driver", "a-new-message", "a-new-page", "a-new-room"]
    assert len(NAMED) > 100


@pytest.mark.parametrize("stem", ["a-new-message", "a-new-page", "a-new-room"])
def test_each_step_names_what_is_red_until_it_is_done(stem: str) -> None:
    rows = [line for line in WHOLE[stem].splitlines() if re.match(r"\| \d+ \|", line)]
    assert len(rows) > 8
    silent = [row for row in rows if not row.rsplit("|", 2)[-2].strip()]
    assert len(silent) <= 1, silent

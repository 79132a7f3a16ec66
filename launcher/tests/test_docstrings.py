"""What a docstring says that is raised exists: a class that was renamed is named nowhere by its old name."""

import ast
import builtins
import importlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOLDERS = (
    "packages/protocol/src",
    "packages/agent/src",
    "packages/server/src",
    "simulator/src",
    "launcher",
    "benchmarks",
)
FOREIGN = re.compile(r"Error$|Exception$")
RAISES = re.compile(r"\b[Rr]aises?\b(.*?)(?:[.:](?=\s|$)|$)", re.DOTALL)
BEFORE = r"(?:^|,|\b(?:and|or|also|one of|subclass)\b)"
NAMED = re.compile(rf"{BEFORE}\s*`?((?:[a-z_]\w*\.)*_?[A-Z]\w*[a-z]\w*)")
"""A name in the list of what is raised; a name elsewhere in the sentence may be of something else."""

Documented = ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef


@cache
def sources() -> dict[Path, ast.Module]:
    """Every module of ours but tests, and migrations, which stay as they were written."""
    return {
        path: ast.parse(path.read_text(encoding="utf-8"))
        for folder in FOLDERS
        for path in sorted((ROOT / folder).rglob("*.py"))
        if not {"migrations", "tests"} & set(path.parts)
    }


def raised(text: str) -> list[str]:
    """The classes that a docstring says are raised, as it writes them."""
    return [name for sentence in RAISES.findall(text) for name in NAMED.findall(sentence)]


def defined(tree: ast.Module) -> Iterator[tuple[str, list[str]]]:
    """The classes of a module, each with the names of its bases."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            yield node.name, [ast.unparse(base).rpartition(".")[2] for base in node.bases]


@cache
def ours() -> frozenset[str]:
    """The names of our exceptions, in whichever module they are."""
    bases = [each for tree in sources().values() for each in defined(tree)]
    found: set[str] = set()
    while more := {name for name, of in bases if any(b in found or foreign(b) for b in of)} - found:
        found |= more
    return frozenset(found)


def foreign(name: str) -> bool:
    """Whether this is an exception of Python, or one of a library's by its name."""
    built_in = getattr(builtins, name, None)
    return (isinstance(built_in, type) and issubclass(built_in, BaseException)) or bool(FOREIGN.search(name))


@cache
def imported(tree: ast.Module) -> dict[str, str]:
    """What a module's imports bind: name -> dotted path."""
    found: dict[str, str] = {}
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {(each.asname or each.name): each.name for each in node.names}
        elif isinstance(node, ast.ImportFrom):
            found |= {(each.asname or each.name): f"{node.module}.{each.name}" for each in node.names}
    return found


def exists(name: str, tree: ast.Module) -> bool:
    """Whether the class can be found by somebody who reads this module."""
    where, _, last = name.rpartition(".")
    if not where:
        built_in = getattr(builtins, last, None) is not None
        return built_in or last in ours() or last in imported(tree)
    if last in ours():
        return any(path.stem == where.rpartition(".")[2] for path in homes(last))
    try:
        return hasattr(importlib.import_module(imported(tree).get(where, where)), last)
    except ImportError:
        return False


@cache
def homes(name: str) -> tuple[Path, ...]:
    """The modules that define a class of this name."""
    return tuple(path for path, tree in sources().items() if name in dict(defined(tree)))


def documented(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Each docstring of a module, with the line of what it is of."""
    for node in ast.walk(tree):
        if isinstance(node, Documented):
            text = ast.get_docstring(node)
            if text:
                yield getattr(node, "lineno", 1), text


@pytest.mark.parametrize("folder", FOLDERS)
def test_what_is_said_to_be_raised_exists(folder: str) -> None:
    wrong = [
        f"{path.relative_to(ROOT)}:{line}: {name}"
        for path, tree in sources().items()
        if path.is_relative_to(ROOT / folder)
        for line, text in documented(tree)
        for name in raised(text)
        if not exists(name, tree)
    ]
    assert not wrong, "no exception of this name:\n" + "\n".join(wrong)


def test_names_are_found_in_every_way_that_they_are_written() -> None:
    assert raised("Raises Missing (not here) and Refused, or `disk.Taken` when Loa is away. And Others.") == [
        "Missing", "Refused", "disk.Taken",
    ]  # fmt: skip
    assert raised("Raises one of AWAY: Told. With None it raises Forbidden") == ["Forbidden"]
    assert raised("The floor that Root raises the box to") == []


def test_a_message_or_a_class_of_nobody_is_no_exception() -> None:
    here = ast.parse("from loa_agent import disk")
    assert exists("ValueError", here)
    assert exists("StoreDamaged", here)
    assert exists("disk.StoreDamaged", here)
    assert exists("sqlite3.OperationalError", here)
    for name in ("Refused", "Missing", "disk.Taken", "addresses.StoreDamaged", "sqlite3.Missing"):
        assert not exists(name, here), name

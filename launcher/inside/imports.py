"""Finds which files of the repository a file depends on: by its imports, by names in its strings, by pytest's
rules and by `reached`.

A node is a file, by its path from the root. Files deleted since the base are nodes too: a file that still
names one of them depends on it.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path, PurePosixPath

from launcher.inside import mentions, reached
from launcher.inside.codecopy import SOURCES
from launcher.inside.mentions import Mentions

# The folders in which the names of modules begin, the deepest first; the last two are pytest's `pythonpath`.
ROOTS = sorted((*SOURCES, "packages/agent/tests", "packages/protocol/tests"), key=len, reverse=True)


@dataclass(frozen=True)
class Tree:
    """The files of a repository, by their paths from its root: existing and deleted ones."""

    root: Path
    there: frozenset[str]
    gone: frozenset[str] = frozenset()

    @cached_property
    def all(self) -> frozenset[str]:
        return self.there | self.gone

    @cached_property
    def modules(self) -> dict[str, set[str]]:
        """The files of each dotted name: two files may both be called `conftest`."""
        found: dict[str, set[str]] = {}
        for path in self.all:
            if path.endswith(".py"):
                found.setdefault(name_of(path), set()).add(path)
        return found


def name_of(path: str) -> str:
    """Returns the dotted name by which a Python file is imported."""
    parts = PurePosixPath(path).with_suffix("").parts
    for root in ROOTS:
        head = PurePosixPath(root).parts
        if parts[: len(head)] == head:
            parts = parts[len(head) :]
            break
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@dataclass
class Graph:
    """The dependencies between files. `reaches[path]` are the files that a file runs or loads; `reads[path]`
    are those that it only reads: it does not depend on what these depend on."""

    reaches: dict[str, set[str]] = field(default_factory=dict)
    reads: dict[str, set[str]] = field(default_factory=dict)

    @cached_property
    def reached_by(self) -> dict[str, set[str]]:
        return _turned(self.reaches)

    @cached_property
    def read_by(self) -> dict[str, set[str]]:
        return _turned(self.reads)

    def touched(self, changed: set[str]) -> set[str]:
        """Returns the files that a change of these can affect, directly or indirectly, including these."""
        seen = changed.union(*(self.read_by.get(path, set()) for path in changed))
        waiting = list(seen)
        while waiting:
            for path in self.reached_by.get(waiting.pop(), set()) - seen:
                seen.add(path)
                waiting.append(path)
        return seen

    def reached(self, path: str) -> set[str]:
        """Returns all files that a file depends on, directly or indirectly, including itself."""
        seen, waiting = {path}, [path]
        while waiting:
            new = self.reaches.get(waiting.pop(), set()) - seen
            seen |= new
            waiting += new
        return seen

    def knows(self, path: str) -> bool:
        """Returns True if any file depends on this one or reads it."""
        return path in self.reached_by or path in self.read_by


def _turned(edges: dict[str, set[str]]) -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for path, targets in edges.items():
        for target in targets:
            found.setdefault(target, set()).add(path)
    return found


def build(tree: Tree, rules: reached.Rules = reached.RULES) -> Graph:
    """Returns the graph of a repository; takes a second or two. Raises SyntaxError for a file that is not
    Python."""
    reaches, reads, never = (_by(tree, rows) for rows in (rules.reaches, rules.reads, rules.never))
    graph = Graph()
    for path in tree.all:
        found = reaches.get(path, set())
        if path in tree.there and path.endswith(".py"):
            found = found | _of_python(tree, path, rules)
        graph.reaches[path] = found - never.get(path, set()) - {path}
        graph.reads[path] = reads.get(path, set()) - {path}
    return graph


def _by(tree: Tree, rows: Iterable[reached.Row]) -> dict[str, set[str]]:
    """Returns what the rows say about each file."""
    found: dict[str, set[str]] = {}
    for row in rows:
        targets = _matching(tree, row)
        for path in tree.all:
            if reached.matches(path, (row.who,)):
                found[path] = found.get(path, set()) | targets
    return found


def _of_python(tree: Tree, path: str, rules: reached.Rules) -> set[str]:
    """Returns the files that a Python file runs or loads directly."""
    name = name_of(path)
    package = name if path.endswith("/__init__.py") else name.rpartition(".")[0]
    said = mentions.of((tree.root / path).read_bytes(), package, path)
    found = _surrounding(tree, path)
    for dotted in said.imports:
        found |= _module(tree, dotted)
    if not reached.matches(path, rules.strings_run_nothing):
        found |= _named(tree, said)
    if reached.matches(path, rules.fixtures_in):
        rows = [rules.fixtures.get(name) for name in said.fixtures]
        rows += [rules.words.get(name) for name in said.words]
        for row in {row for row in rows if row}:
            found |= _matching(tree, row)
    return found


def _surrounding(tree: Tree, path: str) -> set[str]:
    """Returns what Python and pytest load together with a file: its packages, and a test's conftests.

    The root's own conftest is left out: it loads the server for some tests only, which `reached` names.
    """
    found = set()
    folders = [str(folder) for folder in PurePosixPath(path).parents if str(folder) != "."]
    for folder in folders:
        if f"{folder}/__init__.py" not in tree.all:
            break
        found.add(f"{folder}/__init__.py")
    if is_test(path) or path.endswith("/conftest.py"):
        found |= {f"{folder}/conftest.py" for folder in folders} & tree.all
    return found


def is_test(path: str) -> bool:
    """Returns True if pytest would collect the file as a test."""
    name = PurePosixPath(path).name
    return name.startswith("test_") and name.endswith(".py")


def _module(tree: Tree, dotted: str, least: int = 1) -> set[str]:
    """Returns the files of the longest beginning of a dotted name, of at least `least` parts, that is a
    module."""
    parts = dotted.split(".")
    for end in range(len(parts), least - 1, -1):
        if found := tree.modules.get(".".join(parts[:end])):
            return found
    return set()


def _named(tree: Tree, said: Mentions) -> set[str]:
    """Returns modules whose names are in strings: imported by name, or run (`python -m`) with their
    `__main__`."""
    found = set()
    for dotted in said.strings:
        found |= _module(tree, dotted, least=2) | tree.modules.get(f"{dotted}.__main__", set())
    for name in said.plain:
        found |= tree.modules.get(f"{name}.__main__", set())
    return found


def _matching(tree: Tree, row: reached.Row) -> set[str]:
    return {
        path for path in tree.all if reached.matches(path, row.what) and not reached.matches(path, row.but)
    }

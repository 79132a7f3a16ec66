"""Chooses the test files that a change can affect, with the reasons."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from launcher.inside import imports, reached
from launcher.inside.imports import Tree
from launcher.words import t

TOLD = 20


@dataclass
class ChosenTests:
    """The chosen test files. `by` maps a changed path to the test files that it can affect; `whole` is the
    reason why all are chosen."""

    of: frozenset[str]
    by: dict[str, set[str]] = field(default_factory=dict)
    whole: str = ""

    @property
    def files(self) -> list[str]:
        return sorted(self.of if self.whole else set().union(*self.by.values()))

    def told(self) -> list[str]:
        """Returns how many test files of how many were chosen, and a line for each reason; the
        smallest reasons share one."""
        if not self.by and not self.whole:
            return [t("Không có gì thay đổi.", "Nothing has changed.")]
        number, of = len(self.files), len(self.of)
        lines = [t(f"{number} trên {of} tệp bài:", f"{number} of {of} test files:")]
        if self.whole:
            return [*lines, f"  {self.whole}"]
        by_size = sorted(self.by.items(), key=lambda each: (-len(each[1]), each[0]))
        lines += [f"  {len(files):4}  {path}" for path, files in by_size[:TOLD]]
        if rest := by_size[TOLD:]:
            most = len(set().union(*(files for _, files in rest)))
            also = t(f"{len(rest)} tệp đổi khác", f"{len(rest)} other changed files")
            lines.append(f"  {most:4}  {also}")
        return lines


def choose(tree: Tree, changed: Iterable[str], rules: reached.Rules = reached.RULES) -> ChosenTests:
    """Returns the test files that these changed or deleted paths can affect. Reads every Python file of the
    tree."""
    paths = sorted(changed)
    found = ChosenTests(frozenset(path for path in tree.there if imports.is_test(path)))
    for path in paths:
        if reached.matches(path, rules.everything):
            found.whole = t(f"{path} có thể chạm mọi bài", f"{path} can touch every test")
            return found
    if not paths:
        return found
    try:
        graph = imports.build(tree, rules)
    except (SyntaxError, ValueError) as error:
        found.whole = t(f"không đọc được mã nguồn: {error}", f"the source could not be read: {error}")
        return found
    for path in paths:
        own = _owned(tree, path)
        if not own and not path.endswith(".py") and not graph.knows(path):
            found.whole = t(f"không rõ bài nào dựa vào {path}", f"nothing says which tests rest on {path}")
            return found
        found.by[path] = graph.touched({path, *own}) & found.of
    return found


def _owned(tree: Tree, path: str) -> set[str]:
    """Returns the Python files that count as changed when a file of another kind changes: all of its package.

    A file beside the packages of a distribution (`packages/protocol/golden`) is read by the distribution's
    tests. A page of documentation is read by the tests that `reached` names.
    """
    if path.endswith((".py", ".md")):
        return set()
    for parent in PurePosixPath(path).parents:
        folder = str(parent)
        if f"{folder}/__init__.py" in tree.all:
            return {each for each in tree.all if each.startswith(f"{folder}/") and each.endswith(".py")}
        if folder != "." and f"{folder}/pyproject.toml" in tree.all:
            return {each for each in tree.there if each.startswith(f"{folder}/") and imports.is_test(each)}
    return set()

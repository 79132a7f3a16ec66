"""Nothing but `parsing.words` takes a search apart: it bounds how many words are looked for in each row."""

import ast
from collections.abc import Iterator
from pathlib import Path

import loa
from loa.kernel import parsing

SOURCES = Path(loa.__file__).parent
NO_SEARCH = {
    "kernel/parsing.py": "the one helper",
    "kernel/spreadsheet/heading.py": "the heading of a table, cut before",
    "people/actions/accounts.py": "a name of at most 120 letters becomes a username",
}
"""Files that split a text without marks, and what they split."""


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in SOURCES.rglob("*.py"):
        name = path.relative_to(SOURCES).as_posix()
        if "/tests/" not in name and not name.startswith(("testing/", "demo/")):
            yield name, ast.parse(path.read_text(encoding="utf-8"))


def splits(tree: ast.AST) -> Iterator[ast.Attribute]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "split":
            yield node.func


def calls_plain(tree: ast.AST) -> bool:
    return any(
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "plain"
        for node in ast.walk(tree)
    )


def reads_a_search(tree: ast.AST) -> bool:
    return any(isinstance(node, ast.Constant) and node.value == "tim" for node in ast.walk(tree))


def test_nobody_else_splits_a_text_without_marks():
    found = {name for name, tree in modules() if any(calls_plain(each.value) for each in splits(tree))}
    assert found == NO_SEARCH.keys(), "a search is taken apart by kernel.parsing.words"


def test_no_page_that_reads_a_search_splits_anything():
    asked = {name: tree for name, tree in modules() if reads_a_search(tree)}
    assert len(asked) >= 3
    wrong = [name for name, tree in asked.items() if any(splits(tree))]
    assert not wrong, "a search is taken apart by kernel.parsing.words"


def test_a_search_has_few_words_of_few_letters():
    assert len(parsing.words("u " * 8_000)) == parsing.MOST_WORDS
    assert len("".join(parsing.words("u" * 8_000))) == parsing.MOST_LETTERS

"""Finds what a Python file mentions that may be a module of this repository: its imports, names in
its strings, and words.

It reads the source without running it. grimp, which import-linter uses, would only find imports: it leaves
out files that are in no package, imports of deleted modules, and modules named in strings.
"""

import ast
import re
from dataclasses import dataclass, field
from textwrap import dedent

DOTTED = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_0-9]\w*)+")


@dataclass
class Mentions:
    """The mentions of one file.

    `imports`: dotted names, `a.b` for each `from a import b`.
    `strings`: dotted names in strings: a module, perhaps with a name in it.
    `plain`: whole strings that are a name without dots.
    `words`: names and attributes that the code uses.
    `fixtures`: arguments of tests and fixtures, and the names in `usefixtures`.
    """

    imports: set[str] = field(default_factory=set)
    strings: set[str] = field(default_factory=set)
    plain: set[str] = field(default_factory=set)
    words: set[str] = field(default_factory=set)
    fixtures: set[str] = field(default_factory=set)


def of(source: bytes, package: str, path: str = "") -> Mentions:
    """Returns what this source mentions as a module of `package` (for imports that begin with a dot).

    Raises SyntaxError, with the path as its file name, for a source that is not Python.
    """
    found = Mentions()
    _read(ast.parse(source, path), package, found)
    return found


def _read(tree: ast.AST, package: str, found: Mentions) -> None:
    said = _docstrings(tree)
    for node in ast.walk(tree):
        match node:
            case ast.Import(names=names):
                found.imports.update(alias.name for alias in names)
            case ast.ImportFrom():
                found.imports.update(_imported(node, package))
            case ast.Name(id=word) | ast.Attribute(attr=word):
                found.words.add(word)
            case ast.FunctionDef() | ast.AsyncFunctionDef() if _is_pytests(node):
                found.fixtures.update(each.arg for each in (*node.args.args, *node.args.kwonlyargs))
            case ast.Call(func=ast.Attribute(attr="usefixtures" | "getfixturevalue"), args=names):
                found.fixtures.update(str(name.value) for name in names if isinstance(name, ast.Constant))
            case ast.Constant(value=str(text)) if node not in said:
                _string(text, package, found)


def _is_pytests(function: ast.FunctionDef | ast.AsyncFunctionDef) -> bool:
    """Returns True if pytest fills in the arguments: for a test or a fixture."""
    marks = [ast.unparse(each) for each in function.decorator_list]
    return function.name.startswith("test") or any("fixture" in mark for mark in marks)


def _docstrings(tree: ast.AST) -> set[ast.AST]:
    """Returns the strings that no code uses, such as docstrings: a module named in one is not run."""
    return {node.value for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def _imported(node: ast.ImportFrom, package: str) -> set[str]:
    base = node.module or ""
    if node.level:
        up = package.split(".")[: len(package.split(".")) - node.level + 1]
        base = ".".join([*up, *base.split(".")]).strip(".")
    return {base, *(f"{base}.{alias.name}" for alias in node.names if alias.name != "*")}


def _string(text: str, package: str, found: Mentions) -> None:
    found.strings.update(DOTTED.findall(text))
    if text.isidentifier():
        found.plain.add(text)
    if "import " in text:  # a program for `python -c`
        try:
            program = ast.parse(dedent(text))
        except (SyntaxError, ValueError):
            return
        _read(program, package, found)

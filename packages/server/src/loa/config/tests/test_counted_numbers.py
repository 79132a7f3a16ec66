"""What a sentence counts is written as people write figures, 20.000 and not 20000 (`kernel.figures`)."""

import ast
from pathlib import Path

import loa

ROOT = Path(loa.__file__).parent


def bare(path: Path) -> list[str]:
    """Returns where `ngettext(one, many, n) % {...: n}` writes `n` as it is."""
    found = []
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not (
            isinstance(node, ast.BinOp) and isinstance(node.op, ast.Mod) and isinstance(node.left, ast.Call)
        ):
            continue
        called = node.left
        name = getattr(called.func, "id", getattr(called.func, "attr", ""))
        if name != "ngettext" or len(called.args) != 3 or not isinstance(node.right, ast.Dict):
            continue
        counted = ast.dump(called.args[2])
        if any(ast.dump(value) == counted for value in node.right.values):
            found.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    return found


def test_no_sentence_writes_a_count_bare():
    sources = [path for path in ROOT.rglob("*.py") if "tests" not in path.parts]
    assert [each for path in sources for each in bare(path)] == []

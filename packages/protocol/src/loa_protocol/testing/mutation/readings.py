"""Generates the mutations of a source file: mistakes that the maker of a box might make.

These are: a condition that is always or never true, a part of it left out, a bound off by one, another member
of an enum, and a statement, an element, a named argument or an exception handler left out. The text of a
refusal is not changed.
"""

import ast
from collections import Counter
from collections.abc import Callable, Iterator
from enum import EnumMeta
from types import ModuleType
from typing import Any

_OTHER_BOUND = {ast.Lt: ("<", "<="), ast.LtE: ("<=", "<"), ast.Gt: (">", ">="), ast.GtE: (">=", ">")}
_OTHER_SIGN = {
    ast.Add: ("+", "-"),
    ast.Sub: ("-", "+"),
    ast.Mult: ("*", "//"),
    ast.FloorDiv: ("//", "*"),
    ast.Mod: ("%", "*"),
    ast.BitOr: ("|", "&"),
    ast.BitAnd: ("&", "|"),
}
_OTHER_CALL = {"min": "max", "max": "min", "any": "all", "all": "any", "sorted": "list"}
_WORDED = ("Refusal", "Malformed")
"""The calls of whose arguments only the code is mutated. The rest is text for a technician."""


def wrong(source: bytes, module: ModuleType) -> list[tuple[int, int, str, str]]:
    """Returns each mutation as (start, end, function, text), in order: the bytes from start to end of the
    source, which are in this function, are replaced by the text. `module` shows which of its names are
    enums."""
    walk = _Walk(source, module)
    walk.visit(ast.parse(source))
    return sorted(set(walk.found))


class _Walk:
    def __init__(self, source: bytes, module: ModuleType) -> None:
        self.source = source
        self.module = module
        self.lines = [0, *(place + 1 for place, byte in enumerate(source) if byte == ord("\n"))]
        self.within: list[str] = []
        self.bound: Counter[str] = Counter()
        self.settled: set[ast.AST] = set()
        self.found: list[tuple[int, int, str, str]] = []

    def visit(self, node: ast.AST) -> None:
        _WAYS.get(type(node), _Walk.inside)(self, node)

    def inside(self, node: ast.AST) -> None:
        for child in ast.iter_child_nodes(node):
            self.visit(child)

    def nothing(self, node: ast.AST) -> None:
        """Skips a node that is text for people or an annotation."""

    # Replacements

    def span(self, node: Any) -> tuple[int, int]:
        start: int = self.lines[node.lineno - 1] + node.col_offset
        end: int = self.lines[node.end_lineno - 1] + node.end_col_offset
        return start, end

    def text(self, node: ast.AST) -> str:
        start, end = self.span(node)
        text = self.source[start:end].decode()
        return f"({text})" if isinstance(node, ast.BoolOp | ast.IfExp | ast.NamedExpr) else text

    def replace(self, node: ast.AST, text: str) -> None:
        self.found.append((*self.span(node), ".".join(self.within), text))

    def between(self, left: ast.AST, right: ast.AST, old: str, new: str) -> None:
        """Changes the operator between two operands."""
        start, end = self.span(left)[1], self.span(right)[0]
        changed = self.source[start:end].decode().replace(old, new, 1)
        self.found.append((start, end, ".".join(self.within), changed))

    def condition(self, node: ast.expr) -> None:
        """Replaces a condition by True and by False, once for each node."""
        if node not in self.settled:
            self.settled.add(node)
            self.replace(node, "True")
            self.replace(node, "False")

    # Scopes

    def class_(self, node: ast.ClassDef) -> None:
        self.within.append(node.name)
        for statement in node.body:
            self.visit(statement)
        self.within.pop()

    def function(self, node: ast.FunctionDef) -> None:
        self.within.append(node.name)
        outer, self.bound = self.bound, Counter(_bound(node))
        for default in (*node.args.defaults, *node.args.kw_defaults):
            if default is not None:
                self.visit(default)
        for statement in node.body:
            self.visit(statement)
        self.bound = outer
        self.within.pop()

    def annotated(self, node: ast.AnnAssign) -> None:
        if node.value is not None:
            self.visit(node.value)

    def subscript(self, node: ast.Subscript) -> None:
        self.visit(node.value)
        if not isinstance(node.slice, ast.Tuple):  # a tuple there is a type's
            self.visit(node.slice)

    # Statements

    def left_out(self, node: ast.stmt) -> None:
        self.replace(node, "pass")
        self.inside(node)

    def expression(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):
            self.left_out(node)

    def assigned(self, node: ast.Assign) -> None:
        """Leaves an assignment out if its name has a value without it. Otherwise the mutant would only raise
        NameError."""
        again = any(not isinstance(one, ast.Name) or self.bound[one.id] > 1 for one in node.targets)
        if again and self.within:
            self.replace(node, "pass")
        self.visit(node.value)

    def returned(self, node: ast.Return) -> None:
        if node.value is None:
            self.replace(node, "pass")
        self.inside(node)

    def branch(self, node: ast.If | ast.IfExp | ast.While) -> None:
        self.condition(node.test)
        self.inside(node)

    def loop(self, node: ast.For | ast.comprehension) -> None:
        self.replace(node.iter, "()")
        for condition in getattr(node, "ifs", ()):
            self.condition(condition)
        self.inside(node)

    def handler(self, node: ast.ExceptHandler) -> None:
        if node.type is not None:
            self.replace(node.type, "()")
        self.inside(node)

    def case(self, node: ast.match_case) -> None:
        self.replace(node.pattern, f"{self.text(node.pattern)} if False")
        self.inside(node)

    # Expressions

    def comparison(self, node: ast.Compare) -> None:
        self.condition(node)
        operands = [node.left, *node.comparators]
        for left, op, right in zip(operands, node.ops, node.comparators, strict=False):
            if type(op) in _OTHER_BOUND:
                self.between(left, right, *_OTHER_BOUND[type(op)])
        if len(operands) > 2:
            start, end = self.span(node)
            self.replace(node, self.source[self.span(operands[1])[0] : end].decode())
            self.replace(node, self.source[start : self.span(operands[-2])[1]].decode())
        self.inside(node)

    def logic(self, node: ast.BoolOp) -> None:
        """Exchanges `and` and `or`, and leaves out each operand."""
        self.condition(node)
        self.settled.update(node.values)
        word, other = (" and ", " or ") if isinstance(node.op, ast.And) else (" or ", " and ")
        parts = [self.text(value) for value in node.values]
        self.replace(node, f"({other.join(parts)})")
        for place in range(len(parts)):
            self.replace(node, f"({word.join(parts[:place] + parts[place + 1 :])})")
        self.inside(node)

    def sign(self, node: ast.UnaryOp) -> None:
        if isinstance(node.op, ast.Not):
            self.settled.add(node.operand)
        self.replace(node, f"({self.text(node.operand)})")
        self.inside(node)

    def arithmetic(self, node: ast.BinOp) -> None:
        if type(node.op) in _OTHER_SIGN:
            self.between(node.left, node.right, *_OTHER_SIGN[type(node.op)])
        self.inside(node)

    def constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, bool):
            self.replace(node, str(not node.value))
        elif isinstance(node.value, int):
            self.replace(node, str(node.value + 1))
            self.replace(node, str(node.value - 1) if node.value else "(-1)")

    def member(self, node: ast.Attribute) -> None:
        kind = getattr(self.module, node.value.id, None) if isinstance(node.value, ast.Name) else None
        if isinstance(kind, EnumMeta) and node.attr in kind.__members__:
            members = list(kind.__members__)
            after = members[(members.index(node.attr) + 1) % len(members)]
            self.replace(node, f"{self.text(node.value)}.{after}")
        self.inside(node)

    def call(self, node: ast.Call) -> None:
        called = node.func.id if isinstance(node.func, ast.Name) else ""
        if called in _WORDED:
            for argument in node.args:
                if isinstance(argument, ast.Attribute):
                    self.visit(argument)
            return
        parts = [self.text(argument) for argument in node.args]
        named = [self.text(keyword) for keyword in node.keywords]
        if called in _OTHER_CALL:
            kept = [] if called == "sorted" else named
            self.replace(node, f"{_OTHER_CALL[called]}({', '.join(parts + kept)})")
        for place in range(len(named)):
            kept = parts + named[:place] + named[place + 1 :]
            self.replace(node, f"{self.text(node.func)}({', '.join(kept)})")
        self.inside(node)

    def elements(self, node: ast.Tuple | ast.List) -> None:
        for left_out in range(len(node.elts) if isinstance(node.ctx, ast.Load) else 0):
            parts = [self.text(one) for place, one in enumerate(node.elts) if place != left_out]
            text = "".join(f"{part}, " for part in parts).rstrip()
            self.replace(node, f"[{text}]" if isinstance(node, ast.List) else f"({text})")
        self.inside(node)

    def set_(self, node: ast.Set) -> None:
        for left_out in node.elts:
            parts = [self.text(one) for one in node.elts if one is not left_out]
            self.replace(node, f"{{*({''.join(f'{part}, ' for part in parts)})}}")
        self.inside(node)


_WAYS: dict[type[ast.AST], Callable[[_Walk, Any], None]] = {
    ast.ClassDef: _Walk.class_,
    ast.FunctionDef: _Walk.function,
    ast.AnnAssign: _Walk.annotated,
    ast.Subscript: _Walk.subscript,
    ast.JoinedStr: _Walk.nothing,
    ast.Expr: _Walk.expression,
    ast.Assign: _Walk.assigned,
    ast.AugAssign: _Walk.left_out,
    ast.Return: _Walk.returned,
    ast.Continue: _Walk.left_out,
    ast.Break: _Walk.left_out,
    ast.Raise: _Walk.left_out,
    ast.If: _Walk.branch,
    ast.IfExp: _Walk.branch,
    ast.While: _Walk.branch,
    ast.For: _Walk.loop,
    ast.comprehension: _Walk.loop,
    ast.ExceptHandler: _Walk.handler,
    ast.match_case: _Walk.case,
    ast.Compare: _Walk.comparison,
    ast.BoolOp: _Walk.logic,
    ast.UnaryOp: _Walk.sign,
    ast.BinOp: _Walk.arithmetic,
    ast.Constant: _Walk.constant,
    ast.Attribute: _Walk.member,
    ast.Call: _Walk.call,
    ast.Tuple: _Walk.elements,
    ast.List: _Walk.elements,
    ast.Set: _Walk.set_,
}


def _bound(function: ast.FunctionDef) -> Iterator[str]:
    """Yields every name that a function binds, once for each binding."""
    arguments = function.args
    for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
        yield argument.arg
    for node in ast.walk(function):
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
            yield node.id

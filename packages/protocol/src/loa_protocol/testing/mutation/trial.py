"""Tries every mutant: a forked child replaces the module by the mutant and runs the checks until one fails.

The parent has imported everything. A child imports again the mutated module and every module that imports it,
so that no name of the unchanged one is left. It keeps the other modules and their caches.
"""

import ast
import gc
import importlib
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import find_spec, spec_from_loader
from pathlib import Path
from types import CodeType, FrameType, ModuleType
from typing import Any

from loa_protocol.testing.misreading.reading import forget
from loa_protocol.testing.mutation.mutants import Mutant

PACKAGE = "loa_protocol"
SLOWER = 20
"""The limit of processor time for a mutant, as a multiple of what the unchanged module needs. A mutant that
needs more is taken for an endless loop and counts as caught."""

Checks = Callable[[], dict[str, Callable[[], None]]]
"""A function that imports what it checks when it is called, and returns each check by name. A failing check
raises."""


class CodeLoader(SourceFileLoader):
    """A loader that runs compiled code as a module of this name and file."""

    def __init__(self, name: str, path: str, code: CodeType) -> None:
        super().__init__(name, path)
        self.code = code

    def get_code(self, fullname: str) -> CodeType:
        return self.code


class _InPlace:
    """A finder that returns the given code for some modules and leaves all others to the usual finders."""

    def __init__(self, codes: Mapping[str, CodeType]) -> None:
        self.codes = codes

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        code = self.codes.get(fullname)
        if code is None:
            return None
        package = Path(code.co_filename).name == "__init__.py"
        return spec_from_loader(fullname, CodeLoader(fullname, code.co_filename, code), is_package=package)


class Trials:
    """Runs checks against mutants. It first measures which lines each check reaches and how long it takes."""

    def __init__(self, checks: Checks, cores: int) -> None:
        self._checks = checks
        self._cores = cores
        self._reached: dict[str, set[tuple[str, int]]] = {}
        self._seconds: dict[str, float] = {}
        self._at_import: dict[str, set[int]] = {}
        for name, check in checks().items():
            began = time.process_time()
            check()
            self._seconds[name] = time.process_time() - began
            forget()
            self._reached[name] = _traced(check)
        self._limit = 1 + int(SLOWER * sum(self._seconds.values()))
        self._builds_on = _builds_on()
        self._true = {name: _compiled(sys.modules[name]) for name in self._builds_on}

    def survivors(self, mutants: Sequence[Mutant]) -> list[Mutant]:
        """Returns the mutants that no check catches, in the given order."""
        for name in {mutant.module for mutant in mutants}:
            self._at_import[name] = _at_import(sys.modules[name])
        gc.collect()
        gc.freeze()  # otherwise a garbage collection in a child copies every page
        waiting = list(enumerate(mutants))[::-1]
        running: dict[int, int] = {}
        found = []
        while waiting or running:
            while waiting and len(running) < self._cores:
                place, mutant = waiting.pop()
                running[self._fork(mutant)] = place
            pid, status = os.wait()
            place = running.pop(pid)
            if status == 0:
                found.append(place)
        return [mutants[place] for place in sorted(found)]

    def _fork(self, mutant: Mutant) -> int:
        pid = os.fork()
        if pid:
            return pid
        # The child. It must end in `os._exit`: it must not return into the parent's loop or run exit
        # handlers.
        try:
            null = os.open(os.devnull, os.O_WRONLY)
            os.dup2(null, 1)
            os.dup2(null, 2)
            resource.setrlimit(resource.RLIMIT_CPU, (self._limit, self._limit))
            self._put_in_place(mutant)
            checks = self._checks()
            for name in self._order(mutant):
                checks[name]()
        except BaseException:
            os._exit(1)
        os._exit(0)

    def _put_in_place(self, mutant: Mutant) -> None:
        file = sys.modules[mutant.module].__file__ or ""
        code = compile(mutant.source, file, "exec")
        for name in self._builds_on[mutant.module]:
            outer, _, inner = name.rpartition(".")
            sys.modules.pop(name, None)
            if outer in sys.modules:
                vars(sys.modules[outer]).pop(inner, None)
        sys.meta_path.insert(0, _InPlace({**self._true, mutant.module: code}))
        importlib.import_module(mutant.module)

    def _order(self, mutant: Mutant) -> list[str]:
        """Returns the checks that can catch a mutant, the fast ones first. These are the checks that reach
        the changed lines, or all checks if the lines run at import."""
        file = sys.modules[mutant.module].__file__ or ""
        changed = range(mutant.first, mutant.last + 1)
        everyone = not self._at_import[mutant.module].isdisjoint(changed)
        lines = {(file, line) for line in changed}
        named = [name for name in self._seconds if everyone or not lines.isdisjoint(self._reached[name])]
        return sorted(named, key=lambda name: self._seconds[name])


def source_of(module: str) -> tuple[bytes, ModuleType]:
    """Returns the source of a module and the module."""
    loaded = importlib.import_module(module)
    return Path(loaded.__file__ or "").read_bytes(), loaded


def modules_in(name: str) -> list[str]:
    """Returns the full name of a module, or of every module of a package. Raises SystemExit for an unknown
    name."""
    spec = find_spec(f"{PACKAGE}.{name}")
    if spec is None:
        raise SystemExit(f"no module {name} in {PACKAGE}")
    inside = sorted(Path(folder) for folder in spec.submodule_search_locations or ())
    names = sorted(f"{PACKAGE}.{name}.{file.stem}" for folder in inside for file in folder.glob("*.py"))
    return [one for one in names if not one.endswith("__init__")] or [f"{PACKAGE}.{name}"]


def _traced(check: Callable[[], None]) -> set[tuple[str, int]]:
    """Runs a check and returns the lines of our code that it reaches, as (file, line)."""
    lines: set[tuple[str, int]] = set()

    def trace(frame: FrameType, event: str, argument: Any) -> Any:
        if PACKAGE not in frame.f_code.co_filename:
            return None
        lines.add((frame.f_code.co_filename, frame.f_lineno))
        return trace

    sys.settrace(trace)
    try:
        check()
    finally:
        sys.settrace(None)
    return lines


def _at_import(module: ModuleType) -> set[int]:
    """Returns the lines of a module that run, or may run, when it is imported: all lines outside the bodies
    of functions, and those of functions that the module calls at import."""
    code = _compiled(module)
    loader = CodeLoader(module.__name__, code.co_filename, code)
    lines = {line for _, line in _traced(lambda: loader.exec_module(ModuleType(module.__name__)))}
    source = Path(code.co_filename).read_bytes()
    inside: set[int] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef):
            inside.update(range(node.body[0].lineno, (node.end_lineno or 0) + 1))
    return lines | set(range(1, source.count(b"\n") + 2)) - inside


def _compiled(module: ModuleType) -> CodeType:
    file = module.__file__ or ""
    return compile(Path(file).read_bytes(), file, "exec")


def _builds_on() -> dict[str, set[str]]:
    """Returns for each loaded module of ours the module itself and all modules that import it, directly or
    indirectly."""
    loaded = {name: module for name, module in sys.modules.items() if name.split(".")[0] == PACKAGE}
    imports = {name: set(_imported(module)) & set(loaded) for name, module in loaded.items()}
    found = {}
    for name in loaded:
        above = {name}
        while more := {one for one, needs in imports.items() if needs & above} - above:
            above |= more
        found[name] = {one for one in above if not one.startswith(__package__)}
    return found


def _imported(module: ModuleType) -> Iterator[str]:
    if not module.__file__:
        return
    for node in ast.walk(ast.parse(Path(module.__file__).read_bytes())):
        if isinstance(node, ast.ImportFrom) and node.module:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)

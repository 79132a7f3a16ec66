"""The checks that a mutant must fail: the golden files, and example tests of what only a server uses."""

import importlib
import inspect
from collections.abc import Callable, Iterable
from functools import lru_cache, partial
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

from loa_protocol.testing import deciding
from loa_protocol.testing.mutation.trial import CodeLoader

PACKAGE = Path(__file__).parents[4]
"""The folder of the package, which contains `golden` and `tests`."""

_DOCUMENTS = deciding.documents(PACKAGE / "golden")
EXAMPLES = (
    "test_heads.py",
    "test_judging.py",
    "test_messages.py",
    "test_trust.py",
    "test_rule_breaches.py",
    "test_rule_examples.py",
    "test_rule_offers.py",
    "test_verdict.py",
    "test_what_a_kind_answers.py",
)


def goldens() -> dict[str, Callable[[], None]]:
    """Returns a check for each golden file, by its name."""
    # Imported at each call: in a child that runs a mutant it is a new module that uses the mutant.
    anew = importlib.import_module(deciding.__name__)
    return {name: partial(_golden, check, _DOCUMENTS[name]) for name, check in anew.CHECKS.items()}


def examples() -> dict[str, Callable[[], None]]:
    """Returns a check for each test function of EXAMPLES that needs no fixture. A parametrised test runs with
    every set of its parameters."""
    return {
        f"{file}: {name}": partial(_every_set, test)
        for file in EXAMPLES
        for name, test in vars(_loaded(file)).items()
        if name.startswith("test_") and inspect.isfunction(test) and _stands_alone(test)
    }


def _golden(check: Callable[[Any], Iterable[str]], document: Any) -> None:
    for case in check(document):
        raise AssertionError(case)


def _stands_alone(test: Callable[..., None]) -> bool:
    """Returns True for a test that needs no fixture and does not use hypothesis, which would take too
    long."""
    names = _parameters(test)[0]
    told = (names,) if isinstance(names, str) else names
    return not hasattr(test, "hypothesis") and set(inspect.signature(test).parameters) == set(told)


def _every_set(test: Callable[..., None]) -> None:
    names, sets = _parameters(test)
    for values in sets:
        test(**({names: values} if isinstance(names, str) else dict(zip(names, values, strict=True))))


def _parameters(test: Callable[..., None]) -> Any:
    """Returns the names and the sets of values of `pytest.mark.parametrize`; without it no names and one
    empty set."""
    marks = getattr(test, "pytestmark", ())
    return marks[0].args if marks else ((), [()])


def _loaded(file: str) -> ModuleType:
    module = ModuleType(f"examples_{Path(file).stem}")
    CodeLoader(module.__name__, file, _compiled(file)).exec_module(module)
    return module


@lru_cache
def _compiled(file: str) -> CodeType:
    """Returns the compiled test file. The cache compiles it once for all mutants."""
    path = PACKAGE / "tests" / file
    return compile(path.read_bytes(), str(path), "exec")

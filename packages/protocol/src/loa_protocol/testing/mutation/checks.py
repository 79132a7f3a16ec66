"""What a mutant is tried against: the golden files, and the worked examples of what only a server asks."""

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
"""The folder of the package: it holds `golden` and `tests`."""

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
    """A check for each golden file, by its name."""
    anew = importlib.import_module(deciding.__name__)
    return {name: partial(_golden, check, _DOCUMENTS[name]) for name, check in anew.CHECKS.items()}


def examples() -> dict[str, Callable[[], None]]:
    """A check for each test function of EXAMPLES that needs no fixture; of parameters every set is tried."""
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
    """True for a test that is no fixture's and not hypothesis's, which would take too long."""
    names = _parameters(test)[0]
    told = (names,) if isinstance(names, str) else names
    return not hasattr(test, "hypothesis") and set(inspect.signature(test).parameters) == set(told)


def _every_set(test: Callable[..., None]) -> None:
    names, sets = _parameters(test)
    for values in sets:
        test(**({names: values} if isinstance(names, str) else dict(zip(names, values, strict=True))))


def _parameters(test: Callable[..., None]) -> Any:
    """Names and sets of values of `pytest.mark.parametrize`; one empty set without it."""
    marks = getattr(test, "pytestmark", ())
    return marks[0].args if marks else ((), [()])


def _loaded(file: str) -> ModuleType:
    module = ModuleType(f"examples_{Path(file).stem}")
    CodeLoader(module.__name__, file, _compiled(file)).exec_module(module)
    return module


@lru_cache
def _compiled(file: str) -> CodeType:
    """Once for all mutants."""
    path = PACKAGE / "tests" / file
    return compile(path.read_bytes(), str(path), "exec")

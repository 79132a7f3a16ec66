"""What a mutant is tried against: the golden files, and the worked examples of what only a server asks."""

import importlib.util
import inspect
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

PACKAGE = Path(__file__).parents[4]
"""The folder of the package: it holds `golden` and `tests`."""

EXAMPLES = ("test_rule_examples.py", "test_rule_moments.py")
_GOLDENS = "test_golden.py"
_OF_THE_FILES = (
    "test_the_committed_files_are_the_generated_ones",
    "test_every_file_says_that_its_keys_are_for_tests",
)


def goldens() -> dict[str, Callable[[], None]]:
    """A check for each golden file."""
    return {name: check for name, check in _of(_GOLDENS).items() if name not in _OF_THE_FILES}


def examples() -> dict[str, Callable[[], None]]:
    """A check for each test function of EXAMPLES. They take no fixtures; of parameters every set is tried."""
    return {f"{file}: {name}": check for file in EXAMPLES for name, check in _of(file).items()}


def _of(file: str) -> dict[str, Callable[[], None]]:
    return {
        name: partial(_every_set, test)
        for name, test in vars(_loaded(file)).items()
        if name.startswith("test_") and inspect.isfunction(test)
    }


def _every_set(test: Callable[..., None]) -> None:
    marks = getattr(test, "pytestmark", ())
    names, sets = marks[0].args if marks else ((), [()])
    for values in sets:
        test(**({names: values} if isinstance(names, str) else dict(zip(names, values, strict=True))))


def _loaded(file: str) -> Any:
    spec = importlib.util.spec_from_file_location(f"examples_{Path(file).stem}", PACKAGE / "tests" / file)
    if spec is None or spec.loader is None:
        raise FileNotFoundError(file)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module

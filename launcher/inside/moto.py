"""Creates the environment of moto, the third-party server of S3 for tests, when a test needs it.

It is separate from Loa's environment, since botocore requires a python-dateutil older than Loa's.
"""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from launcher import environment
from launcher.layout import Home, source

LOCK: Final = "requirements/moto.txt"
VARIABLE: Final = "LOA_TEST_MOTO"
"""Tells the tests (`loa.testing.buckets`) which Python runs moto."""
_ASKS: Final = re.compile(r"\bmoto\b")


def told(home: Home, paths: Sequence[str] | None) -> dict[str, str]:
    """Returns the environment variables for the tests in these files and folders (None: all tests); empty if
    none of them uses the fixture."""
    if paths is not None and not any(_ASKS.search(file.read_text("utf-8")) for file in _files(paths)):
        return {}
    made = environment.ensure(home, source() / LOCK)
    return {VARIABLE: str(made / "bin" / "python")}


def _files(paths: Sequence[str]) -> Iterator[Path]:
    for path in (source() / path.split("::")[0] for path in paths):
        if path.is_dir():
            yield from path.rglob("test_*.py")
        elif path.is_file():
            yield path

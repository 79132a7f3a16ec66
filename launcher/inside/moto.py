"""The server of others' that tests of stores talk S3 to, moto: its environment is made when a test asks for
it, apart from ours, since botocore holds python-dateutil below the version that Loa runs on."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Final

from launcher import environment
from launcher.layout import Home, source

LOCK: Final = "requirements/moto.txt"
VARIABLE: Final = "LOA_TEST_MOTO"
"""Tells the tests (`loa.testing.buckets`) which Python runs it."""
_ASKS: Final = re.compile(r"\bmoto\b")


def told(home: Home, paths: Sequence[str] | None) -> dict[str, str]:
    """What tests in these files and folders are told (None: all tests there are); nothing where none asks
    for the fixture."""
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

"""A check of `./loa test`, and checks that run side by side."""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import IO

from launcher.inside import codecopy, costs, moto
from launcher.layout import source
from launcher.words import t

TYPED = (
    "packages/protocol/src",
    "packages/agent/src",
    "packages/server/src",
    "simulator/src",
    "launcher",
    "benchmarks",
)


@dataclass
class Check:
    """One line of the summary. `warning` is for what could not be asked, never for what was found wrong."""

    name: str
    ok: bool = False
    warning: str = ""
    seconds: float = 0.0
    notes: list[str] = field(default_factory=list)
    files: dict[str, costs.Cost] | None = None
    """What each test file cost; None for what is no pytest, or ended without a report."""
    failures: list[str] = field(default_factory=list)
    """The tests that failed, with the first line of why."""


Output = IO[bytes] | None
Work = Callable[[Check, Output], None]
"""Fills the check that it is given, and lets its programs write to the output; None is our own."""


def environment() -> dict[str, str]:
    """What tests and tools see: our source folders, and nothing of a running Loa."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LOA_", "PYTHON", "DJANGO_"))}
    return {**kept, "PYTHONPATH": codecopy.python_path(source()), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}


def together(works: dict[str, Work]) -> list[Check]:
    """Runs checks side by side. The first says what it does at once, the others when all have ended."""
    print(f"\n── {', '.join(works)}", flush=True)
    with ExitStack() as opened:
        outputs = {name: opened.enter_context(tempfile.TemporaryFile()) for name in list(works)[1:]}
        with ThreadPoolExecutor(len(works)) as pool:
            running = [pool.submit(_timed, name, work, outputs.get(name)) for name, work in works.items()]
        for name, output in outputs.items():
            print(f"\n── {name}", flush=True)
            output.seek(0)
            shutil.copyfileobj(output, sys.stdout.buffer)
            sys.stdout.flush()
        return [each.result() for each in running]


def _timed(name: str, work: Work, output: Output) -> Check:
    check, began = Check(name), time.monotonic()
    work(check, output)
    check.seconds = time.monotonic() - began
    return check


def run(command: Sequence[str], output: Output, told: Mapping[str, str] | None = None) -> int:
    """Runs a program in the clone with the tests' environment, told of this besides. Returns its exit
    code."""
    return subprocess.run(
        command,
        cwd=source(),
        env={**environment(), **(told or {})},
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=output,
        check=False,
    ).returncode


def static() -> dict[str, Work]:
    """What looks at the source and runs no test."""
    python = sys.executable
    bin_ = str(Path(python).parent)
    typed = [part for part in TYPED if any((source() / part).rglob("*.py"))]
    quiet = [python, "-W", "ignore", "-m", "loa.config.manage"]
    return {
        "mypy": _tool([f"{bin_}/mypy", *typed]),
        "ruff check": _tool([f"{bin_}/ruff", "check", "."]),
        "ruff format": _tool([f"{bin_}/ruff", "format", "--check", "."]),
        "import-linter": _tool([f"{bin_}/lint-imports"]),
        "migrations": _tool([*quiet, "makemigrations", "--check", "--dry-run"]),
    }


def audited() -> dict[str, Work]:
    """What others know against the packages that we ship, and those of a server that only tests start."""
    return {
        "pip-audit": partial(_audit, lock="requirements/run.txt"),
        "pip-audit moto": partial(_audit, lock=moto.LOCK),
    }


def _tool(command: list[str]) -> Work:
    def work(check: Check, output: Output) -> None:
        check.ok = run(command, output) == 0

    return work


def _audit(check: Check, output: Output, lock: str) -> None:
    """Known faults in what a lock names. An index that cannot be asked is a warning."""
    program = str(Path(sys.executable).parent / "pip-audit")
    told = ["--require-hashes", "--disable-pip", "--progress-spinner", "off", "--timeout", "20"]
    with tempfile.TemporaryFile() as said:
        code = run([program, *told, "-r", lock], said)
        said.seek(0)
        text = said.read().decode(errors="replace").strip()
    found = re.search(r"Found \d+ known vulnerabilit", text)
    check.ok = not found
    if found:
        check.notes += text.splitlines()
    elif code:
        last = (text.splitlines() or ["?"])[-1][:120]
        check.warning = t(f"không hỏi được danh mục: {last}", f"the index could not be asked: {last}")

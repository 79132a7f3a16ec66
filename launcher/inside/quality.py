"""`./loa test`: every check that CI runs, one after another, and a summary.

A test that was skipped is a check that was not made: any skip fails the run, browser and audio above all.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from launcher.inside import codecopy
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
SLOW = "browser or audio"
CORES = 2
NO_TESTS = 5


@dataclass
class Check:
    """One line of the summary. `warning` is for what could not be asked, never for what was found wrong."""

    name: str
    ok: bool = False
    warning: str = ""
    seconds: float = 0.0
    notes: list[str] = field(default_factory=list)


def run(paths: list[str]) -> int:
    """All checks; with paths only the tests in them. Returns the exit code."""
    checks = [_timed("pytest", lambda check: _pytest(check, [], paths))] if paths else _all()
    print(t("\nTóm tắt", "\nSummary"))
    for check in checks:
        mark = "!" if check.warning else "✓" if check.ok else "✗"
        print(f"  {mark} {check.name:<24}{check.seconds:7.1f} s  {check.warning}")
        for note in check.notes:
            print(f"      {note}")
    failed = [check.name for check in checks if not check.ok]
    print(
        t(f"HỎNG: {', '.join(failed)}", f"FAILED: {', '.join(failed)}")
        if failed
        else t("Đạt hết.", "All passed.")
    )
    return 1 if failed else 0


def _all() -> list[Check]:
    python = sys.executable
    tool = str(Path(python).parent)
    typed = [part for part in TYPED if any((source() / part).rglob("*.py"))]
    quiet = [python, "-W", "ignore", "-m", "loa.config.manage"]
    quick = ["-n", str(CORES), "--dist", "loadfile", "-m", f"not ({SLOW})"]
    return [
        _timed("ruff check", lambda check: _tool(check, [f"{tool}/ruff", "check", "."])),
        _timed("ruff format", lambda check: _tool(check, [f"{tool}/ruff", "format", "--check", "."])),
        _timed("mypy", lambda check: _tool(check, [f"{tool}/mypy", *typed])),
        _timed("import-linter", lambda check: _tool(check, [f"{tool}/lint-imports"])),
        _timed("migrations", lambda check: _tool(check, [*quiet, "makemigrations", "--check", "--dry-run"])),
        _timed("pip-audit", lambda check: _audit(check, f"{tool}/pip-audit")),
        _timed("pytest", lambda check: _pytest(check, quick, [])),
        _timed(f"pytest {SLOW}", lambda check: _pytest(check, ["-m", SLOW], [])),
    ]  # fmt: skip


def environment() -> dict[str, str]:
    """What tests and tools see: our source folders, and nothing of a running Loa."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("LOA_", "PYTHON", "DJANGO_"))}
    return {**kept, "PYTHONPATH": codecopy.python_path(source()), "LANG": "C.UTF-8", "LC_ALL": "C.UTF-8"}


def _timed(name: str, work: Callable[[Check], None]) -> Check:
    check, began = Check(name), time.monotonic()
    print(f"\n── {name}", flush=True)
    work(check)
    check.seconds = time.monotonic() - began
    return check


def _tool(check: Check, command: list[str]) -> None:
    done = subprocess.run(command, cwd=source(), env=environment(), stdin=subprocess.DEVNULL, check=False)
    check.ok = done.returncode == 0


def _audit(check: Check, program: str) -> None:
    """Known faults in what we ship. An index that cannot be asked is a warning."""
    told = ["--require-hashes", "--disable-pip", "--progress-spinner", "off", "--timeout", "20"]
    done = subprocess.run(
        [program, *told, "-r", "requirements/run.txt"],
        cwd=source(),
        env=environment(),
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
    )
    found = re.search(r"Found \d+ known vulnerabilit", done.stdout + done.stderr)
    check.ok = not found
    if found:
        print(done.stdout, done.stderr)
    elif done.returncode:
        last = (done.stderr.strip().splitlines() or ["?"])[-1][:120]
        check.warning = t(f"không hỏi được danh mục: {last}", f"the index could not be asked: {last}")


def _pytest(check: Check, options: list[str], paths: list[str]) -> None:
    with tempfile.TemporaryDirectory(prefix="loa-test-") as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", f"--junitxml={report}", "-q", *options, *paths]
        done = subprocess.run(command, cwd=source(), env=environment(), stdin=subprocess.DEVNULL, check=False)
        skipped = skips(report.read_text("utf-8")) if report.is_file() else []
    check.ok = done.returncode == 0 and not skipped
    check.notes = [t(f"bị bỏ qua: {name}", f"skipped: {name}") for name in skipped]
    if done.returncode == NO_TESTS:
        check.notes.append(
            t("không có bài nào: vắng mặt cũng là bỏ qua", "no tests at all: absent is as bad as skipped")
        )


def skips(report: str) -> list[str]:
    """The tests that a JUnit report calls skipped (an expected failure counts as one), with their reason."""
    found = []
    for case in ET.fromstring(report).iter("testcase"):  # noqa: S314 (pytest wrote it a moment ago)
        for skip in case.iter("skipped"):
            found.append(f"{case.get('classname')}::{case.get('name')} ({skip.get('message')})")
    return found

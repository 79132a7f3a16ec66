"""`./loa test`: every check that CI runs, one after another, and a summary with what the tests cost.

With paths or `--changed` some of them.

A test that was skipped is a check that was not made: any skip fails the run, browser and audio above all.
"""

import os
import re
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree as ET
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

from launcher.inside import changes, chosen, codecopy, costs, moto
from launcher.layout import Home, source
from launcher.words import decimal, stop, t

TYPED = (
    "packages/protocol/src",
    "packages/agent/src",
    "packages/server/src",
    "simulator/src",
    "launcher",
    "benchmarks",
)
# One more than cores, since the tests of one wait (for a second to come, for a part to be back) while those
# of the others work; at most five, since each has a PostgreSQL, and in a browser's leg a Chromium, too.
WORKERS = min(max(os.cpu_count() or 1, 2), 4) + 1
# What a group is, /conftest.py says. Dealt out as they are collected: the tests of the whole house, few and
# long, come first, or one worker would be left with them when the others have nothing more to do.
DEALT = ("-n", str(WORKERS), "--dist", "loadgroup", "--no-loadscope-reorder")
LEGS = {
    "pytest": ("-m", "not (browser or audio)", *DEALT),
    "pytest browser": ("-m", "browser and not audio", *DEALT),
    "pytest audio": ("-m", "audio"),  # a machine has one sound path: whoever plays is alone
}
# A file without these words holds no test with the mark.
MARKED = {"pytest browser": "mark.browser", "pytest audio": "mark.audio"}
# What we ship, and what only tests start, in an environment of its own.
AUDITED = {"pip-audit": "requirements/run.txt", "pip-audit moto": moto.LOCK}
NO_TESTS = 5
TOTAL = ("-o", "junit_duration_report=total")  # a test's seconds are its setup's and teardown's too


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


def run(paths: list[str], home: Home, since: str | None = None) -> int:
    """All checks; with paths only the tests in them. With `since`, a revision or empty for where the branch
    left main, the checks that a change since then can fail. Returns the exit code.

    Raises Stop (2) for paths beside `since`, and a `since` that is no revision.
    """
    whole = not paths and since is None
    if since is not None:
        checks = _of_change(since, paths, home)
    elif paths:
        work = partial(_pytest, options=(), paths=paths, told=moto.told(home, paths))
        checks = [_timed("pytest", work)]
    else:
        checks = [*_static(), *_audited(), *_legs(home)]
        checks += shares([check for check in checks if check.files is not None])
    print(t("\nTóm tắt", "\nSummary"))
    for check in checks:
        mark = "!" if check.warning else "✓" if check.ok else "✗"
        print(f"  {mark} {check.name:<24}{check.seconds:7.1f} s  {check.warning}")
        for note in check.notes:
            print(f"      {note}")
    for line in costs_told([check for check in checks if check.files is not None], home.timings, whole):
        print(line)
    failed = [check.name for check in checks if not check.ok]
    print(
        t(f"HỎNG: {', '.join(failed)}", f"FAILED: {', '.join(failed)}")
        if failed
        else t("Đạt hết.", "All passed.")
    )
    return 1 if failed else 0


def costs_told(legs: list[Check], path: Path, whole: bool) -> list[str]:
    """What the tests cost, to read. A whole run is compared with the last one, and kept if it is green.

    Paths are neither: they run one after another, and what they share with the rest falls on them.
    """
    files = _summed(legs)
    if not files:
        return []
    wall = sum(leg.seconds for leg in legs)
    this = costs.Run(datetime.now(UTC), costs.commit() if whole else "", wall, files)
    lines = ["", *costs.told(this, costs.kept(path) if whole else None)]
    if whole and len(legs) == len(LEGS) and all(leg.ok for leg in legs):
        try:
            costs.keep(path, this)
            lines.append(t(f"Giữ lại cho lần sau: {path}", f"Kept for the next run: {path}"))
        except OSError as error:
            lines.append(t(f"Không giữ được số đo: {error}", f"The timings could not be kept: {error}"))
    elif whole:
        lines.append(
            t("Có bài hỏng: không giữ số đo này.", "Not all tests passed: these timings are not kept.")
        )
    return lines


def shares(legs: list[Check]) -> list[Check]:
    """Whether no test file is too much of the sum of a whole green run; of any other run nothing is asked."""
    if len(legs) != len(LEGS) or not all(leg.ok for leg in legs):
        return []
    most = decimal(100 * costs.MOST, 0)
    notes = [
        t(
            f"{name}: {decimal(100 * share, 1)} % của tổng, nhiều nhất {most} %: tách tệp này",
            f"{name}: {decimal(100 * share, 1)} % of the sum, at most {most} %: split this file",
        )
        for name, share in costs.too_large(_summed(legs))
    ]
    return [Check("shares", ok=not notes, notes=notes)]


def _summed(legs: list[Check]) -> dict[str, costs.Cost]:
    return costs.summed(pair for leg in legs for pair in (leg.files or {}).items())


def _of_change(since: str, paths: list[str], home: Home) -> list[Check]:
    """The quick checks, and the tests that the change since then can touch."""
    if paths:
        stop(
            "--changed tự chọn bài: không ghi thêm đường dẫn.",
            "--changed chooses the tests itself: it takes no paths besides.",
            changes.USED_WRONGLY,
        )
    tree, changed = changes.tree(source(), changes.base(source(), since))
    found = chosen.choose(tree, changed)
    print("\n".join(found.told()))
    checks = _static()
    if any(path.startswith("requirements/") for path in changed):
        checks += _audited()
    if found.whole:
        return [*checks, *_legs(home)]
    for name, files in legs_of(found.files).items():
        told = moto.told(home, files)
        work = partial(_pytest, options=LEGS[name], paths=files, told=told, may_be_none=True)
        checks.append(_timed(name, work))
    return checks


def legs_of(files: list[str]) -> dict[str, list[str]]:
    """The legs that these test files need, each with those that may have a test for it."""
    found = {
        name: [path for path in files if MARKED.get(name, "") in (source() / path).read_text("utf-8")]
        for name in LEGS
    }
    return {name: paths for name, paths in found.items() if paths}


def _static() -> list[Check]:
    python = sys.executable
    tool = str(Path(python).parent)
    typed = [part for part in TYPED if any((source() / part).rglob("*.py"))]
    quiet = [python, "-W", "ignore", "-m", "loa.config.manage"]
    return [
        _timed("ruff check", lambda check: _tool(check, [f"{tool}/ruff", "check", "."])),
        _timed("ruff format", lambda check: _tool(check, [f"{tool}/ruff", "format", "--check", "."])),
        _timed("mypy", lambda check: _tool(check, [f"{tool}/mypy", *typed])),
        _timed("import-linter", lambda check: _tool(check, [f"{tool}/lint-imports"])),
        _timed("migrations", lambda check: _tool(check, [*quiet, "makemigrations", "--check", "--dry-run"])),
    ]  # fmt: skip


def _audited() -> list[Check]:
    program = str(Path(sys.executable).parent / "pip-audit")
    return [_timed(name, partial(_audit, program=program, lock=lock)) for name, lock in AUDITED.items()]


def _legs(home: Home) -> list[Check]:
    told = moto.told(home, [])
    return [
        _timed(name, partial(_pytest, options=options, paths=[], told=told)) for name, options in LEGS.items()
    ]


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


def _audit(check: Check, program: str, lock: str) -> None:
    """Known faults in what a lock names. An index that cannot be asked is a warning."""
    told = ["--require-hashes", "--disable-pip", "--progress-spinner", "off", "--timeout", "20"]
    done = subprocess.run(
        [program, *told, "-r", lock],
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


def _pytest(
    check: Check,
    options: Sequence[str],
    paths: Sequence[str],
    told: Mapping[str, str] | None = None,
    may_be_none: bool = False,
) -> None:
    """Run pytest, its tests told of this besides. A run that finds no test is red, unless the files were
    chosen without looking for marks."""
    with tempfile.TemporaryDirectory(prefix="loa-test-") as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", f"--junitxml={report}", *TOTAL, "-q", *options, *paths]
        seen = {**environment(), **(told or {})}
        done = subprocess.run(command, cwd=source(), env=seen, stdin=subprocess.DEVNULL, check=False)
        said = report.read_text("utf-8") if report.is_file() else None
    skipped = skips(said) if said else []
    check.files = costs.of_files(said, source()) if said else None
    none = done.returncode == NO_TESTS
    check.ok = (done.returncode == 0 or (none and may_be_none)) and not skipped
    check.notes = [t(f"bị bỏ qua: {name}", f"skipped: {name}") for name in skipped]
    if none and not may_be_none:
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

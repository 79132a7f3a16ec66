"""The tests of a run, in legs: what runs side by side, on how many workers, and what pytest reported.

A test that was skipped is a check that was not made: any skip fails the run, browser and audio above all.
"""

import os
import sys
import tempfile
from collections.abc import Mapping
from contextlib import nullcontext
from functools import partial
from pathlib import Path

from launcher.inside import checks, costs, junit, scratch
from launcher.layout import source
from launcher.words import t

# Two more than cores, since the tests of some wait (for a second to come, for a part to be back) while those
# of the others work; at most five, since each has a PostgreSQL, and in a browser's leg a Chromium, too.
WORKERS = min(max(os.cpu_count() or 1, 2) + 2, 5)
# What a group is, /conftest.py says. Dealt out as they are collected: the tests of the whole house, few and
# long, come first, or one worker would be left with them when the others have nothing more to do.
DEALT = ("-n", str(WORKERS), "--dist", "loadgroup", "--no-loadscope-reorder")
QUICK, BROWSER, AUDIO = "pytest", "pytest browser", "pytest audio"
LEGS = {
    QUICK: ("-m", "not (browser or audio)", *DEALT),
    BROWSER: ("-m", "browser and not audio", *DEALT),
    AUDIO: ("-m", "audio"),  # a machine has one sound path: of those who play each is alone
}
# A file without these words holds no test with the mark.
MARKED = {BROWSER: "mark.browser", AUDIO: "mark.audio"}
# Who plays waits for seconds of real time to come: it runs beside the longest leg, which gives way to it.
SIDE_BY_SIDE = ((QUICK, AUDIO), (BROWSER,))
GIVING_WAY = ("nice", "-n", "10")
NO_TESTS = 5
TOTAL = ("-o", "junit_duration_report=total")  # a test's seconds are its setup's and teardown's too


def run(files: dict[str, list[str]] | None, told: Mapping[str, str]) -> list[checks.Check]:
    """Runs the legs that are named with their test files; None is all tests. Each is told of this besides.

    Chosen files may hold no test for a leg. A leg that finds none in all there are is red.
    """
    with scratch.folder() if files is None else nullcontext() as where:
        return _run(files, {**told, "TMPDIR": str(where)} if where else told, where)


def _run(
    files: dict[str, list[str]] | None, told: Mapping[str, str], where: Path | None
) -> list[checks.Check]:
    paths = {name: [] for name in LEGS} if files is None else files
    done = []
    for legs in SIDE_BY_SIDE:
        works: dict[str, checks.Work] = {
            name: partial(
                pytest,
                options=(*LEGS[name], *_folder_of(name, where)),
                paths=paths[name] or marked(name),
                told=told,
                may_be_none=files is not None,
                gives_way=len(legs) > 1 and name != AUDIO,
            )
            for name in legs
            if name in paths
        }
        done += checks.together(works) if works else []
    return done


def _folder_of(name: str, where: Path | None) -> tuple[str, ...]:
    """The option that keeps the paths of a leg's files as short as under /tmp: a socket's has 107 bytes."""
    return (f"--basetemp={where / str(list(LEGS).index(name))}",) if where else ()


def chosen(files: list[str]) -> dict[str, list[str]]:
    """The legs that these test files need, each with those that may have a test for it."""
    found = {
        name: [path for path in files if MARKED.get(name, "") in (source() / path).read_text("utf-8")]
        for name in LEGS
    }
    return {name: paths for name, paths in found.items() if paths}


def marked(name: str) -> list[str]:
    """All files that may have a test for a leg; none where every file may, as pytest reads no paths."""
    if name not in MARKED:
        return []
    found = [path for path in source().rglob("test_*.py") if MARKED[name] in path.read_text("utf-8")]
    return sorted(str(path.relative_to(source())) for path in found)


def pytest(
    check: checks.Check,
    output: checks.Output,
    *,
    options: tuple[str, ...] = (),
    paths: list[str],
    told: Mapping[str, str] | None = None,
    may_be_none: bool = False,
    gives_way: bool = False,
) -> None:
    """Runs pytest. A run that finds no test is red, unless files were chosen without looking for marks."""
    with tempfile.TemporaryDirectory(prefix="loa-test-") as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", f"--junitxml={report}", *TOTAL, "-q", *options, *paths]
        code = checks.run([*(GIVING_WAY if gives_way else ()), *command], output, told)
        said = report.read_text("utf-8") if report.is_file() else None
    skipped = junit.skips(said) if said else []
    check.failures = junit.failures(said) if said else []
    check.files = costs.of_files(said, source()) if said else None
    none = code == NO_TESTS
    check.ok = (code == 0 or (none and may_be_none)) and not skipped
    check.notes = [t(f"bị bỏ qua: {name}", f"skipped: {name}") for name in skipped]
    if none and not may_be_none:
        check.notes.append(
            t("không có bài nào: vắng mặt cũng là bỏ qua", "no tests at all: absent is as bad as skipped")
        )

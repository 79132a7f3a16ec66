"""`./loa test`: every check that CI runs, and a summary with the time that the tests took.

With paths or `--changed` it runs some of them.
"""

import time
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Final

from launcher.inside import changes, checks, chosen, costs, legs, moto
from launcher.inside.checks import Check
from launcher.layout import Home, source
from launcher.words import decimal, stop, t

TURN: Final = "LOA_TEST_TURN"
"""The variable that tells the tests their turn; /conftest.py reads it."""
FIRST, WIDTH = 40, 240  # how many failed tests are printed, and the most characters of each


def run(paths: list[str], home: Home, since: str | None = None, turn: str = "today") -> int:
    """Runs all checks; with paths only the tests in them. With `since`, a revision or empty for where the
    branch left main, runs the checks that a change since then can fail. Returns the exit code.

    turn: which of many like cases are tried, a word of /conftest.py's option.

    Raises Stop (2) for paths together with `since`, and for a `since` that is no revision.
    """
    whole = not paths and since is None
    began = time.monotonic()
    told = {TURN: turn}
    if since is not None:
        made = _of_change(since, paths, home, told)
    elif paths:
        told |= moto.told(home, paths)
        made = checks.together({"pytest": partial(legs.pytest, paths=paths, told=told)})
    else:
        made = checks.together({**checks.static(), **checks.audited()})
        made += legs.run(None, told | moto.told(home, None))
        made += shares([check for check in made if check.files is not None])
    wall = time.monotonic() - began
    print(t("\nTóm tắt", "\nSummary"))
    for check in made:
        mark = "!" if check.warning else "✓" if check.ok else "✗"
        print(f"  {mark} {check.name:<24}{check.seconds:7.1f} s  {check.warning}")
        for note in check.notes:
            print(f"      {note}")
    # What tries all cases costs more than what tries a seventh: the two are not compared.
    for line in costs_told(made, wall, home.timings, whole and turn != "all"):
        print(line)
    failed = [check.name for check in made if not check.ok]
    # Printed last, since a log that is too long loses its beginning.
    for line in failures_told([failure for check in made for failure in check.failures]):
        print(line)
    print(
        t(f"HỎNG: {', '.join(failed)}", f"FAILED: {', '.join(failed)}")
        if failed
        else t("Đạt hết.", "All passed.")
    )
    return 1 if failed else 0


def failures_told(failures: list[str]) -> list[str]:
    """Returns the tests that failed, a line each; of many only the first."""
    if not failures:
        return []
    lines = [t("Các bài hỏng", "Tests that failed"), *(f"  {line[:WIDTH]}" for line in failures[:FIRST])]
    more = len(failures) - FIRST
    return [*lines, t(f"  … và {more} bài nữa", f"  … and {more} more")] if more > 0 else lines


def costs_told(made: list[Check], wall: float, path: Path, whole: bool) -> list[str]:
    """Returns the lines about the time that the tests took. A complete run is compared with the last one, and
    stored if it is green.

    `wall` is the time of all checks together in seconds. A run of paths is neither compared nor stored: its
    tests run one after another, and setup that they share with other tests counts as theirs.
    """
    ran = [check for check in made if check.files is not None]
    files = _summed(ran)
    if not files:
        return []
    this = costs.Run(datetime.now(UTC), costs.commit() if whole else "", wall, files)
    lines = ["", *costs.told(this, costs.kept(path) if whole else None)]
    if whole and _all_green(ran):
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


def _all_green(ran: list[Check]) -> bool:
    return len(ran) == len(legs.LEGS) and all(leg.ok for leg in ran)


def shares(ran: list[Check]) -> list[Check]:
    """Checks that no test file takes too much of the sum of a complete green run; returns
    nothing for any other run."""
    if not _all_green(ran):
        return []
    most = decimal(100 * costs.MOST, 0)
    notes = [
        t(
            f"{name}: {decimal(100 * share, 1)} % của tổng, nhiều nhất {most} %: tách tệp này",
            f"{name}: {decimal(100 * share, 1)} % of the sum, at most {most} %: split this file",
        )
        for name, share in costs.too_large(_summed(ran))
    ]
    return [Check("shares", ok=not notes, notes=notes)]


def _summed(ran: list[Check]) -> dict[str, costs.Cost]:
    return costs.summed(pair for leg in ran for pair in (leg.files or {}).items())


def _of_change(since: str, paths: list[str], home: Home, told: Mapping[str, str]) -> list[Check]:
    """Runs the quick checks, and the tests that the change since then can affect."""
    if paths:
        stop(
            "--changed tự chọn bài: không ghi thêm đường dẫn.",
            "--changed chooses the tests itself: it takes no paths besides.",
            changes.USED_WRONGLY,
        )
    tree, changed = changes.tree(source(), changes.base(source(), since))
    found = chosen.choose(tree, changed)
    print("\n".join(found.told()))
    works = checks.static()
    if any(path.startswith("requirements/") for path in changed):
        works |= checks.audited()
    files = None if found.whole else found.files
    told = {**told, **moto.told(home, files)}
    return checks.together(works) + legs.run(None if files is None else legs.chosen(files), told)

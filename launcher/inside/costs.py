"""What the tests cost: seconds a file and a room, from pytest's JUnit reports, and what changed since.

A test's seconds are those of its setup, call and teardown on the worker that ran it (pytest's
`junit_duration_report=total`). A fixture that many tests share is counted once for each worker that makes it:
its setup with the first test there that asks for it, its teardown with the last one before it goes. So a
file's figure holds its own module's fixtures whole, and a session's land on whichever files a worker began
and ended with: which those are is luck where files are dealt out to workers, the sum is not.

Not in these seconds, but in the wall time: starting pytest and its workers, importing and collecting, the
server's PostgreSQL (`loa.testing.ready` makes it before any test), and a worker that waits for the other.
"""

import subprocess
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Mapping
from datetime import datetime
from functools import cache
from pathlib import Path, PurePosixPath
from typing import Annotated

import msgspec

from launcher.inside import accounts
from launcher.layout import source
from launcher.words import decimal, t

SLOWEST = 15
MOST = 0.08
"""What a file may be of the sum: one that is more holds its worker long after the others are done."""
SERVER = "packages/server/src/"


class Cost(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Worker-seconds, and of how many tests."""

    seconds: Annotated[float, msgspec.Meta(ge=0)] = 0.0
    tests: Annotated[int, msgspec.Meta(ge=0)] = 0

    def __add__(self, other: "Cost") -> "Cost":
        return Cost(self.seconds + other.seconds, self.tests + other.tests)


class Run(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A run of pytest, all its parts together. A file of another shape than this one is not read."""

    finished: Annotated[datetime, msgspec.Meta(tz=True)]
    commit: str
    wall_seconds: Annotated[float, msgspec.Meta(ge=0)]
    files: dict[str, Cost]


def of_files(report: str, root: Path) -> dict[str, Cost]:
    """What each test file cost, by its path from `root`; one outside of it by the name pytest gives it."""

    @cache
    def file_of(dotted: str) -> str:
        parts = dotted.split(".")  # folders, file, classes: pytest writes no path
        for end in range(len(parts), 0, -1):
            name = "/".join(parts[:end]) + ".py"
            if (root / name).is_file():
                return name
        return dotted

    found: dict[str, Cost] = {}
    seen: set[tuple[str, str]] = set()
    for case in ET.fromstring(report).iter("testcase"):  # noqa: S314 (pytest wrote it a moment ago)
        place, name = case.get("classname", ""), case.get("name", "")
        # A test that fails, and whose teardown fails too, stands there twice, each with its own seconds.
        cost = Cost(float(case.get("time", "0")), int((place, name) not in seen))
        seen.add((place, name))
        file = file_of(place or name)  # a file that could not be imported is its own only test
        found[file] = found.get(file, Cost()) + cost
    return found


def room_of(file: str) -> str | None:
    """The folder whose `tests` a file is in, a server's room by its package; None outside of every room."""
    parts = PurePosixPath(file).parts
    if "tests" not in parts[:-1]:
        return None
    folder = "/".join(parts[: parts.index("tests")]) or "tests"
    return folder.removeprefix(SERVER)


def by_room(files: Mapping[str, Cost]) -> dict[str, Cost]:
    return summed(
        (room_of(file) or t("ngoài các phòng", "outside the rooms"), cost) for file, cost in files.items()
    )


def summed(costs: Iterable[tuple[str, Cost]]) -> dict[str, Cost]:
    found: dict[str, Cost] = {}
    for name, cost in costs:
        found[name] = found.get(name, Cost()) + cost
    return found


def too_large(files: Mapping[str, Cost]) -> list[tuple[str, float]]:
    """The files that cost more than MOST of the sum, with their share of it (0 to 1), the largest first."""
    total = sum(cost.seconds for cost in files.values())
    found = [(name, cost.seconds / total) for name, cost in files.items() if cost.seconds > MOST * total]
    return sorted(found, key=lambda each: (-each[1], each[0]))


def commit() -> str:
    """What was tried, as git names it; empty in a copy without its history."""
    words = ["git", "describe", "--always", "--dirty"]
    try:
        return subprocess.run(words, cwd=source(), capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        return ""


def kept(path: Path) -> Run | None:
    """The last whole run. A file that is not there, damaged or of another Loa is no run to compare with."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=Run)
    except (OSError, ValueError):  # msgspec's errors are ValueErrors
        return None


def keep(path: Path, run: Run) -> None:
    """Put a run in the place of the last one, whole or not at all. Raises OSError where it cannot."""
    text = msgspec.json.format(msgspec.json.encode(run), indent=1).decode()
    accounts.write_for(None, path, text + "\n")


def told(run: Run, before: Run | None) -> list[str]:
    """The slowest files, the sum of each room and of all; with a run before, what each changed by."""
    earlier = before.files if before else None
    earlier_rooms = by_room(before.files) if before else None
    total = sum(run.files.values(), Cost())
    files = t("Các tệp bài chậm nhất", "Slowest test files")
    rooms = t("Tổng mỗi phòng", "Sum a room")
    columns = t("giây, phần của tổng, số bài", "seconds, share of the sum, tests")
    lines = [f"{files} ({columns})", *_table(run.files, earlier, total.seconds, SLOWEST)]
    lines += [rooms, *_table(by_room(run.files), earlier_rooms, total.seconds)]
    lines.append(_all(run, total, before))
    if before:
        when = f"{before.finished.astimezone():%Y-%m-%d %H:%M} {before.commit}".rstrip()
        lines.append(
            t(f"Thay đổi: so với lần chạy đủ trước, {when}", f"Changes: against the last whole run, {when}")
        )
    return lines


def _all(run: Run, total: Cost, before: Run | None) -> str:
    """Both sums: what the workers spent in tests, and what somebody waited."""
    spent, waited = decimal(total.seconds, 1), decimal(run.wall_seconds, 1)
    if before:
        was = sum(before.files.values(), Cost())
        spent += f" ({_change(total.seconds, was.seconds)})"
        waited += f" ({_change(run.wall_seconds, before.wall_seconds)})"
    return t(
        f"Tất cả {total.tests} bài: {spent} giây của các tiến trình chạy bài, {waited} giây theo đồng hồ",
        f"All {total.tests} tests: {spent} worker-seconds, {waited} seconds of wall time",
    )


def _table(
    now: Mapping[str, Cost], before: Mapping[str, Cost] | None, total: float, most: int | None = None
) -> list[str]:
    """A line each, the most expensive first: only the `most`, else all, also what is no longer there."""
    gone = [] if most or before is None else [name for name in before if name not in now]
    rows = sorted(
        [*now.items(), *((name, Cost()) for name in gone)], key=lambda row: (-row[1].seconds, row[0])
    )
    lines = []
    for name, cost in rows[:most]:
        share = 100 * cost.seconds / total if total else 0.0
        line = f"  {decimal(cost.seconds, 1):>8} {share:4.0f} % {cost.tests:6}"
        if before is not None:
            was = before.get(name)
            line += f"  {_change(cost.seconds, was.seconds) if was else t('mới', 'new'):>18}"
        lines.append(f"{line}  {name}")
    return lines


def _change(now: float, before: float) -> str:
    """`+3.2, +12 %`."""
    change = decimal(now - before, 1, sign=True)
    return f"{change}, {decimal(100 * (now / before - 1), 0, sign=True)} %" if before else change

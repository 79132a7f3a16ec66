"""What every benchmark shares: the form of a result, the name of the machine, and the command line."""

import argparse
import json
import os
import platform
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

Result = dict[str, Any]
Run = Callable[[bool], list[Result]]


def machine() -> str:
    """Returns processor, usable cores, system, Python, and the load of the machine over the last minute."""
    name = platform.processor() or platform.machine()
    try:
        for line in Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines():
            if line.startswith("model name"):
                name = line.partition(":")[2].strip()
                break
    except OSError:
        pass
    cores = len(os.sched_getaffinity(0))
    return (
        f"{name}, {cores} cores, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}, load {os.getloadavg()[0]:.0f}"
    )


def seconds(work: Callable[[], object]) -> float:
    """Returns how long one call takes by the monotonic clock."""
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def result(
    name: str, value: float, unit: str, floor: float, wanted: float, work: str, *, at_least: bool = False
) -> Result:
    """Returns one line of the table.

    It has our value, the floor's value in the same run, and whether their ratio is as wanted: at most
    `wanted`, or with `at_least` at least that.
    """
    ratio = value / floor if floor else float("inf")
    ok = ratio >= wanted if at_least else ratio <= wanted
    return {
        "name": name,
        "value": round(value, 4),
        "unit": unit,
        "floor": round(floor, 4),
        "ratio": round(ratio, 3),
        "wanted": f"{'>=' if at_least else '<='} {wanted}",
        "ok": ok,
        "work": work,
        "machine": machine(),
    }


def command(run: Run) -> None:
    """Runs `python -m benchmarks.NAME [--quick] --json FILE`: writes the results to the file, or prints
    them."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--json", type=Path)
    what = parser.parse_args()
    results = run(what.quick)
    written = json.dumps(results, ensure_ascii=False, indent=1)
    if what.json:
        what.json.write_text(written + "\n", encoding="utf-8")
    else:
        print(written)

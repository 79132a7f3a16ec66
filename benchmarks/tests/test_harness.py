"""The shape of a result, which way its ratio counts, and the table's lines."""

import json
import sys
from pathlib import Path

import pytest

from benchmarks.harness import Result, command, result
from benchmarks.table import line
from launcher import bench
from launcher.layout import source

FIELDS = {"name", "value", "unit", "floor", "ratio", "wanted", "ok", "work", "machine"}
ASKED = [
    "fanout",
    "compile",
    "recompile",
    "intake",
    "audio",
    "read",
    "speech",
    "agent",
    "exactness",
    "pages",
    "restart",
]  # of the issue


def one(value: float, *, at_least: bool = False) -> Result:
    return result("read", value, "s", 2.0, 3.0, "quick: 10 sentences", at_least=at_least)


def test_a_result_says_all_that_the_table_needs() -> None:
    found = one(4.0)
    assert set(found) == FIELDS
    assert (found["ratio"], found["wanted"], found["ok"]) == (2.0, "<= 3.0", True)
    assert "cores" in found["machine"]
    assert "load" in found["machine"]


def test_a_ratio_counts_as_most_or_as_least() -> None:
    assert not one(7.0)["ok"]
    assert one(7.0, at_least=True)["ok"]
    assert not one(4.0, at_least=True)["ok"]
    assert one(4.0, at_least=True)["wanted"] == ">= 3.0"


def test_a_floor_of_nothing_is_never_kept() -> None:
    assert not result("read", 1.0, "s", 0.0, 3.0, "quick: none")["ok"]


def test_the_shell_writes_the_results_it_was_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []

    def run(quick: bool) -> list[Result]:
        asked.append(quick)
        return [one(4.0)]

    monkeypatch.setattr(sys, "argv", ["bench", "--quick", "--json", str(tmp_path / "out.json")])
    command(run)
    assert asked == [True]
    (row,) = json.loads((tmp_path / "out.json").read_text("utf-8"))
    assert set(row) == FIELDS


def test_every_benchmark_asked_for_has_its_name() -> None:
    assert set(ASKED) <= set(bench.known(source()))


def test_a_line_of_the_table() -> None:
    found = line({**one(4.0), "machine": "A machine, 2 cores, load 11"})
    assert found == ("| `read` | 10 sentences | 4 s | 2 s | **2** | <= 3.0 | yes; quick, load 11 |")

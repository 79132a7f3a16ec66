"""The province of simulated devices at its quick size: the same code, with all of its assertions."""

import json
import os
import subprocess
import sys
from pathlib import Path


def test_a_small_fleet_connects_holds_the_newest_plan_plays_and_is_counted_once(tmp_path: Path) -> None:
    written = tmp_path / "fleet.json"
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.fleet", "--quick", "--json", str(written)],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    connect, records = json.loads(written.read_text())
    assert (connect["name"], connect["floor"]) == ("fleet.connect", 2.0)
    assert (records["name"], records["value"], records["floor"]) == ("fleet.records", 360, 360)

"""Prints results as lines of docs/reference/benchmarks.md: `python -m benchmarks.table FILE...`."""

import json
import sys
from pathlib import Path

from benchmarks.harness import Result


def line(row: Result) -> str:
    """Returns one line of the table. Its last column has the machine's load."""
    kept = "yes" if row["ok"] else "no"
    load = str(row["machine"]).rpartition("load ")[2]
    kind, _, work = str(row["work"]).partition(": ")
    value, floor = (f"{row[name]:.3g} {row['unit']}" for name in ("value", "floor"))
    return (
        f"| `{row['name']}` | {work} | {value} | {floor} | **{row['ratio']:.3g}** | {row['wanted']} |"
        f" {kept}; {kind}, load {load} |"
    )


if __name__ == "__main__":
    for path in sys.argv[1:]:
        for each in json.loads(Path(path).read_text(encoding="utf-8")):
            print(line(each))

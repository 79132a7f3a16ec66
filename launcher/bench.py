"""`./loa bench`: runs benchmarks by name and collects their results, or prints the table of earlier runs."""

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from launcher.machine import SOUND
from launcher.words import stop, t

TABLE = Path("docs/reference/benchmarks.md")
NEEDS = {"agent": SOUND, "exactness": SOUND, "speech": ("espeak-ng",)}
"""Debian packages that a benchmark needs in addition to those of every command."""


def needs(names: list[str]) -> list[str]:
    """Returns the packages that these benchmarks need, each once."""
    return list(dict.fromkeys(package for name in names for package in NEEDS.get(name, ())))


def print_table(source: Path) -> int:
    table = source / TABLE
    if not table.is_file():
        stop(f"Chưa có {TABLE}: chưa đo lần nào.", f"There is no {TABLE}: nothing has been measured yet.")
    print(table.read_text(encoding="utf-8"))
    return 0


def known(source: Path) -> list[str]:
    """Returns the names of the benchmarks: the modules of benchmarks/ that contain `def main`."""
    return sorted(
        p.stem for p in (source / "benchmarks").glob("[a-z]*.py") if "\ndef main(" in p.read_text("utf-8")
    )


def run(source: Path, names: list[str], quick: bool, out: Path | None, env: dict[str, str]) -> int:
    """Runs each benchmark in a process of its own: `python -m benchmarks.NAME --json FILE [--quick]`.

    Each writes a list of result objects (see docs/reference/benchmarks.md) to FILE; with `out`, all lists are
    joined there. Returns exit code 1 if any benchmark failed to run or a result is not `ok`.
    """
    unknown = [name for name in names if name not in known(source)]
    if unknown:
        stop(
            f"Không có phép đo: {', '.join(unknown)}. Đang có: {', '.join(known(source)) or 'chưa có'}.",
            f"No such benchmark: {', '.join(unknown)}. There are: {', '.join(known(source)) or 'none yet'}.",
            code=2,
        )
    results: list[dict[str, object]] = []
    failed: list[str] = []
    with tempfile.TemporaryDirectory(prefix="loa-bench-") as folder:
        for name in names:
            written = Path(folder) / f"{name}.json"
            command = [sys.executable, "-m", f"benchmarks.{name}", "--json", str(written)]
            done = subprocess.run(command + (["--quick"] if quick else []), cwd=source, env=env, check=False)
            if done.returncode or not written.is_file():
                failed.append(name)
                continue
            found = json.loads(written.read_text(encoding="utf-8"))
            results.extend(found if isinstance(found, list) else [found])
    if out is not None:
        out.write_text(json.dumps(results, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    for row in results:
        mark = "✓" if row.get("ok") else "✗"
        print(
            f"{mark} {row.get('name')}: {row.get('value')} {row.get('unit')}, {t('tỉ lệ', 'ratio')} "
            f"{row.get('ratio')}"
            f" ({t('muốn', 'wanted')} {row.get('wanted')})"
        )
    for name in failed:
        print(t(f"✗ {name}: không chạy xong", f"✗ {name}: did not finish"))
    return 1 if failed or not all(row.get("ok") for row in results) else 0

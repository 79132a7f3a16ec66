"""`./loa demo --check` from end to end: real parts, real agents, real time."""

import os
import re
import subprocess
import sys
from pathlib import Path

from launcher import interpreter
from launcher.tests.world import a_home

ROOT = Path(__file__).resolve().parents[1]
PATIENCE_S = 900
"""It waits for the next full minute and plays; a busy machine prepares for minutes before that."""


def test_the_main_job_is_done_and_proven_in_an_empty_folder():
    with a_home() as home:
        told = {name: value for name, value in os.environ.items() if not name.startswith(("LOA_", "DJANGO_"))}
        done = subprocess.run(
            command(home.base),
            env={**told, "LOA_HOME": str(home.base), "PYTHONPATH": str(ROOT), "LOA_LANG": "vi"},
            cwd="/",
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
        )
        assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:] + logs(home.base / "check/log")
        assert "2 trên 2 cụm đã phát hết" in done.stdout
        scores = re.findall(r"(agent[12]): .*giống ([01],\d+|[01]\.\d+)", done.stdout)
        assert len(scores) == 4
        assert not (home.base / "check").exists()


def command(data: Path) -> list[str]:
    """The check in this environment; where the parts' users cannot run it, by `./loa` itself."""
    if interpreter.ask(sys.executable) is not None:
        return [sys.executable, "-m", "launcher.inside", "demo", "--check", "--data", str(data)]
    return [interpreter.choose().path, str(ROOT / "loa"), "demo", "--check", "--data", str(data)]


def logs(folder: Path) -> str:
    """The last words of every part."""
    said = [(path.name, path.read_text("utf-8", "replace")[-1500:]) for path in folder.glob("*.log")]
    return "".join(f"\n--- {name}\n{last}" for name, last in said)

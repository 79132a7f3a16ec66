"""Runs an engine's program: text in, sound out, within limits."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from loa.speech.engines.port import EngineError

_FENCED = str(Path(__file__).with_name("fenced.py"))
# No inherited variable reaches the program: no database password, no proxy.
_ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "OMP_NUM_THREADS": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
    "PYTHONIOENCODING": "utf-8",
}


@dataclass(frozen=True, slots=True)
class Limits:
    """The limits of a program: seconds of wall clock and of processor time, bytes of memory and of one
    file."""

    wall_seconds: int = 300
    cpu_seconds: int = 300
    memory_bytes: int = 4 * 2**30
    file_bytes: int = 512 * 2**20


def run(argv: list[str], text: str, out: Path, limits: Limits) -> str:
    """Passes `text` to the program and writes its standard output to `out`. Returns its standard error.

    Raises EngineError, with `again` when the time was exceeded or the program was killed: a loaded machine
    may be the cause.
    """
    fenced = [sys.executable, "-I", _FENCED, str(limits.cpu_seconds), str(limits.memory_bytes)]
    fenced += [str(limits.file_bytes), str(os.getpid()), *argv]
    with (
        out.open("wb") as sound,
        subprocess.Popen(  # noqa: S603 - our own interpreter and words
            fenced,
            stdin=subprocess.PIPE,
            stdout=sound,
            stderr=subprocess.PIPE,
            env=_ENVIRONMENT,
            cwd="/",
            start_new_session=True,
        ) as child,
    ):
        try:
            _, said = child.communicate(text.encode(), timeout=limits.wall_seconds)
        except subprocess.TimeoutExpired:
            # The child leads a session of its own, so its group has its pid.
            os.killpg(child.pid, signal.SIGKILL)
            child.wait()
            raise EngineError(f"the engine took more than {limits.wall_seconds} s", again=True) from None
    complaint = said.decode(errors="replace").strip()
    if child.returncode != 0:
        last = complaint.splitlines()[-1][:300] if complaint else "no word of why"
        again = child.returncode == -signal.SIGKILL
        raise EngineError(f"the engine ended with {child.returncode}: {last}", again=again)
    return complaint

"""Processes of an instance that no launcher looks after any more, found by the mark in their environment."""

import os
import signal
import time
from pathlib import Path

from launcher.layout import Instance

MARK = b"LOA_INSTANCE="


def find(instance: Instance) -> list[int]:
    """Process ids that carry this instance's mark. Only what we may look at: as an ordinary user, our own."""
    wanted = MARK + str(instance.folder).encode()
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                if wanted in (entry / "environ").read_bytes().split(b"\0"):
                    found.append(int(entry.name))
            except OSError:
                continue  # gone, or somebody else's
    return found


def end(instance: Instance, seconds: float = 10) -> int:
    """End them; PostgreSQL is asked first, so that it need not replay its log. Returns how many."""
    first = find(instance)
    for pid in first:
        _signal(pid, signal.SIGINT if _is_postgres(pid) else signal.SIGKILL)
    deadline = time.monotonic() + seconds
    while left := find(instance):
        if time.monotonic() > deadline:
            for pid in left:
                _signal(pid, signal.SIGKILL)
            deadline = float("inf")
        time.sleep(0.05)
    return len(first)


def _is_postgres(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/exe").readlink().name.startswith("postgres")
    except OSError:
        return False


def _signal(pid: int, what: signal.Signals) -> None:
    try:
        os.kill(pid, what)
    except ProcessLookupError:
        return

"""Finds and ends processes of an instance that no launcher supervises any more, by a mark in their
environment."""

import os
import signal
import time
from pathlib import Path

from launcher.layout import Instance

MARK = b"LOA_INSTANCE="


def find(instance: Instance) -> list[int]:
    """Returns the ids of processes with this instance's mark. An ordinary user sees only their own
    processes."""
    wanted = MARK + str(instance.folder).encode()
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit() and int(entry.name) != os.getpid():
            try:
                if wanted in (entry / "environ").read_bytes().split(b"\0"):
                    found.append(int(entry.name))
            except OSError:
                continue  # it ended, or belongs to somebody else
    return found


def end(instance: Instance, seconds: float = 10) -> int:
    """Ends these processes and returns how many there were. PostgreSQL is asked to stop first, so that it
    need not replay its log."""
    first = find(instance)
    for pid in first:
        _signal(pid, signal.SIGINT if _is_postgres(pid) else signal.SIGKILL)
    deadline = time.monotonic() + seconds
    while left := find(instance):
        if time.monotonic() > deadline:
            for pid in left:
                _signal(pid, signal.SIGKILL)
            # Each process is killed once; the loop then waits until the kernel has removed them.
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

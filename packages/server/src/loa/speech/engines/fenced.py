"""A program that limits its own process and then replaces itself by the engine.

    fenced.py CPU_SECONDS MEMORY_BYTES FILE_BYTES PARENT PROGRAM ARGUMENT...

It uses the standard library only and is run by its path, so that no code of ours is loaded into the
engine's process.
"""

from __future__ import annotations

import ctypes
import os
import resource
import signal
import sys

PR_SET_PDEATHSIG = 1
PR_SET_NO_NEW_PRIVS = 38


def main(arguments: list[str]) -> None:
    """Sets the limits and replaces this program by the given one."""
    cpu, memory, file_bytes, parent = (int(n) for n in arguments[:4])
    libc = ctypes.CDLL(None)
    # The kernel keeps both settings across execv.
    libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    # The parent may have ended before prctl was called.
    if os.getppid() != parent:
        sys.exit(1)
    for limit, value in (
        (resource.RLIMIT_CORE, 0),
        (resource.RLIMIT_CPU, cpu),
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, file_bytes),
    ):
        resource.setrlimit(limit, (value, value))
    os.execv(arguments[4], arguments[4:])  # noqa: S606 - our own words, no shell


if __name__ == "__main__":
    main(sys.argv[1:])

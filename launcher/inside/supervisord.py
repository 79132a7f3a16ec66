"""A supervisord that notices a child's end at once and leaves nothing of the child running.

`python -m launcher.inside.supervisord -n -c FILE`, with supervisor's own arguments. Two things differ:

  - supervisor's loop checks its children each second. Here a signal ends the wait, so that a killed part is
    started again in the next round of the loop.
  - The processes that an ended part left running (PostgreSQL's backends, each in a session of its own) become
    children of this process, the kernel's subreaper, and are ended before the part is started again: they may
    hold the part's files, ports or shared memory.
"""

import ctypes
import os
import select
import signal
import sys
import time
from collections.abc import Container
from pathlib import Path
from typing import Any

from supervisor import supervisord
from supervisor.medusa import asyncore_25
from supervisor.options import ServerOptions
from supervisor.poller import PollPoller

PR_SET_CHILD_SUBREAPER = 36  # linux/prctl.h
PATIENCE_S = 2.0


class Poller(PollPoller):  # type: ignore[misc]  # supervisor has no types
    """Waits for supervisor's events, or for a signal."""

    def initialize(self) -> None:
        super().initialize()
        # `set_wakeup_fd` makes each signal write a byte into this pipe, which ends the wait in `poll`.
        self._wake_read, wake_write = os.pipe()
        for end in (self._wake_read, wake_write):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(wake_write, warn_on_full_buffer=False)
        self.register_readable(self._wake_read)
        self._rung = False

    def poll(self, timeout: float) -> tuple[list[int], list[int]]:
        """Waits as supervisor's poller does. After a signal the next call does not wait: supervisor notices
        an end after this call, and acts on it after the next one."""
        readable, writable = super().poll(0 if self._rung else timeout)
        self._rung = self._wake_read in readable
        if self._rung:
            readable.remove(self._wake_read)
            os.read(self._wake_read, 4096)
        return readable, writable


class Options(ServerOptions):  # type: ignore[misc]
    """supervisor's options, with our poller and our handling of a child's end."""

    def __init__(self) -> None:
        super().__init__()
        self.poller = Poller(self)

    def waitpid(self) -> tuple[int | None, int | None]:
        """Returns the child that ended, if one did, after ending everything that it left running."""
        pid, status = super().waitpid()
        if pid and (ended := end_orphans(self.pidhistory)):
            self.logger.info(f"ended {ended} processes that pid {pid} left behind")
        return pid, status


def children() -> list[int]:
    """Returns the process ids of our children, including those that ended and were not yet waited for."""
    return [int(pid) for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]


def end_orphans(ours: Container[int]) -> int:
    """Ends all children that are not in `ours`, and their children as they become ours. Returns how many.

    A process that cannot end within two seconds (it waits for a disk) is left to be waited for later.
    """
    deadline, ended = time.monotonic() + PATIENCE_S, 0
    while (orphans := [pid for pid in children() if pid not in ours]) and time.monotonic() < deadline:
        for pid in orphans:
            os.kill(pid, signal.SIGKILL)  # not waited for yet, so the number cannot belong to another process
        for pid in orphans:
            ended += _wait(pid, deadline - time.monotonic())
    return ended


def _wait(pid: int, seconds: float) -> bool:
    """Returns whether this child ended within the time."""
    handle = os.pidfd_open(pid)
    try:
        waiting = select.poll()
        waiting.register(handle, select.POLLIN)
        waiting.poll(max(0.0, seconds) * 1000)
    finally:
        os.close(handle)
    return os.waitpid(pid, os.WNOHANG)[0] == pid


def become_subreaper() -> None:
    """Makes this process the parent of orphans among its descendants. Raises OSError."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")


def main(words: list[str]) -> None:
    """Runs until asked to stop. A request to restart (SIGHUP) also ends it: the launcher starts it again."""
    become_subreaper()
    options: Any = Options()
    options.realize(words, doc=supervisord.__doc__)
    options.first, options.test = True, False
    try:
        supervisord.Supervisor(options).main()
    except asyncore_25.ExitNow:
        pass
    finally:
        options.close_httpservers()
        options.close_logger()


if __name__ == "__main__":
    main(sys.argv[1:])

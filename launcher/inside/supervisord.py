"""Our supervisord: supervisor's own, that sees a child's end at once and lets nothing of it live on.

`python -m launcher.inside.supervisord -n -c FILE`, with supervisor's own words. Two things differ:

- supervisor's loop asks its children each second. Here a signal ends the waiting, so that a part killed is
  started again in the next turn of the loop.
- What an ended part left behind (PostgreSQL's backends, each in a session of its own) comes to us, as the
  kernel's subreaper, and is ended before the part is started again: it may hold the part's files, ports or
  shared memory.
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
    """Waits for what supervisor waits for, or for a signal."""

    def initialize(self) -> None:
        super().initialize()
        self._bell, rope = os.pipe()
        for end in (self._bell, rope):
            os.set_blocking(end, False)
        signal.set_wakeup_fd(rope, warn_on_full_buffer=False)
        self.register_readable(self._bell)
        self._rung = False

    def poll(self, timeout: float) -> tuple[list[int], list[int]]:
        """As supervisor's. After a signal the next call does not wait: supervisor takes note of an end after
        this call, and acts on it after the next."""
        readable, writable = super().poll(0 if self._rung else timeout)
        self._rung = self._bell in readable
        if self._rung:
            readable.remove(self._bell)
            os.read(self._bell, 4096)
        return readable, writable


class Options(ServerOptions):  # type: ignore[misc]
    """supervisor's, with our poller and our way to bury a child."""

    def __init__(self) -> None:
        super().__init__()
        self.poller = Poller(self)

    def waitpid(self) -> tuple[int | None, int | None]:
        """The child that ended, if one did, after everything that it left behind."""
        pid, status = super().waitpid()
        if pid and (ended := end_orphans(self.pidhistory)):
            self.logger.info(f"ended {ended} processes that pid {pid} left behind")
        return pid, status


def children() -> list[int]:
    """Process ids of our children, those too that ended and were not yet waited for."""
    return [int(pid) for pid in Path(f"/proc/self/task/{os.getpid()}/children").read_text().split()]


def end_orphans(ours: Container[int]) -> int:
    """End all children but ours, and theirs as they come to us. Gives how many.

    What cannot die within two seconds (it waits for a disk) is left to be waited for later.
    """
    deadline, ended = time.monotonic() + PATIENCE_S, 0
    while (orphans := [pid for pid in children() if pid not in ours]) and time.monotonic() < deadline:
        for pid in orphans:
            os.kill(pid, signal.SIGKILL)  # not waited for yet: the number cannot be somebody else's
        for pid in orphans:
            ended += _wait(pid, deadline - time.monotonic())
    return ended


def _wait(pid: int, seconds: float) -> bool:
    """Whether this child ended within the time."""
    handle = os.pidfd_open(pid)
    try:
        waiting = select.poll()
        waiting.register(handle, select.POLLIN)
        waiting.poll(max(0.0, seconds) * 1000)
    finally:
        os.close(handle)
    return os.waitpid(pid, os.WNOHANG)[0] == pid


def become_subreaper() -> None:
    """From now on the orphans among our descendants become our children. Raises OSError."""
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")


def main(words: list[str]) -> None:
    """Run until asked to stop. A wish to restart (SIGHUP) is an end too: the launcher starts us again."""
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

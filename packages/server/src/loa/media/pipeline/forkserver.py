"""The fork server: a process that has loaded all that decoding needs, and forks a sandboxed child for each
file.

It never opens a file itself. It ends when its parent's end of the socket closes, however the parent ended,
and each child dies with it. It kills a child when the parent closes the socket of that file.
"""

import gc
import json
import os
import resource
import signal
import socket
import sys
import traceback
from contextlib import suppress
from dataclasses import dataclass
from selectors import EVENT_READ, DefaultSelector
from typing import NoReturn

from loa.media.pipeline import child

LONGEST_ORDER = 4096
DESCRIPTORS = ("said", "complaint", "source", "spool", "out")
"""The descriptors that come with an order: the socket of that file, the pipe for standard error, and the
child's three files."""


def main() -> None:
    """Runs the fork server. Its one argument is the descriptor of the socket by which orders come."""
    orders = socket.socket(fileno=int(sys.argv[1]))
    child.warm_up()
    gc.freeze()  # no collection may touch the pages that are shared with all children
    with DefaultSelector() as waiting:
        waiting.register(orders, EVENT_READ)
        while True:
            for key, _ in waiting.select():
                if key.fileobj is orders:
                    _begin(orders, waiting)
                else:
                    assert isinstance(key.data, RunningChild)
                    key.data.stir(waiting, key.fd)


@dataclass
class RunningChild:
    """A running child: its pidfd, and our copy of the socket it writes to."""

    pidfd: int
    said: int
    ended: bool = False

    def stir(self, waiting: DefaultSelector, fd: int) -> None:
        """Handles an event of one of the two descriptors. The socket is readable only when the parent closed
        it: the child is killed. The pidfd is readable when the child has ended: its exit code is sent to the
        parent."""
        if self.ended:  # both were ready in the same select
            return
        waiting.unregister(fd)
        if fd == self.said:
            # A pidfd and not a pid, which might belong to another process by now.
            signal.pidfd_send_signal(self.pidfd, signal.SIGKILL)
            return
        self.ended = True
        if self.said in waiting.get_map():
            waiting.unregister(self.said)
        how = os.waitid(os.P_PIDFD, self.pidfd, os.WEXITED)
        if how is not None:
            code = how.si_status if how.si_code == os.CLD_EXITED else -how.si_status
            with suppress(OSError):
                os.write(self.said, json.dumps({"ended": code}).encode() + b"\n")
        os.close(self.pidfd)
        os.close(self.said)


def _begin(orders: socket.socket, waiting: DefaultSelector) -> None:
    """Forks a child for the next order, or ends the process if the parent has closed its end."""
    raw, descriptors, _flags, _from = socket.recv_fds(orders, LONGEST_ORDER, len(DESCRIPTORS))
    # An empty message means that the parent has closed its end. The kernel then kills all children.
    if not raw:
        sys.exit()
    given = dict(zip(DESCRIPTORS, descriptors, strict=True))
    ourselves = os.getpid()
    pid = os.fork()
    if pid == 0:
        _be_child({**json.loads(raw), **given, "parent": ourselves})
    # The socket stays open here: the exit code of the child goes out on it.
    for name in DESCRIPTORS[1:]:
        os.close(given[name])
    running = RunningChild(os.pidfd_open(pid), given["said"])
    waiting.register(running.pidfd, EVENT_READ, running)
    waiting.register(running.said, EVENT_READ, running)


def _be_child(order: dict[str, int]) -> NoReturn:
    """Closes all descriptors but the child's own, and does the work. Never returns."""
    code = 1
    try:
        os.dup2(order["said"], 1)
        os.dup2(order["complaint"], 2)
        _close_all_but(order["source"], order["spool"], order["out"])
        child.work(order)
        code = 0
    except BaseException:  # also SystemExit: the forked child must never return into the parent's loop
        traceback.print_exc()
    finally:
        os._exit(code)


def _close_all_but(*kept: int) -> None:
    """Closes every descriptor from 3 up except `kept`."""
    least = 3
    for fd in sorted(kept):
        os.closerange(least, fd)
        least = fd + 1
    os.closerange(least, resource.getrlimit(resource.RLIMIT_NOFILE)[0])

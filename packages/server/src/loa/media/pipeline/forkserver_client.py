"""The parent's side of the fork server. It is started when it is first needed, started again if it has ended,
and ended when this process exits."""

import atexit
import json
import os
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from loa.media.pipeline.refusals import ChildDied

SOURCE_ROOT = str(Path(__file__).resolve().parents[3])
START = (
    f"import sys; sys.path.insert(0, {SOURCE_ROOT!r}); from loa.media.pipeline.forkserver import main; main()"
)
# The fork server and its children inherit no variable: no database password, no path of a secret, no proxy.
ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
}
LONGEST_COMPLAINT = 4000
GONE_SECONDS = 30
"""A killed child ends at once. One that is in a system call, writing to a slow disk, ends soon after."""


@dataclass(frozen=True)
class Child:
    """A child that decodes one file: the socket it answers on, and the pipe with its standard error."""

    said: socket.socket
    complains: int

    def complaint(self) -> str:
        """Returns the last line that the child wrote to standard error. Call it after the child has ended."""
        os.set_blocking(self.complains, False)
        try:
            lines = os.read(self.complains, LONGEST_COMPLAINT).decode(errors="replace").strip().splitlines()
        except BlockingIOError:
            return ""
        return lines[-1] if lines else ""


class ForkServer:
    """The process that runs `pipeline/forkserver.py`, and our end of its socket."""

    def __init__(self) -> None:
        # SEQPACKET keeps each order, with its descriptors, one message.
        self._orders, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter, our own words
                [sys.executable, "-I", "-c", START, str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                env=ENVIRONMENT,
                cwd="/",
                pass_fds=[theirs.fileno()],
                start_new_session=True,
            )

    @property
    def pid(self) -> int:
        """Its process id."""
        return self._process.pid

    @property
    def lives(self) -> bool:
        """Whether the process was still running at the time of the call."""
        return self._process.poll() is None

    def order(self, order: dict[str, Any], descriptors: list[int]) -> None:
        """Makes it fork a child. Raises OSError when it has ended."""
        socket.send_fds(self._orders, [json.dumps(order).encode()], descriptors)

    def end(self) -> None:
        """Ends it and all its children, and waits for it."""
        self._orders.close()
        self._process.wait()


_lock = threading.Lock()
_forkserver: ForkServer | None = None


@contextmanager
def child(order: dict[str, Any], files: tuple[int, int, int]) -> Iterator[Child]:
    """Yields a sandboxed child with these files (source, spool, out). At the end the child is killed if it
    still runs.

    Raises ChildDied when the fork server cannot be reached.
    """
    with ExitStack() as stack:
        ours, theirs = socket.socketpair()
        stack.enter_context(ours)
        complains, complaint = os.pipe()
        stack.callback(os.close, complains)
        with theirs:
            try:
                _living().order(order, [theirs.fileno(), complaint, *files])
            except OSError as error:
                raise ChildDied(f"the fork server is gone: {error}") from error
            finally:
                os.close(complaint)
        try:
            yield Child(ours, complains)
        finally:
            _until_gone(ours)


def _until_gone(said: socket.socket) -> None:
    """Tells the fork server to kill the child, and waits up to `GONE_SECONDS` for its end: only then does
    nobody else write to its files."""
    with suppress(OSError):
        said.shutdown(socket.SHUT_WR)
        said.settimeout(GONE_SECONDS)
        while said.recv(65_536):
            pass


def _living() -> ForkServer:
    """Returns the fork server, and starts it if it is not running. Safe to call from any thread."""
    global _forkserver
    with _lock:
        # Under the lock, so that two threads do not start one each.
        if _forkserver is None or not _forkserver.lives:
            end()
            _forkserver = ForkServer()
        return _forkserver


def processor_seconds() -> float:
    """Returns the processor time in seconds that the fork server and all its ended children have used so far;
    0 without a fork server."""
    if _forkserver is None:
        return 0.0
    # proc(5): the process name may hold spaces and brackets, so the line is split after the last ")". Then
    # fields 11 to 14 are utime, stime, cutime and cstime.
    fields = Path(f"/proc/{_forkserver.pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


@atexit.register
def end() -> None:
    """Ends the fork server if there is one. The next child starts a new one."""
    global _forkserver
    if _forkserver is not None:
        _forkserver.end()
        _forkserver = None

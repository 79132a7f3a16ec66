"""The parent's hold on the zygote: started when first needed, anew when it ended, gone with us."""

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

from loa.media.pipeline.refusals import Died

SOURCE_ROOT = str(Path(__file__).resolve().parents[3])
START = f"import sys; sys.path.insert(0, {SOURCE_ROOT!r}); from loa.media.pipeline.zygote import main; main()"
# No inherited variable reaches the zygote or its children: no database password, no secret's path, no proxy.
ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
}
LONGEST_COMPLAINT = 4000
GONE_SECONDS = 30
"""A killed child ends at once; one in the kernel's hands, writing to a slow disk, soon after."""


@dataclass(frozen=True)
class Child:
    """A file's decoder: the socket it speaks by."""

    said: socket.socket
    complains: int

    def complaint(self) -> str:
        """The last line of what it complained of; to be asked when it has ended."""
        os.set_blocking(self.complains, False)
        try:
            lines = os.read(self.complains, LONGEST_COMPLAINT).decode(errors="replace").strip().splitlines()
        except BlockingIOError:
            return ""
        return lines[-1] if lines else ""


class Zygote:
    """The process behind `pipeline/zygote.py`, and our end of its socket."""

    def __init__(self) -> None:
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
        """It had not ended a moment ago."""
        return self._process.poll() is None

    def order(self, order: dict[str, Any], descriptors: list[int]) -> None:
        """Have it fork a child. Raises OSError when it is gone."""
        socket.send_fds(self._orders, [json.dumps(order).encode()], descriptors)

    def end(self) -> None:
        """Let it and all its children end."""
        self._orders.close()
        self._process.wait()


_lock = threading.Lock()
_zygote: Zygote | None = None


@contextmanager
def child(order: dict[str, Any], files: tuple[int, int, int]) -> Iterator[Child]:
    """A fenced child with these files (source, spool, out), killed at the end if it still lives.

    Raises Died when there is none to be had.
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
                raise Died(f"the zygote is gone: {error}") from error
            finally:
                os.close(complaint)
        try:
            yield Child(ours, complains)
        finally:
            _until_gone(ours)


def _until_gone(said: socket.socket) -> None:
    """Say that no more is wanted, and wait until the child has ended: its files are ours alone again."""
    with suppress(OSError):
        said.shutdown(socket.SHUT_WR)
        said.settimeout(GONE_SECONDS)
        while said.recv(65_536):
            pass


def _living() -> Zygote:
    """The zygote, started where there is none. Any thread may ask."""
    global _zygote
    with _lock:
        if _zygote is None or not _zygote.lives:
            end()
            _zygote = Zygote()
        return _zygote


def processor_seconds() -> float:
    """What the zygote and all its ended children have used, as of now; 0 where there is none."""
    if _zygote is None:
        return 0.0
    fields = Path(f"/proc/{_zygote.pid}/stat").read_text().rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / os.sysconf("SC_CLK_TCK")


@atexit.register
def end() -> None:
    """End the zygote, if there is one; the next child gets a new one."""
    global _zygote
    if _zygote is not None:
        _zygote.end()
        _zygote = None

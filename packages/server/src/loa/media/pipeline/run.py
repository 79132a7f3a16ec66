"""The parent's side of one job: passes three open files to a sandboxed child and reads its answers. It opens
no media itself."""

import hashlib
import json
import signal
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from loa.media.pipeline import forkserver_client
from loa.media.pipeline.limits import Limits
from loa.media.pipeline.refusals import ChildDied, FileRefused, RefusalCode
from loa.media.pipeline.rendition import Rendition

Told = Callable[[str, float], None]


def render(source: Path, out: Path, limits: Limits | None = None, told: Told | None = None) -> Rendition:
    """Makes the rendition of `source` at `out` (overwritten). The same bytes in give the same bytes out.

    `told(step, share)` is called in this thread as the work goes on. Raises FileRefused when the file is at
    fault and ChildDied when the child ended without an answer. After either of them the content of `out` is
    of no use.
    """
    limits = limits or Limits()
    size = source.stat().st_size
    if size > limits.max_bytes:
        raise FileRefused(RefusalCode.TOO_LARGE, f"{size} bytes")
    with (
        source.open("rb") as taken,
        tempfile.TemporaryFile(dir=out.parent) as spool,
        out.open("w+b") as made,
    ):
        files = (taken.fileno(), spool.fileno(), made.fileno())
        answer = _answer(limits, files, told or (lambda step, share: None))
    if "refused" in answer:
        raise FileRefused(RefusalCode(answer["refused"]), answer.get("detail", ""))
    with out.open("rb") as finished:
        digest = hashlib.file_digest(finished, "sha256").hexdigest()
    return Rendition.from_dict({**answer["made"], "sha256": digest, "bytes": out.stat().st_size})


def _answer(limits: Limits, files: tuple[int, int, int], told: Told) -> dict[str, Any]:
    """Returns the child's last message: what it made or why it refused. Raises ChildDied if it ended without
    one."""
    with forkserver_client.child({"limits": limits.as_dict()}, files) as child:
        for line in _lines(child.said, time.monotonic() + limits.wall_seconds):
            if "step" in line:
                told(line["step"], line["done"])
            elif "made" in line or "refused" in line:
                return line
            elif "ended" in line:
                raise _ended(line["ended"], child.complaint())
        raise ChildDied("the fork server ended")


def _lines(said: socket.socket, deadline: float) -> Iterator[dict[str, Any]]:
    """Yields the child's messages as they come, until the socket is closed. Raises FileRefused when the wall
    clock passes `deadline`."""
    rest = b""
    while True:
        left = deadline - time.monotonic()
        # A timeout of 0 would make the socket non-blocking.
        said.settimeout(max(left, 0.001))
        try:
            got = said.recv(65_536) if left > 0 else None
        except TimeoutError:
            got = None
        except ConnectionResetError:
            got = b""
        if got is None:
            raise FileRefused(RefusalCode.UNUSUAL, "wall clock")
        if not got:
            return
        *whole, rest = (rest + got).split(b"\n")
        yield from (json.loads(line) for line in whole)


def _ended(code: int, complaint: str) -> Exception:
    """Returns the exception for a child that ended without an answer. If it exceeded its processor time, the
    file is at fault; anything else is a fault of the server."""
    if code == -signal.SIGXCPU:
        return FileRefused(RefusalCode.UNUSUAL, "processor time")
    return ChildDied(f"exit {code}: {complaint}")

"""The parent's side: hands three open files to a fenced child and reads what it says. Opens no media
itself."""

import hashlib
import json
import os
import selectors
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from loa.media.pipeline.limits import Limits
from loa.media.pipeline.refusals import Died, Refusal, Why
from loa.media.pipeline.rendition import Rendition

SOURCE_ROOT = str(Path(__file__).resolve().parents[3])
START = f"import sys; sys.path.insert(0, {SOURCE_ROOT!r}); from loa.media.pipeline.child import main; main()"
# No inherited variable reaches the child: no database password, no secret's path, no proxy.
ENVIRONMENT = {
    "PATH": "/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONDONTWRITEBYTECODE": "1",
}

Told = Callable[[str, float], None]


def render(source: Path, out: Path, limits: Limits | None = None, told: Told | None = None) -> Rendition:
    """Make the rendition of `source` at `out` (overwritten). Same bytes in, same bytes out.

    `told(step, share)` is called in this thread as the work goes on. Raises Refusal when the file is at
    fault, Died when the child ended without an answer. After either, `out` holds nothing of use.
    """
    limits = limits or Limits()
    size = source.stat().st_size
    if size > limits.max_bytes:
        raise Refusal(Why.TOO_LARGE, f"{size} bytes")
    with (
        source.open("rb") as taken,
        tempfile.TemporaryFile(dir=out.parent) as spool,
        out.open("w+b") as made,
    ):
        order = {
            "limits": limits.as_dict(),
            "source": taken.fileno(),
            "spool": spool.fileno(),
            "out": made.fileno(),
            "parent": os.getpid(),
        }
        answer = _answer(order, limits, told or (lambda step, share: None))
    if "refused" in answer:
        raise Refusal(Why(answer["refused"]), answer.get("detail", ""))
    with out.open("rb") as finished:
        digest = hashlib.file_digest(finished, "sha256").hexdigest()
    return Rendition.from_dict({**answer["made"], "sha256": digest, "bytes": out.stat().st_size})


def _answer(order: dict[str, Any], limits: Limits, told: Told) -> dict[str, Any]:
    descriptors = (order["source"], order["spool"], order["out"])
    with subprocess.Popen(  # noqa: S603 - our own interpreter, our own words
        [sys.executable, "-I", "-c", START, json.dumps(order)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=ENVIRONMENT,
        cwd="/",
        pass_fds=descriptors,
        start_new_session=True,
    ) as child:
        try:
            for line in _lines(child, time.monotonic() + limits.wall_seconds):
                if "step" in line:
                    told(line["step"], line["done"])
                elif "made" in line or "refused" in line:
                    return line
        finally:
            child.kill()
        raise _ended(child)


def _lines(child: "subprocess.Popen[bytes]", deadline: float) -> Iterator[dict[str, Any]]:
    """The child's lines as they come, until it closes its output or the wall clock passes `deadline`."""
    assert child.stdout is not None
    with selectors.DefaultSelector() as waiting:
        waiting.register(child.stdout, selectors.EVENT_READ)
        rest = b""
        while True:
            left = deadline - time.monotonic()
            if left <= 0 or not waiting.select(left):
                raise Refusal(Why.UNUSUAL, "wall clock")
            got = os.read(child.stdout.fileno(), 65_536)
            if not got:
                return
            *whole, rest = (rest + got).split(b"\n")
            yield from (json.loads(line) for line in whole)


def _ended(child: "subprocess.Popen[bytes]") -> Exception:
    """Why a child that said nothing ended: its own limits are the file's fault, anything else is ours."""
    assert child.stderr is not None
    code = child.wait()
    said = child.stderr.read(4000).decode(errors="replace").strip().splitlines()
    if code == -24:  # SIGXCPU
        return Refusal(Why.UNUSUAL, "processor time")
    return Died(f"exit {code}: {said[-1] if said else ''}")

"""Answers signed time on a Unix socket of this machine. The bridge asks; the answer is sealed with the time
key.

A frame, in both directions, is four bytes of length (big-endian), then a TimeQuestion in JSON, or the sealed
TimeAnswer. The answer is empty when the frame was no question, no key is in force, or the clock is in doubt.
See ADR 0011.
"""

import logging
import os
import socketserver
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from threading import Thread
from typing import Final, cast

from loa_protocol.encoding import decode
from loa_protocol.heads import seal
from loa_protocol.messages import Purpose, TimeAnswer, TimeQuestion
from loa_protocol.refusals import Malformed
from loa_protocol.timing import to_ms

from loa.signer.key_ring import KeyRing, NoKey

log = logging.getLogger("loa.signer")

LARGEST_QUESTION: Final = 512
"""The most bytes of a question."""


def answer(
    question: bytes, key_ring: KeyRing, now: Callable[[], datetime], right: Callable[[], bool]
) -> bytes:
    """Returns the sealed answer, or no bytes when there is nothing to answer or the clock is not right.

    The clock is read as late as possible, so that the answer is not old when it is sealed.
    """
    if not right():
        log.warning("time not answered: the clock is in doubt")
        return b""
    try:
        asked = decode(question, TimeQuestion, LARGEST_QUESTION)
        key = key_ring.key(Purpose.TIME)
        return seal(TimeAnswer(v=1, device=asked.device, nonce=asked.nonce, at=to_ms(now())), key)
    except (Malformed, NoKey) as wrong:
        log.warning("time not answered: %s", wrong)
        return b""


class _Server(socketserver.ThreadingUnixStreamServer):
    """The server of the socket, with what its handlers need."""

    daemon_threads = True

    def __init__(
        self, path: Path, key_ring: KeyRing, now: Callable[[], datetime], right: Callable[[], bool]
    ) -> None:
        self.key_ring, self.now, self.right = key_ring, now, right
        super().__init__(str(path), _Line)


class _Line(socketserver.StreamRequestHandler):
    """One connection, over which the bridge asks as often as it likes."""

    def handle(self) -> None:
        server = cast(_Server, self.server)
        while len(length := self.rfile.read(4)) == 4:
            size = int.from_bytes(length, "big")
            if size > LARGEST_QUESTION:
                return
            said = answer(self.rfile.read(size), server.key_ring, server.now, server.right)
            self.wfile.write(len(said).to_bytes(4, "big") + said)


def listen(
    path: Path, key_ring: KeyRing, now: Callable[[], datetime], right: Callable[[], bool]
) -> socketserver.BaseServer:
    """Serves this socket from a thread of its own until `shutdown()`. The group of the socket may use it
    (0660)."""
    path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    path.unlink(missing_ok=True)
    # The socket is created with this mode; a later chmod would leave a moment in which anybody may connect.
    before = os.umask(0o117)
    try:
        server = _Server(path, key_ring, now, right)
    finally:
        os.umask(before)
    Thread(target=server.serve_forever, name="time", daemon=True).start()
    return server

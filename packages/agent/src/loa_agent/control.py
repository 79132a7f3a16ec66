"""A unix socket beside the agent. It reports the agent's state and, if the clock is driven, moves the clock.

Each line is a JSON object. `{}` asks for the state. `{"to": ms}` lets time pass until then. `{"set": ms,
"trusted": bool}` sets the clock without time passing. Each is answered, when done, by a line with the state.
`{"give": base64url}` hands over a message as if the server had sent it: from a USB stick, or a test. It is
judged like any other.
"""

from __future__ import annotations

import contextlib
import selectors
import socket
from pathlib import Path

import msgspec

_LONGEST = 512 * 1024  # bytes held of one peer; a peer that sends more is dropped


class ControlRequest(msgspec.Struct, frozen=True):
    """One command: a line from the other side."""

    to: int | None = None
    set: int | None = None
    trusted: bool = True
    give: str = ""


class Control:
    """One listening socket, served from the agent's own loop. A peer that stops reading is dropped."""

    def __init__(self, path: Path, watch: selectors.BaseSelector) -> None:
        self._watch = watch
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        self._path = path
        self._socket = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        self._socket.bind(str(path))
        path.chmod(0o600)
        self._socket.listen(4)
        self._socket.setblocking(False)
        self._peers: dict[socket.socket, bytes] = {}
        watch.register(self._socket, selectors.EVENT_READ)

    def take(self) -> list[tuple[socket.socket, ControlRequest]]:
        """Returns the commands that have come in whole, each with the peer to answer."""
        with contextlib.suppress(OSError):
            peer, _ = self._socket.accept()
            peer.setblocking(False)
            self._peers[peer] = b""
            self._watch.register(peer, selectors.EVENT_READ)
        orders = []
        for peer in list(self._peers):
            orders += [(peer, order) for order in self._read(peer)]
        return orders

    def _read(self, peer: socket.socket) -> list[ControlRequest]:
        try:
            data = peer.recv(65536)
        except BlockingIOError:
            return []
        except OSError:
            data = b""
        held = self._peers[peer] + data
        if not data or len(held) > _LONGEST:
            self._drop(peer)
            return []
        *lines, self._peers[peer] = held.split(b"\n")
        try:
            return [msgspec.json.decode(line, type=ControlRequest) for line in lines]
        except msgspec.DecodeError:
            self._drop(peer)
            return []

    def answer(self, peer: socket.socket, state: dict[str, object]) -> None:
        """Sends the state."""
        try:
            peer.sendall(msgspec.json.encode(state) + b"\n")
        except OSError:
            self._drop(peer)

    def _drop(self, peer: socket.socket) -> None:
        if self._peers.pop(peer, None) is not None:
            self._watch.unregister(peer)
            peer.close()

    def close(self) -> None:
        """Drops all peers, stops listening and removes the socket."""
        for peer in list(self._peers):
            self._drop(peer)
        self._watch.unregister(self._socket)
        self._socket.close()
        with contextlib.suppress(OSError):
            self._path.unlink(missing_ok=True)

"""A client of supervisor's own interface over its unix socket (`getAllProcessInfo`, `startProcess`, ...)."""

import http.client
import socket
import xmlrpc.client
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any


class _Connection(http.client.HTTPConnection):
    """An HTTP connection over a unix socket."""

    def __init__(self, path: str) -> None:
        super().__init__("loa", timeout=30)
        self._path = path

    def connect(self) -> None:
        link = socket.socket(socket.AF_UNIX)
        link.settimeout(self.timeout)
        try:
            link.connect(self._path)
        except OSError:
            link.close()
            raise
        self.sock = link


class _Transport(xmlrpc.client.Transport):
    def __init__(self, path: str) -> None:
        super().__init__()
        self._path = path

    def make_connection(self, host: Any) -> http.client.HTTPConnection:
        connection = self._connection[1] or _Connection(self._path)
        self._connection = host, connection
        return connection


@contextmanager
def control(path: str) -> Iterator[Any]:
    """Yields the interface of the supervisord on this socket; closes the connection at the end. Calls raise
    OSError when nobody listens."""
    transport = _Transport(path)
    try:
        yield xmlrpc.client.ServerProxy("http://loa", transport).supervisor
    finally:
        transport.close()

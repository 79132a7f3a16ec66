"""Finds five free ports in a row, as an instance needs them."""

import random
import socket
from contextlib import ExitStack

from launcher.layout import Ports
from launcher.words import stop

COUNT = 5
LOWEST, HIGHEST = 20000, 32000
"""The range is below the ports that Linux gives to connections: among those a busy machine has no
five free ones in a row."""


def free() -> Ports:
    """Returns ports that are free at this moment. Stops if none are found."""
    for _ in range(100):
        base = random.randrange(LOWEST, HIGHEST)  # noqa: S311 (a place to look, no secret)
        with ExitStack() as held:
            try:
                for port in range(base, base + COUNT):
                    held.enter_context(socket.socket()).bind(("127.0.0.1", port))
            except OSError:
                continue
            return Ports(base)
    return stop("Không tìm được năm cổng trống liền nhau.", "No five free ports in a row.")

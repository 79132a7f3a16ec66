"""Asks NATS about itself, as a user of its system account over a plain socket."""

import json
import socket
from io import BufferedRWPair
from typing import Any

from launcher.inside import nats, passwords
from launcher.layout import Instance, Ports

SECONDS = 5
INBOX = "_INBOX.status"


def ask(here: Instance, ports: Ports) -> dict[str, Any]:
    """Returns the server's variables (`version`, `connections`, `mem`, ...). Raises OSError if it does not
    answer."""
    who = {"user": "status", "pass": passwords.read(nats.status_secret(here)), "lang": "loa", "version": "1"}
    told = {**who, "verbose": False, "pedantic": False}
    with (
        socket.create_connection(("127.0.0.1", ports.nats), timeout=SECONDS) as link,
        link.makefile("rwb") as line,
    ):
        line.readline()
        line.write(f"CONNECT {json.dumps(told)}\r\nSUB {INBOX} 1\r\n".encode())
        line.write(f"PUB $SYS.REQ.SERVER.PING.VARZ {INBOX} 0\r\n\r\n".encode())
        line.flush()
        answer: dict[str, Any] = json.loads(_message(line))["data"]
        return answer


def _message(line: BufferedRWPair) -> bytes:
    """Returns the payload of the first message."""
    while said := line.readline():
        if said.startswith(b"MSG "):
            return line.read(int(said.split()[-1]))
        if said.startswith(b"-ERR"):
            raise OSError(said.decode().strip())
        if said.startswith(b"PING"):
            line.write(b"PONG\r\n")
            line.flush()
    raise OSError("the connection was closed")

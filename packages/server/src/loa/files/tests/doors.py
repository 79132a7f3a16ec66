"""A running file door, and what a device asks of it."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
import uuid
from contextlib import contextmanager

from loa.files import token

SECRET = "5e" * 32
PATIENCE_S = 30


@contextmanager
def running(home, **told):
    """The real process on a free port, told of this besides; gives the port."""
    (home / "secret").write_text(SECRET)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "LOA_FILES_SECRET": str(home / "secret"),
        "LOA_FILES_LISTEN": f"127.0.0.1:{port}",
        "PYTHONPATH": os.pathsep.join(sys.path),
        **{f"LOA_{name}": str(value) for name, value in told.items()},
    }
    process = subprocess.Popen([sys.executable, "-m", "loa.files"], env=environment)
    try:
        _until_it_answers(port, process)
        yield port
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE_S) == 0
    finally:
        process.kill()
        process.wait()


def _until_it_answers(port, process):
    deadline = time.monotonic() + PATIENCE_S
    while process.poll() is None and time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
            return
        except OSError:
            time.sleep(0.02)
    raise AssertionError("the file door did not start")


def ask(port, path, method="GET", bearer=None, **headers):
    """One request; gives status, headers and body."""
    if bearer is None:
        bearer = token.issue(bytes.fromhex(SECRET), uuid.uuid4(), int(time.time()))
    sent = {name.replace("_", "-"): value for name, value in headers.items()}
    if bearer:
        sent["authorization"] = f"Bearer {bearer}"
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
    try:
        connection.request(method, path, headers=sent)
        answer = connection.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()
    finally:
        connection.close()

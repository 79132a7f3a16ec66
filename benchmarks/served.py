"""The launcher's own web process, the count of each minute beside it, and a request."""

from benchmarks import ground  # noqa: F401 (sets Django up before its settings are read)

# isort: split
import asyncio
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from loa.bridge.tests.broker import free_port
from loa.testing.cluster import Cluster


def _told(own: Cluster, home: Path, role: str) -> dict[str, str]:
    """Returns the environment of a process with this database role."""
    (home / "secret").write_text(settings.SECRET_KEY)
    return {
        **os.environ,
        **own.environment(role),
        "DJANGO_SETTINGS_MODULE": "benchmarks.web_settings",
        "PYTHONPATH": os.pathsep.join(sys.path),
        "LOA_MODE": "demo",
        "LOA_SECRET_FILE": str(home / "secret"),
        "LOA_DATA": str(home),
    }


@contextmanager
def counter(own: Cluster, home: Path) -> Iterator[None]:
    """Runs the worker's count of each minute, as loa_worker.

    It runs only this one of the worker's jobs: others would compile again what was made by SQL.
    """
    with (home / "counter.log").open("ab") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.each_minute"],
            env=_told(own, home, "loa_worker"),
            stdout=log,
            stderr=log,
        )
    try:
        yield
        assert process.poll() is None, (home / "counter.log").read_text()
    finally:
        process.kill()
        process.wait()


@contextmanager
def web(own: Cluster, home: Path) -> Iterator[int]:
    """Runs the launcher's own web process as loa_web; gives its port."""
    port = free_port()
    told = {**_told(own, home, "loa_web"), "LOA_PUBLIC_URL": f"http://127.0.0.1:{port}"}
    with (home / "web.log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "launcher.web", "--host", "127.0.0.1", "--port", str(port)],
            env=told,
            stdout=log,
            stderr=log,
        )
    try:
        deadline = time.monotonic() + 60
        while not asyncio.run(_answers(port)):
            assert time.monotonic() < deadline, (home / "web.log").read_text()
            time.sleep(0.2)
        yield port
    finally:
        process.kill()
        process.wait()


async def _answers(port: int) -> bool:
    try:
        return await get(port, "/dang-nhap/", "") == 200
    except OSError:
        return False


async def get(port: int, path: str, cookie: str) -> int:
    """Sends one request on a connection of its own and reads the answer to its end; returns the status."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    said = f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nCookie: {cookie}\r\nConnection: close\r\n\r\n"
    writer.write(said.encode())
    try:
        answer = await reader.read()
        whole = answer
        while answer:
            answer = await reader.read()
            whole += answer
    finally:
        writer.close()
    return int(whole.split(b" ", 2)[1])

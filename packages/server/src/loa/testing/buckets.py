"""S3-compatible stores for tests: moto, a server by others that serves bytes and ranges (it checks neither
signatures nor expiry), and our own, which produces the worst faults of a store on request
(`loa.testing.faulty`).

moto runs in an environment of its own, which `./loa test` makes from requirements/moto.txt. The variable
LOA_TEST_MOTO names the Python of it. Without the variable the environment is searched beside the current one.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from loa.objects import told
from loa.testing.faulty import Faulty

PYTHON = "LOA_TEST_MOTO"
PATIENCE_S = 60


@dataclass(frozen=True)
class Moto:
    """A running server; `endpoint` is its address."""

    endpoint: str

    def bucket(self, prefix: str = "loa") -> told.S3Place:
        """Creates a bucket and returns a place in it."""
        name = f"loa-{uuid.uuid4().hex[:12]}"
        ask = urllib.request.Request(f"{self.endpoint}/{name}", method="PUT")  # noqa: S310 (our own server)
        with _direct().open(ask, timeout=PATIENCE_S) as answer:
            assert answer.status == 200
        return told.place(words(self.endpoint, f"{name}/{prefix}", "writer"))


def words(endpoint: str, where: str, key: str) -> dict[str, str]:
    """Returns the settings in the file that describes such a store. `where` is the bucket with its prefix."""
    return {"url": f"s3://{where}", "endpoint": endpoint, "key": key, "secret": f"secret of {key}"}


@pytest.fixture(scope="session")
def moto() -> Iterator[Moto]:
    """Starts moto's server in a process of its own."""
    folder = Path(tempfile.mkdtemp(prefix="loa-moto-"))
    port_file = folder / "port"
    environment = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "LOA_", "DJANGO_"))}
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(
            [_python(), "-c", _SERVE, str(port_file)],
            env={**environment, "HOME": str(folder)},
            stdout=log,
            stderr=log,
        )
    try:
        yield Moto(f"http://127.0.0.1:{_port(process, port_file)}")
    finally:
        process.kill()
        process.wait()
        shutil.rmtree(folder)


@pytest.fixture
def faulty() -> Iterator[Faulty]:
    """Starts our own store, which has no faults until one is requested."""
    with Faulty.running() as running:
        yield running


_SERVE = """
import pathlib, sys
from moto.moto_server.werkzeug_app import DomainDispatcherApplication, create_backend_app
from werkzeug.serving import make_server
server = make_server("127.0.0.1", 0, DomainDispatcherApplication(create_backend_app), threaded=True)
said = pathlib.Path(sys.argv[1])
said.with_name("new").write_text(str(server.port))
said.with_name("new").rename(said)
server.serve_forever()
"""
"""Does what `moto_server` does, on a port that the system chooses."""


def _python() -> str:
    told_of = os.environ.get(PYTHON)
    if told_of:
        return told_of
    beside = [ready.parent for ready in Path(sys.prefix).parent.glob("moto-*/ready")]
    if not beside:
        pytest.fail(
            f"no environment of moto beside {sys.prefix}: run these tests by ./loa test, which makes it from"
            f" requirements/moto.txt, or name its Python in {PYTHON}"
        )
    return str(max(beside, key=lambda folder: (folder / "ready").stat().st_mtime) / "bin" / "python")


def _port(process: subprocess.Popen[bytes], port_file: Path) -> int:
    deadline = time.monotonic() + PATIENCE_S
    while not port_file.exists():
        if process.poll() is not None or time.monotonic() > deadline:
            pytest.fail(f"moto did not start: {port_file.with_name('log').read_text()[-2000:]}")
        time.sleep(0.05)
    return int(port_file.read_text())


def _direct() -> urllib.request.OpenerDirector:
    return urllib.request.build_opener(urllib.request.ProxyHandler({}))

"""S3-compatible stores for tests: moto, a server of others' for bytes and ranges (it checks neither signature
nor expiry), and ours, which does on order what a store may do at worst (`loa.testing.faulty`).

moto runs in an environment of its own, made from requirements/moto.txt by `./loa test`, which says in
LOA_TEST_MOTO which Python that is. Without that word it is looked for beside this one.
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
        """A new bucket, and a place in it."""
        name = f"loa-{uuid.uuid4().hex[:12]}"
        ask = urllib.request.Request(f"{self.endpoint}/{name}", method="PUT")  # noqa: S310 (our own server)
        with _direct().open(ask, timeout=PATIENCE_S) as answer:
            assert answer.status == 200
        return told.place(words(self.endpoint, f"{name}/{prefix}", "writer"))


def words(endpoint: str, where: str, key: str) -> dict[str, str]:
    """What a file tells of such a store; `where` is the bucket with its prefix."""
    return {"url": f"s3://{where}", "endpoint": endpoint, "key": key, "secret": f"secret of {key}"}


@pytest.fixture(scope="session")
def moto() -> Iterator[Moto]:
    """moto's server in a process of its own."""
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
    """Our own store, well behaved until told otherwise."""
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
"""As `moto_server` does, on a port that the system gives."""


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

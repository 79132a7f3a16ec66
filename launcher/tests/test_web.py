"""The web server and its workers end together, however they end."""

import os
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher.inside.processes import web_processes
from launcher.layout import source
from launcher.tests.test_supervision import alive, group
from launcher.tests.world import free_ports, until

APP = """
import os
def application(environ, start_response):
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [str(os.getpid()).encode()]
"""


@pytest.fixture
def server(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[tuple[subprocess.Popen[bytes], int]]:
    (tmp_path / "small_app.py").write_text(APP)
    port = free_ports().web
    words = ["--host", "127.0.0.1", "--port", str(port), "--target", "small_app:application"]
    words += ["--processes", str(getattr(request, "param", 1))]
    with subprocess.Popen(
        [sys.executable, "-m", "launcher.web", *words],
        env={**os.environ, "PYTHONPATH": f"{source()}:{tmp_path}"},
        start_new_session=True,
    ) as child:
        yield child, port
        child.kill()


def worker_of(port: int) -> int:
    """The process id that answers, 0 while none does."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=5) as answer:
            return int(answer.read())
    except OSError:
        return 0


def test_a_killed_server_takes_its_worker_along(server: tuple[subprocess.Popen[bytes], int]) -> None:
    child, port = server
    worker = until(lambda: worker_of(port))
    assert worker != child.pid
    child.kill()
    until(lambda: not alive(worker))


def test_a_killed_worker_is_replaced_by_the_server(server: tuple[subprocess.Popen[bytes], int]) -> None:
    child, port = server
    worker = until(lambda: worker_of(port))
    os.kill(worker, signal.SIGKILL)
    after = until(lambda: worker_of(port) not in (0, worker) and worker_of(port))
    assert after in group(child.pid)


@pytest.mark.parametrize("server", [3], indirect=True)
def test_several_processes_answer_and_the_pages_stand_while_one_is_killed(
    server: tuple[subprocess.Popen[bytes], int],
) -> None:
    child, port = server
    until(lambda: worker_of(port))
    seen: set[int] = set()
    until(lambda: seen.add(worker_of(port)) or len(seen - {0}) == 3)
    os.kill(max(seen), signal.SIGKILL)
    # What was accepted by the killed one is lost with it; the next answer comes from another.
    assert until(lambda: worker_of(port)) in group(child.pid)


@pytest.mark.parametrize(("said", "processes"), [("", 2), ("1", 1), (" 8 ", 8)])
def test_the_setting_says_how_many(monkeypatch: pytest.MonkeyPatch, said: str, processes: int) -> None:
    monkeypatch.setenv("LOA_WEB_PROCESSES", said)
    assert web_processes() == processes


@pytest.mark.parametrize("said", ["0", "9", "two", "-1", "²", "1.5"])
def test_what_is_no_number_of_processes_is_said(monkeypatch: pytest.MonkeyPatch, said: str) -> None:
    monkeypatch.setenv("LOA_WEB_PROCESSES", said)
    with pytest.raises(SystemExit, match="LOA_WEB_PROCESSES"):
        web_processes()

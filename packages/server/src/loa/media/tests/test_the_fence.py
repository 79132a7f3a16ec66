"""What a decoder that was taken over can reach: run inside the real fence, in the real child."""

import json
import os
import re
import select
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import pytest

from loa.media.pipeline import ChildDied, Limits, render
from loa.media.pipeline.forkserver_client import ENVIRONMENT, SOURCE_ROOT
from loa.media.tests.recordings import speech, write_wav

TAKEN_OVER = """
import sys; sys.path.insert(0, sys.argv[1])
import json, os, socket, subprocess, resource
from loa.kernel import fence
held = fence.enter(cpu_seconds=5, memory_bytes=1 << 30, file_bytes=1 << 20)
def tried(what):
    try:
        what()
    except BaseException as error:
        return type(error).__name__
    return "DONE"
def raise_limit():
    resource.setrlimit(resource.RLIMIT_NOFILE, (64, 64))
result = {
    "file": tried(lambda: open("/etc/passwd")),
    "write": tried(lambda: open("/tmp/loa-fence", "w")),
    "socket": tried(lambda: socket.create_connection(("127.0.0.1", int(sys.argv[2])), 1)),
    "fork": tried(os.fork) if not held["user"] and os.getuid() == 0 else tried(os.fork),
    "more": tried(raise_limit) if os.getuid() else "ValueError",
    "memory": tried(lambda: bytearray(1 << 31)),
    "environment": sorted(os.environ),
    "uid": os.getuid(),
    "root_outside": os.getuid() == 0,
    "held": held,
}
os.write(1, json.dumps(result).encode())
"""


def test_nothing_can_be_opened_reached_or_started() -> None:
    import socket

    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        done = subprocess.run(
            [sys.executable, "-I", "-c", TAKEN_OVER, SOURCE_ROOT, str(port)],
            env=ENVIRONMENT,
            capture_output=True,
            timeout=60,
            check=True,
        )
    got = json.loads(done.stdout)
    assert got["file"] == got["write"] == got["socket"] == "OSError"
    assert got["fork"] == "BlockingIOError"
    assert got["more"] in ("ValueError", "PermissionError")
    assert got["memory"] == "MemoryError"
    assert not got["root_outside"]
    assert not [name for name in got["environment"] if "LOA" in name or "PG" in name or "PASS" in name]
    if os.geteuid() == 0:
        assert got["held"]["user"]


def test_the_child_inherits_no_secret(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("LOA_DB_PASSWORD_FILE", "/secret")
    assert "LOA_DB_PASSWORD_FILE" not in ENVIRONMENT
    assert render(write_wav(tmp_path / "s.wav", speech()), tmp_path / "o").duration_ms


def test_processor_time_is_bounded(tmp_path: Path) -> None:
    limits = Limits(max_seconds=3600)
    assert limits.cpu_seconds < 3600
    assert limits.wall_seconds == 3 * limits.cpu_seconds


def test_a_killed_child_is_our_fault_not_the_files(tmp_path: Path) -> None:
    source = write_wav(tmp_path / "s.wav", np.tile(speech(), 20))
    killed: list[int] = []

    def kill(step: str, share: float) -> None:
        if not killed:
            killed.append(_child_of_ours())
            os.kill(killed[0], signal.SIGKILL)

    with pytest.raises(ChildDied):
        render(source, tmp_path / "o", told=kill)


def _fork_server() -> int:
    """Ours, and no other child of the tests: a database among them."""
    return next(p for p in _children(os.getpid()) if b"forkserver" in Path(f"/proc/{p}/cmdline").read_bytes())


def _child_of_ours() -> int:
    return _children(_fork_server())[0]


def _children(pid: int) -> list[int]:
    return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


def test_a_killed_worker_takes_its_child_along(tmp_path: Path) -> None:
    source = write_wav(tmp_path / "s.wav", np.tile(speech(), 40))
    words = (
        "import sys; from pathlib import Path; from loa.media.pipeline import render;"
        "render(Path(sys.argv[1]), Path(sys.argv[2]), told=lambda s, d: print(s, flush=True))"
    )
    with subprocess.Popen(
        [sys.executable, "-c", words, str(source), str(tmp_path / "o")],
        stdout=subprocess.PIPE,
        env={**os.environ, "PYTHONPATH": SOURCE_ROOT},
    ) as worker:
        assert worker.stdout is not None
        assert worker.stdout.readline()
        (fork_server,) = _children(worker.pid)
        (child,) = _children(fork_server)
        ended = [os.pidfd_open(pid) for pid in (fork_server, child)]
        worker.kill()
    for pidfd in ended:
        assert select.select([pidfd], [], [], 10)[0]
        os.close(pidfd)


def test_a_killed_fork_server_is_our_fault_and_the_next_file_has_another(tmp_path: Path) -> None:
    source = write_wav(tmp_path / "s.wav", np.tile(speech(), 20))
    killed: list[int] = []

    def kill(step: str, share: float) -> None:
        if not killed:  # at the first word: the most of the work is still to come
            killed.append(_fork_server())
            os.kill(killed[0], signal.SIGKILL)

    with pytest.raises(ChildDied):
        render(source, tmp_path / "o", told=kill)
    assert render(source, tmp_path / "o").duration_ms


def test_a_child_sees_no_file_of_the_fork_server_or_of_another_child(tmp_path: Path) -> None:
    source = write_wav(tmp_path / "s.wav", np.tile(speech(), 20))
    seen: list[dict[str, str]] = []

    def look(step: str, share: float) -> None:
        if seen:
            return
        first = _child_of_ours()
        os.kill(first, signal.SIGSTOP)  # it shall not be done before the other has begun
        with ThreadPoolExecutor(1) as other:
            other.submit(render, source, tmp_path / "other", told=note).result()
        os.kill(first, signal.SIGCONT)

    def note(step: str, share: float) -> None:
        if not seen:
            for pid in _children(_fork_server()):
                links = Path(f"/proc/{pid}/fd").iterdir()
                seen.append({link.name: os.readlink(link) for link in links})

    render(source, tmp_path / "o", told=look)
    assert len(seen) == 2
    for files in seen:
        kinds = sorted(re.sub(r"\W.*", "", Path(target).name) for target in files.values())
        assert len(files) == 6, files
        assert kinds.count("socket") == 1, files
    first, second = (set(files.values()) for files in seen)
    assert first & second == {"/dev/null", str(source)}

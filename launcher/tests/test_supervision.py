"""What is killed comes back; what ends takes its children along; nothing outlives the launcher."""

import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from launcher.inside import leftovers, postgres, start, supervision
from launcher.layout import source
from launcher.tests.world import World, a_world, free_ports, small, until

PARENT = """
import subprocess, sys, time
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(3600)"])
time.sleep(3600)
"""
PICKY = """
import os, sys, time
if not os.path.exists(sys.argv[1]):
    sys.exit("not yet")
time.sleep(3600)
"""
RUNAWAY = """
import fcntl, subprocess, sys, time
held = open(sys.argv[1], "a")
fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)  # refused while anybody from the last time lives
subprocess.Popen(
    [sys.executable, "-c", "import time; time.sleep(3600)"], start_new_session=True, pass_fds=[held.fileno()]
)
time.sleep(3600)
"""
IDLE = "import time; time.sleep(3600)"
WAITER = """
import os, signal
from launcher.inside.supervisord import Poller

signal.signal(signal.SIGCHLD, lambda *_: None)
poller = Poller(None)
if not os.fork():
    os._exit(0)
print(poller.poll(3600), poller.poll(3600))
"""
LAUNCHER = """
import sys, time
from pathlib import Path
from launcher.inside import supervision
from launcher.layout import Home

here = Home(Path(sys.argv[1])).instance("demo")
child = supervision.start(here)
supervision.wait_for_control(here, child)
with supervision.control(here) as asked:
    asked.startProcess("web", False)
time.sleep(3600)
"""

PROGRAMS = {
    "parent": PARENT,
    "picky": PICKY,
    "runaway": RUNAWAY,
    "idle": IDLE,
    "waiter": WAITER,
    "as_launcher": LAUNCHER,
}


def alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


@pytest.fixture(scope="module")
def door() -> int:
    return free_ports().web


@pytest.fixture(scope="module")
def programs() -> Iterator[Path]:
    """Small programs where every user can read them."""
    folder = Path(tempfile.mkdtemp(prefix="loa-programs-"))
    folder.chmod(0o755)
    for name, text in PROGRAMS.items():
        (folder / f"{name}.py").write_text(text)
        (folder / f"{name}.py").chmod(0o644)
    (folder / "held").touch()
    (folder / "held").chmod(0o666)
    yield folder
    shutil.rmtree(folder)


@pytest.fixture(scope="module")
def world(door: int, programs: Path) -> Iterator[World]:
    web = small("web", "web", "-m", "http.server", "--bind", "127.0.0.1", str(door))
    parent = small("worker", "worker", str(programs / "parent.py"))
    picky = small("bridge", "bridge", str(programs / "picky.py"), str(programs / "wish"))
    runaway = small("media", "media", str(programs / "runaway.py"), str(programs / "held"))
    with a_world(web, parent, picky, runaway) as made:
        yield made


def test_a_killed_part_is_back_and_its_end_is_written_down(world: World, door: int) -> None:
    before = world.pid("web")
    until(lambda: world.answers(door))
    os.kill(before, signal.SIGKILL)
    after = until(lambda: world.pid("web") if world.pid("web") != before else 0, seconds=10)
    until(lambda: world.answers(door), seconds=10)
    assert after != before
    ended = until(lambda: [row for row in world.book() if row["event"] == "ended" and row["pid"] == before])
    assert ended[0]["name"] == "web"
    assert "SIGKILL" in ended[0]["how"]


def test_postgres_killed_under_a_session_answers_again_and_keeps_what_was_committed(world: World) -> None:
    link = postgres.connect(world.instance, world.ports)
    link.execute("create table kept (n int)")
    link.execute("insert into kept values (1)")
    os.kill(world.pid("postgres"), signal.SIGKILL)
    postgres.wait(world.instance, world.ports, seconds=30)
    with postgres.connect(world.instance, world.ports) as again:
        assert again.execute("select n from kept").fetchall() == [(1,)]
    link.close()


def test_nats_and_its_mqtt_door_are_back_after_a_kill(world: World) -> None:
    until(lambda: world.answers(world.ports.mqtt))
    before = world.pid("nats")
    os.kill(before, signal.SIGKILL)
    until(lambda: world.pid("nats") != before, seconds=10)
    until(lambda: world.answers(world.ports.mqtt), seconds=10)


def test_what_a_killed_part_left_behind_is_ended(world: World) -> None:
    leader = world.pid("worker")
    child = until(lambda: [pid for pid in group(leader) if pid != leader])[0]
    os.kill(leader, signal.SIGKILL)
    until(lambda: not alive(child))


def test_what_fled_into_a_session_of_its_own_is_ended_before_the_part_starts_again(
    world: World, programs: Path
) -> None:
    leader = world.pid("media")
    child = until(lambda: children(leader))[0]
    os.kill(leader, signal.SIGKILL)
    after = until(lambda: world.pid("media") if world.pid("media") != leader else 0)
    until(lambda: children(after))
    assert not alive(child)
    assert "BlockingIOError" not in (world.instance.log / "media.log").read_text()


def test_a_childs_end_wakes_who_waits_for_an_hour_and_the_turn_after_does_not_wait(programs: Path) -> None:
    done = subprocess.run(
        [sys.executable, str(programs / "waiter.py")],
        env={**os.environ, "PYTHONPATH": str(source())},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    assert done.stdout.split("\n")[0] == "([], []) ([], [])"


def test_a_part_that_cannot_start_is_tried_again_for_ever(world: World, programs: Path) -> None:
    until(
        lambda: len([r for r in world.book() if r["name"] == "bridge" and r["event"] == "cannot start"]) >= 2
    )
    (programs / "wish").touch()
    assert world.pid("bridge")


def test_the_listener_itself_is_brought_back(world: World) -> None:
    with supervision.control(world.instance) as control:
        before = control.getProcessInfo("watchman")["pid"]
        os.kill(before, signal.SIGKILL)
        until(lambda: control.getProcessInfo("watchman")["pid"] not in (0, before), seconds=10)


def test_killing_the_supervisor_leaves_nobody_and_the_next_start_is_clean(door: int) -> None:
    with a_world(
        small("web", "web", "-m", "http.server", "--bind", "127.0.0.1", str(free_ports().web))
    ) as other:
        pids = [other.pid(name) for name in ("web", "nats", "postgres")]
        other.running.child.kill()
        other.running.child.wait()
        until(lambda: not any(alive(pid) for pid in pids))
        leftovers.end(other.instance)
        assert leftovers.find(other.instance) == []
        other.running.child = supervision.start(other.instance)
        supervision.wait_for_control(other.instance, other.running.child)
        postgres.wait(other.instance, other.ports)


def test_killing_the_launcher_ends_all_its_children(programs: Path) -> None:
    with a_world(base=False) as other:
        start.end(other.running.child)
        supervision.configure(other.setting, [small("web", "web", str(programs / "idle.py"))])
        launcher = subprocess.Popen(
            [sys.executable, str(programs / "as_launcher.py"), str(other.instance.home.base)],
            env={**os.environ, "PYTHONPATH": str(source())},
        )
        until(lambda: control_answers(other))
        pids = {*leftovers.find(other.instance), other.pid("web")}
        assert len(pids) >= 3
        launcher.kill()
        launcher.wait()
        until(lambda: not any(alive(pid) for pid in pids))


def control_answers(world: World) -> bool:
    try:
        return world.state("web")["statename"] == "RUNNING"
    except OSError:
        return False


def children(parent: int) -> list[int]:
    try:
        return [int(pid) for pid in Path(f"/proc/{parent}/task/{parent}/children").read_text().split()]
    except OSError:
        return []


def group(leader: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                if os.getpgid(int(entry.name)) == leader:
                    found.append(int(entry.name))
            except OSError:
                continue
    return found

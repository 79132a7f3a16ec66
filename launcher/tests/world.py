"""A real instance for tests: supervisord, PostgreSQL, NATS, and small real programs in the place of ours."""

import json
import shutil
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from launcher import interpreter
from launcher.inside import leftovers, nats, note, postgres, processes, start, supervision
from launcher.inside.exposure import Exposure
from launcher.inside.ports import free as free_ports
from launcher.inside.processes import Process, Setting
from launcher.inside.start import RunningInstance
from launcher.layout import Home, Instance, Ports, source
from launcher.tests import first_start

__all__ = ["World", "a_home", "a_world", "an_instance", "free_ports", "reopened", "small", "until"]

T = TypeVar("T")


def until(ask: Callable[[], T], seconds: float = 30) -> T:
    """Ask until the answer is true, or fail with the last one."""
    deadline = time.monotonic() + seconds
    while not (answer := ask()):
        if time.monotonic() > deadline:
            raise AssertionError(f"still {answer!r}")
        time.sleep(0.05)
    return answer


@contextmanager
def a_home() -> Iterator[Home]:
    """A home that other users can enter, gone at the end."""
    folder = Path(tempfile.mkdtemp(prefix="loa-home-"))
    folder.chmod(0o755)
    try:
        yield Home(folder)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def small(name: str, part: str, *words: str, order: int = 50) -> Process:
    """A small program run by a Python that every user can run."""
    return Process(name, part, (interpreter.choose().path, "-u", *words), order, processes.ALWAYS)


@dataclass
class World:
    running: RunningInstance
    setting: Setting

    @property
    def instance(self) -> Instance:
        return self.setting.instance

    @property
    def ports(self) -> Ports:
        return self.setting.ports

    def state(self, name: str) -> dict[str, Any]:
        return next(row for row in supervision.states(self.instance) if row["name"] == name)

    def pid(self, name: str) -> int:
        """Its process id once it runs."""
        return until(lambda: self.state(name)["pid"] if self.state(name)["statename"] == "RUNNING" else 0)

    def answers(self, port: int) -> bool:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            return False
        return True

    def book(self) -> list[dict[str, Any]]:
        path = self.instance.run / "restarts.jsonl"
        return [json.loads(line) for line in path.read_text("utf-8").splitlines()] if path.exists() else []


@contextmanager
def a_world(*extra: Process, base: bool = True) -> Iterator[World]:
    """A running instance with these programs; `base` adds PostgreSQL (with roles and database) and NATS."""
    with a_home() as home, reopened(home, free_ports(), *extra, base=base) as world:
        yield world


@contextmanager
def reopened(home: Home, ports: Ports, *extra: Process, base: bool = True) -> Iterator[World]:
    """The same in a home that may hold an instance already."""
    setting = Setting(home.instance("demo"), ports, Exposure(), source())
    here = setting.instance
    start.prepare_folders(here)
    listed = list(extra)
    if base:
        postgres.prepare(here, setting.ports)
        nats.prepare(here, setting.ports, setting.exposure)
        listed = [p for p in processes.listed(setting) if p.stage == processes.BASE] + listed
    supervision.configure(setting, listed)
    lock = note.take(here)
    assert lock is not None
    child = supervision.start(here)
    world = World(RunningInstance(setting, listed, child), setting)
    try:
        note.write(here, mode="demo", port=ports.web, url="http://127.0.0.1", started=time.time(), code="x")
        supervision.wait_for_control(here, child)
        if base:
            postgres.wait(here, ports)
            postgres.prepare_roles(here, ports)
        supervision.start_stage(here, listed, processes.REST)
        yield world
    finally:
        start.end(world.running.child)
        leftovers.end(here)
        lock.close()
        shutil.rmtree(here.sockets, ignore_errors=True)


@contextmanager
def an_instance(home: Home, mode: str, ports: Ports) -> Iterator[World]:
    """A real instance as `./loa up` and `./loa demo` prepare it: tables migrated, PostgreSQL and NATS up,
    every other part ready to be started. In an empty home it is the second start, after `first_start`."""
    here = home.instance(mode)
    first_start.give(here)
    lock = note.take(here)
    assert lock is not None
    child = None
    try:
        running = start.start(here, ports, Exposure())
        child = running.child
        yield World(running, running.setting)
    finally:
        if child is not None:
            start.end(child)
        leftovers.end(here)
        lock.close()
        shutil.rmtree(here.sockets, ignore_errors=True)

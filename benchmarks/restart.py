"""`restart`: kill -9 of each part in turn under load, until it serves again. The floor is a bare start of the
part. Of the bridges the working one is killed, and the waiting one serves.

It runs a whole instance as `./loa up` does: supervisor, every part as its own user, PostgreSQL and NATS. A
bare start is the same command of the part, as its user, started by hand on an idle instance. As root it needs
a Python that other users can run, as that of `./loa bench` is.
"""

import http.client
import os
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from statistics import median

import psycopg
from loa_simulator import frames

from benchmarks.harness import Result, command, result
from launcher.inside import accounts, bridges, postgres, start, supervision
from launcher.inside.processes import Process
from launcher.inside.start import RunningInstance
from launcher.tests.world import a_home, an_instance, free_ports

FULL = ("postgres", "nats", "signer", "files", "bridge", "worker", "media", "web")
QUICK = ("postgres", "nats", "signer", "files", "bridge", "web")
PATIENCE_S = 60.0
Serves = Callable[[], bool]


class Parts:
    """An instance, and how each of its parts is asked whether it serves."""

    def __init__(self, running: RunningInstance) -> None:
        self.running, self.setting = running, running.setting
        self.instance, self.ports = self.setting.instance, self.setting.ports
        self._last_worker = 0

    def processes(self, name: str) -> list[Process]:
        """Returns the processes of a part; the bridge has several."""
        return [each for each in self.running.list if each.part == name]

    def serves(self, name: str) -> bool:
        """Returns whether the part gives a real answer at its own port or socket. Never raises."""
        asked: dict[str, Serves] = {
            "postgres": self._database,
            "nats": lambda: self._greets(self.ports.nats),
            "signer": self._signer,
            "files": lambda: self._http(self.ports.files, "/o/none"),
            "web": lambda: self._http(self.ports.web, "/dang-nhap/"),
            "bridge": self._bridge,
            "worker": self._new_worker,
            "media": self._new_worker,
        }
        with suppress(OSError, psycopg.Error, http.client.HTTPException):
            return asked[name]()
        return False

    def _database(self) -> bool:
        with postgres.connect(self.instance, self.ports) as link:
            return link.execute("select 1").fetchone() is not None

    def _greets(self, port: int) -> bool:
        with socket.create_connection(("127.0.0.1", port), 1) as door:
            return door.recv(4) == b"INFO"

    def _signer(self) -> bool:
        """Sends a question that is none: the signer answers it with an empty frame."""
        with socket.socket(socket.AF_UNIX) as door:
            door.settimeout(1)
            door.connect(str(self.instance.sockets / "time" / "s"))
            door.sendall((4).to_bytes(4, "big") + b"none")
            return len(door.recv(4)) == 4

    def _http(self, port: int, path: str) -> bool:
        link = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            link.request("GET", path)
            return link.getresponse().status < 500
        finally:
            link.close()

    def _bridge(self) -> bool:
        """Returns whether an unknown device is rejected: while there is no bridge, the broker lets it
        wait."""
        with socket.create_connection(("127.0.0.1", self.ports.mqtt), 1) as door:
            door.settimeout(0.3)
            door.sendall(frames.connect("stranger", "stranger", "none", 60, "d/stranger/up/health"))
            # Return code 5 of a CONNACK (MQTT 3.1.1): not authorized.
            return door.recv(4)[3:4] == b"\x05"

    def _new_worker(self) -> bool:
        return self.newest_worker() > self._last_worker

    def newest_worker(self) -> int:
        """Returns the id of the newest worker of the queue, or 0."""
        with postgres.connect(self.instance, self.ports) as link:
            found = link.execute("select coalesce(max(id), 0) from procrastinate_workers").fetchone()
        return int(found[0]) if found else 0

    def forget(self) -> None:
        """Notes the newest worker. Only a worker that starts later counts as serving."""
        with suppress(psycopg.Error):
            self._last_worker = self.newest_worker()

    def wait(self, name: str, also: Serves = lambda: True) -> float:
        """Returns the seconds until the part serves."""
        begun = time.perf_counter()
        while not (also() and self.serves(name)):
            assert time.perf_counter() - begun < PATIENCE_S, f"{name} does not serve"
            time.sleep(0.01)
        return time.perf_counter() - begun

    def pid(self, name: str) -> int:
        with supervision.control(self.instance) as asked:
            return int(asked.getProcessInfo(name)["pid"])

    def bare(self, name: str) -> float:
        """Measures the floor: stops the part, then starts it by hand."""
        listed = self.processes(name)
        with supervision.control(self.instance) as asked:
            for each in listed:
                asked.stopProcess(each.name, True)
        self.forget()
        process = listed[0]
        told = {**process.environment, "PATH": "/usr/bin:/bin", "LOA_INSTANCE": str(self.instance.folder)}
        child = subprocess.Popen(
            process.command,
            env=told,
            cwd="/",
            umask=int(process.umask, 8),
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            **accounts.as_part(process.part),
        )
        try:
            return self.wait(name)
        finally:
            # SIGINT is PostgreSQL's fast shutdown: SIGTERM would wait for connections to end.
            child.send_signal(2 if name == "postgres" else 15)
            child.wait(30)
            self.forget()
            with supervision.control(self.instance) as asked:
                for each in listed:
                    asked.startProcess(each.name, False)
            self.wait(name)

    def steady_pid(self, name: str) -> int:
        """Returns its process id once supervisor counts it as running.

        Killed earlier, supervisor would delay it like a process that cannot start.
        """
        begun = time.perf_counter()
        while True:
            with supervision.control(self.instance) as asked:
                row = asked.getProcessInfo(name)
            if row["statename"] == "RUNNING":
                return int(row["pid"])
            assert time.perf_counter() - begun < PATIENCE_S, f"{name} does not stay"
            time.sleep(0.05)

    def killed(self, name: str) -> float:
        """Kills a part with -9 under load; supervisor alone restarts it. For the bridge the waiting one takes
        over."""
        stands_in = name == bridges.PART
        if stands_in:
            for each in self.processes(name):
                self.steady_pid(each.name)
        process = bridges.working(self.instance, self.ports) if stands_in else name
        before = self.steady_pid(process)
        self.forget()
        with self.load():
            os.kill(before, 9)
            return self.wait(name, lambda: stands_in or self.pid(name) not in (0, before))

    @contextmanager
    def load(self) -> Iterator[None]:
        """Asks for pages, runs queries and connects as unknown devices to the broker, without end."""
        stop = threading.Event()

        def ask(name: str) -> None:
            while not stop.wait(0.05):
                self.serves(name)

        threads = [
            threading.Thread(target=ask, args=(name,)) for name in ("web", "web", "postgres", "bridge")
        ]
        for thread in threads:
            thread.start()
        time.sleep(0.5)
        try:
            yield
        finally:
            stop.set()
            for thread in threads:
                thread.join()


@contextmanager
def instance() -> Iterator[Parts]:
    """Runs a whole instance in a folder of its own, which is removed at the end."""
    with a_home() as home, an_instance(home, "up", free_ports()) as world:
        start.start_parts(world.running)
        yield Parts(world.running)


def run(quick: bool) -> list[Result]:
    """Measures a line for each part: the median of its kills against the median of its bare starts."""
    names, rounds = (QUICK, 1) if quick else (FULL, 3)
    found = []
    with instance() as parts:
        for name in names:
            parts.forget()
            floor = [parts.bare(name) for _ in range(rounds)]
            ours = [parts.killed(name) for _ in range(rounds)]
            work = (
                f"{'quick' if quick else 'full'}: {rounds} kill -9 under pages, queries and strangers'"
                f" sign-ins, {rounds} bare starts"
            )
            found.append(result(f"restart.{name}", median(ours), "s", median(floor), 3.0, work))
            print(f"{name}: {median(ours):.2f} s, bare {median(floor):.2f} s", file=sys.stderr)
    return found


def main() -> None:
    """Runs the benchmark from the command line."""
    command(run)


if __name__ == "__main__":
    main()

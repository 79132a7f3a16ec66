"""Starts, commands and ends the processes that hold raw connections of devices, for `fanout` and `bridge`."""

from benchmarks import ground  # noqa: F401

# isort: split
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from typing import Any

from loa.bridge.tests.house import House
from loa.fleet.models import Device
from loa.keys import queries as keys


class Crowds:
    """The processes that hold the raw connections."""

    def __init__(self, processes: list[subprocess.Popen[str]]) -> None:
        self._processes = processes

    def say(self, line: str) -> None:
        """Sends a line to each process."""
        for process in self._processes:
            assert process.stdin is not None
            process.stdin.write(line + "\n")
            process.stdin.flush()

    def hear(self) -> list[dict[str, Any]]:
        """Returns a line from each process."""
        said = []
        for process in self._processes:
            assert process.stdout is not None
            line = process.stdout.readline()
            assert line, "a crowd ended"
            said.append(json.loads(line))
        return said

    def arrived(self, wanted: int, patience_s: float = 30) -> list[int]:
        """Returns arrival times (ns) once as many devices as wanted have received the message."""
        deadline = time.monotonic() + patience_s
        while True:
            self.say("told")
            at = [ns for said in self.hear() for ns in said["at"]]
            if len(at) == wanted:
                return at
            assert time.monotonic() < deadline, f"{len(at)} of {wanted} heard it"
            time.sleep(0.3)


@contextmanager
def connected(
    house: House, module: str, devices: Sequence[Device], *, processes: int, per_second: int, **more: object
) -> Iterator[Crowds]:
    """Connects and subscribes all these devices, in as many processes of the module `module`.

    Each process makes `per_second` connects a second; `more` is passed to each.
    """
    told = {"server": keys.server_name(), "port": house.broker.mqtt, "per_second": per_second, **more}
    with ExitStack() as stack:
        started = []
        for part in range(processes):
            path = house.home / f"crowd{part}.json"
            mine = [[str(each.pk), each.places, each.plan_id] for each in devices[part::processes]]
            path.write_text(json.dumps({**told, "devices": mine}))
            process = subprocess.Popen(
                [sys.executable, "-m", module, str(path)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
            )
            stack.enter_context(process)
            stack.callback(process.kill)
            started.append(process)
        found = Crowds(started)
        found.hear()
        yield found

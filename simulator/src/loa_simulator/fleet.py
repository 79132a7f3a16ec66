"""The fleet: one process for each part, started again when it ends, and one line of figures for all."""

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import msgspec

from loa_simulator.part import Figures, PartSettings

_REST_S = 2.0  # before a part is started again
_LOOK_S = 1.0
_STOP_S = 10.0  # time for the parts to end by themselves
_SAY_S = 10.0  # at least this long between two lines
_SPARE_FILES = 256  # open files of a process besides its connections
_SUMMED = (
    "ready",
    "assigned",
    "planned",
    "complete",
    "sounding",
    "waiting_records",
    "records",
    "stored",
    "memory_kb",
)


class Total(msgspec.Struct, frozen=True):
    """The figures of all parts together: the content of `status.json`."""

    devices: int
    ready: int
    assigned: int
    planned: int
    complete: int
    sounding: int
    waiting_records: int
    records: int
    stored: int
    late_ms: int
    memory_kb: int
    parts: int
    restarts: int


def room_for(devices: int, parts: int) -> int:
    """Returns how many of these devices the limit on open files allows. Raises the soft limit first."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < hard:
        resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    most = (hard - _SPARE_FILES) * parts
    return min(devices, max(most, 0))


class Fleet:
    """The processes of the parts: it starts them and keeps them running until `stop` is called."""

    def __init__(self, all_orders: Sequence[PartSettings], say: Callable[[str], None]) -> None:
        self._held_acts = all_orders
        self._say = say
        self._folder = Path(all_orders[0].folder)
        self._running: dict[int, subprocess.Popen[bytes]] = {}
        self._rest: dict[int, float] = {}
        self._restarts = 0
        self._stopping = False

    def stop(self, *_: object) -> None:
        """Ends the fleet soon. Also a signal handler."""
        self._stopping = True

    def run(self) -> int:
        """Runs the parts until `stop` is called. Returns 0."""
        for name in (signal.SIGTERM, signal.SIGINT):
            signal.signal(name, self.stop)
        said, say_at = "", 0.0
        while not self._stopping:
            for held_acts in self._held_acts:
                self._keep_up(held_acts)
            total = self._total()
            self._write(total)
            line = (
                f"{total.ready}/{total.devices} connected, {total.complete} with a complete plan, "
                f"{total.sounding} sounding, {total.waiting_records} records on their way"
            )
            if line != said and time.monotonic() >= say_at:
                self._say(line)
                said, say_at = line, time.monotonic() + _SAY_S
            time.sleep(_LOOK_S)
        return self._end()

    def _keep_up(self, held_acts: PartSettings) -> None:
        child = self._running.get(held_acts.number)
        now = time.monotonic()
        if child is not None and child.poll() is None:
            return
        if child is not None:
            self._say(f"part {held_acts.number} ended with {child.returncode}; starting it again")
            del self._running[held_acts.number]
            self._restarts += 1
            self._rest[held_acts.number] = now + _REST_S
        if now < self._rest.get(held_acts.number, 0):
            return
        given = msgspec.json.encode(held_acts).decode()
        self._running[held_acts.number] = subprocess.Popen(  # noqa: S603 - ourselves
            [sys.executable, "-m", "loa_simulator.command", "part", given], stdin=subprocess.DEVNULL
        )

    def _total(self) -> Total:
        found: list[Figures] = []
        for held_acts in self._held_acts:
            path = self._folder / f"part-{held_acts.number}.json"
            try:
                figures = msgspec.json.decode(path.read_bytes(), type=Figures)
            except (OSError, msgspec.DecodeError):
                continue
            if time.time() - figures.at < 10:  # older figures are of a part that hangs or has ended
                found.append(figures)
        sums = {name: sum(getattr(each, name) for each in found) for name in _SUMMED}
        return Total(
            devices=self._held_acts[0].devices,
            late_ms=max((each.late_ms for each in found), default=0),
            parts=len(found),
            restarts=self._restarts,
            **sums,
        )

    def _write(self, total: Total) -> None:
        target = self._folder / "status.json"
        fresh = target.with_suffix(".new")  # renamed below, so that no reader sees half of it
        fresh.write_bytes(msgspec.json.encode(total))
        os.replace(fresh, target)

    def _end(self) -> int:
        for child in self._running.values():
            child.terminate()
        until = time.monotonic() + _STOP_S
        for child in self._running.values():
            try:
                child.wait(max(until - time.monotonic(), 0.1))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()
        return 0

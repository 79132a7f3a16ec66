"""A part of the fleet in one process: one event loop, a queue of due ticks, and figures each second."""

import asyncio
import heapq
import os
import signal
import ssl
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import msgspec
from loa_agent.core import AgentSettings
from loa_agent.door import Door
from loa_agent.shared_cache import SharedCache

from loa_simulator import enrolment
from loa_simulator.device import SHARD, Common, Device, open_shard, ticks_ms
from loa_simulator.link import Broker
from loa_simulator.objects import ObjectPool

_SLICE = 64  # devices ticked before the event loop has its turn
_LONGEST_MS = 60_000
_FIGURES_S = 1.0


class Figures(msgspec.Struct, frozen=True):
    """The figures of a part of the fleet.

    assigned: devices with an assignment. records: how many records all devices have numbered since they were
    made; stored: how many of those the server says it has. late_ms: how much too late the latest tick of the
    last second was. memory_kb: the memory of this process alone.
    """

    devices: int
    switched_on: int
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
    at: float


@dataclass(frozen=True, slots=True)
class PartSettings:
    """What a part runs: the devices of every `parts`-th shard of 1,000, from shard `number` on."""

    enrol: str
    folder: str
    devices: int
    number: int
    parts: int
    per_second: float
    health_s: int = 300


class Part:
    """The devices of one part, and the queue of their ticks."""

    def __init__(self, orders: PartSettings) -> None:
        self._orders = orders
        self._loop = asyncio.get_running_loop()
        self._devices: list[Device | None] = []
        self._due: list[tuple[int, int]] = []
        self._next: list[int] = []
        self._wake = asyncio.Event()
        self._late = 0
        file = enrolment.read(Path(orders.enrol))
        server = file.server
        if server is None:
            raise enrolment.UnusableFleetFile(f"{orders.enrol}: these devices have not been enrolled yet")
        Broker.at(server.mqtt, server.authority)  # raises for an address that is not allowed
        trusted = partial(ssl.create_default_context, cafile=server.authority or None)
        shared_cache = SharedCache(most=8192)
        self._folder = Path(orders.folder)
        folder = self._folder / f"objects-{orders.number}"
        self._common = Common(
            file=file,
            server=server,
            pins=enrolment.pins(server),
            warehouse=ObjectPool(folder, lambda into: Door(into, 0, trusted), self._fetched),
            shared_cache=shared_cache,
            settings=AgentSettings(health_ms=orders.health_s * 1000),
        )

    def _mine(self) -> Iterator[int]:
        """Yields the numbers of this part's devices: whole shards, dealt out in turn."""
        count = min(self._orders.devices, len(self._common.file.devices))
        for shard in range(self._orders.number, -(-count // SHARD), self._orders.parts):
            yield from range(shard * SHARD, min((shard + 1) * SHARD, count))

    async def run(self) -> None:
        """Switches the devices on one by one, and runs them until SIGTERM or the end of the fleet's
        process."""
        over = asyncio.Event()
        for name in (signal.SIGTERM, signal.SIGINT):
            self._loop.add_signal_handler(name, over.set)
        works = (self._switch_on(), self._tick(), self._tell(), over.wait())
        switching, *others = tasks = [asyncio.create_task(work) for work in works]
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        if done == {switching} and switching.exception() is None:  # all devices are on: the others go on
            done, _ = await asyncio.wait(others, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        for device in self._devices:
            if device is not None:
                device.link.close()
        self._common.warehouse.close()
        await asyncio.sleep(0)  # the event loop closes the connections
        for task in done:
            task.result()  # raises the error that ended it

    async def _switch_on(self) -> None:
        mine = list(self._mine())
        self._next = [0] * len(mine)
        shards = {number // SHARD for number in mine}
        opened = {shard: open_shard(self._folder, shard) for shard in shards}
        begun = self._loop.time()
        for place, number in enumerate(mine):
            ahead = begun + place / self._orders.per_second - self._loop.time()
            await asyncio.sleep(max(ahead, 0))
            member = self._common.file.devices[number]
            device = Device(self._common, member, opened[number // SHARD], number, partial(self._soon, place))
            self._devices.append(device)
            self._soon(place)

    def _soon(self, place: int, wait_ms: int = 0) -> None:
        """Ticks this device after so many milliseconds, or earlier if it is due earlier."""
        at = ticks_ms() + wait_ms
        if self._next[place] == 0 or at < self._next[place]:
            self._next[place] = at
            heapq.heappush(self._due, (at, place))
            # An entry of the heap is not removed when an earlier one is added; `_tick_one` skips it.
            if wait_ms == 0 or self._due[0][1] == place:
                self._wake.set()

    async def _tick(self) -> None:
        while True:
            self._wake.clear()
            for _ in range(_SLICE):
                if not self._due or self._due[0][0] > ticks_ms():
                    break
                self._tick_one(*heapq.heappop(self._due))
            now = ticks_ms()
            wait = min(self._due[0][0] - now, _LONGEST_MS) if self._due else _LONGEST_MS
            if wait <= 0:
                await asyncio.sleep(0)
                continue
            try:
                async with asyncio.timeout(wait / 1000):
                    await self._wake.wait()
            except TimeoutError:
                continue

    def _tick_one(self, at: int, place: int) -> None:
        device = self._devices[place] if place < len(self._devices) else None
        if device is None or self._next[place] != at:
            return
        self._late = max(self._late, ticks_ms() - at)
        self._next[place] = 0
        self._soon(place, max(device.tick(), 1))

    def _fetched(self) -> None:
        """Hands out the results on the event loop. The fetcher's thread calls this."""
        self._loop.call_soon_threadsafe(self._hand_out)

    def _hand_out(self) -> None:
        for fetch in self._common.warehouse.settle():
            fetch.look()

    async def _tell(self) -> None:
        target = self._folder / f"part-{self._orders.number}.json"
        # When the fleet's process ends, the system gives this one another parent.
        parent = os.getppid()
        while os.getppid() == parent:
            fresh = target.with_suffix(".new")
            fresh.write_bytes(msgspec.json.encode(self._figures()))
            fresh.replace(target)
            self._late = 0
            await asyncio.sleep(_FIGURES_S)

    def _figures(self) -> Figures:
        on = [device for device in self._devices if device is not None]
        held = [device.core.plan_store for device in on]
        return Figures(
            devices=len(self._next),
            switched_on=len(on),
            ready=sum(device.ready for device in on),
            assigned=sum(device.core.trust_state.assignment is not None for device in on),
            planned=sum(h.current is not None or h.coming is not None for h in held),
            complete=sum(h.current is not None and h.current.line is not None for h in held),
            sounding=sum(bool(device.core.play_journal.sounding) for device in on),
            waiting_records=sum(device.core.outbox.waiting for device in on),
            records=sum(device.core.outbox.last for device in on),
            stored=sum(device.core.outbox.stored for device in on),
            late_ms=self._late,
            memory_kb=_memory_kb(),
            at=time.time(),
        )


def _memory_kb() -> int:
    """Returns the memory of this process alone, in kB; 0 if the system does not report it."""
    try:
        lines = Path("/proc/self/smaps_rollup").read_text(encoding="ascii").splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Private_"))


def run(orders: PartSettings) -> None:
    """Runs a part until it is told to stop."""

    async def main() -> None:
        await Part(orders).run()

    asyncio.run(main())

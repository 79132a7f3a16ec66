"""Simulated devices for `bridge`, which send what a fleet sends, at its pace or many times as fast: raw MQTT,
in one process.

`python -m benchmarks.pace FILE`: FILE as for `benchmarks.crowd`, with `holds`: what each of them holds, as a
`have` says it. The process prints {"ready": n} when all are subscribed. Then, for each line `live PACE
SECONDS` on standard input, the devices send for so long, and it prints {"said": {...}, "answered": {...}}:
counts by word.
"""

import asyncio
import heapq
import json
import random
import secrets
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any, Final

from loa_protocol import topics
from loa_protocol.encoding import decode_down, encode
from loa_protocol.heads import seal
from loa_protocol.ids import sha256_hex
from loa_protocol.messages import (
    FIRST_BATCH,
    Answered,
    ClockQuality,
    Have,
    Health,
    Hello,
    Record,
    RecordBatch,
    RecordKind,
    Stored,
    TimeQuestion,
)
from loa_protocol.messages.common import Struct
from loa_protocol.signing import MAGIC
from loa_protocol.topics import Up
from loa_simulator import frames

from benchmarks.crowd import Crowd, Device, lines, say
from benchmarks.keys import key_of

EACH_S: Final = {"health": 300.0, "have": 600.0, "records": 4_320.0, "connect": 3_600.0}
"""How often a device does each, in seconds. Health and have as the agent does; for ten items a day a batch
when each began and one when it ended; and a link that breaks once an hour, which is often."""
ANSWERS: Final[dict[type, Up]] = {Answered: Up.HAVE, Stored: Up.RECORDS}
ANSWERED: Final = (Up.TIME, *ANSWERS.values())
PATIENCE_S: Final = 60.0
BOOT: Final = "0" * 32


def now_ms() -> int:
    return time.time_ns() // 1_000_000


class LivingDevice(Device):
    """A device that sends messages, and reconnects when its link has broken."""

    def __init__(self, fleet: "Fleet", name: str, places: list[str], plan: str) -> None:
        super().__init__(fleet, name, places, plan)
        self.fleet, self.plan = fleet, plan
        self.broken = False
        self.asked = self.number = self.last = 0
        self.batch = FIRST_BATCH

    def say(self, kind: Up, message: Struct | bytes) -> None:
        """Publishes a message and counts it. Does nothing while there is no link."""
        if self.transport is not None and self.ready:
            payload = message if isinstance(message, bytes) else encode(message)
            self.transport.write(frames.publish(topics.up(self.name, kind), payload))
            self.fleet.said[kind.value] += 1
            self.asked += kind in ANSWERED

    def hear(self, packet: frames.Packet, now_ns: int) -> None:
        """Counts an answer."""
        payload = packet.published()[1]
        said = None if payload.startswith(MAGIC) else decode_down(payload)
        kind = Up.TIME if said is None else ANSWERS.get(type(said))
        if kind is not None:
            self.fleet.answered[kind.value] += 1
            self.asked -= 1

    def begin(self) -> None:
        """Sends what a device sends first after its link had broken."""
        if self.broken:
            self.broken = False
            self.fleet.answered["connect"] += 1
            said = Hello(1, self.name, (1,), "pace", BOOT, self.crowd.server, True, ClockQuality.RTC)
            self.say(Up.HELLO, said)
            self.have()
            self.say(Up.TIME, TimeQuestion(1, self.name, secrets.token_hex(16)))

    def connection_lost(self, exc: Exception | None) -> None:
        super().connection_lost(exc)
        if self.broken:
            self.fleet.comes_again(self)

    def health(self) -> None:
        """Sends a full health message."""
        said = Health(
            v=1,
            device=self.name,
            wall_ms=now_ms(),
            mono_ms=now_ms(),
            clock=ClockQuality.RTC,
            uptime_s=86_400,
            sounding="",
            silenced=False,
            volume=70,
            disk_free=8_000_000_000,
            disk_full=False,
            records_waiting=0,
            temperature_c=41,
            supply_mv=12_100,
            signal_dbm=-71,
        )
        self.say(Up.HEALTH, said)

    def have(self) -> None:
        """Sends what it holds, which is everything."""
        self.number += 1
        said = Have(
            v=1,
            device=self.name,
            number=self.number,
            plan_id=self.plan,
            plan_sha256=sha256_hex(self.plan.encode()),
            body_sha256="b0" * 32,
            missing=(),
            missing_count=0,
            acts=(),
            door_until=now_ms() + 47 * 3_600_000,
            records_last=self.last,
            records_stored=self.last,
            **self.fleet.holds,
        )
        self.say(Up.HAVE, said)

    def records(self) -> None:
        """Sends the next batch: an item that began or ended. Does nothing while the link is broken."""
        if not self.ready:
            return
        kind = RecordKind.COMPLETED if self.last % 2 else RecordKind.STARTED
        at = now_ms()
        record = Record(kind, at, at, ClockQuality.RTC, media_sha256="ab" * 32, planned_ms=at)
        said = RecordBatch(1, self.name, BOOT, self.last + 1, self.batch, (record,))
        raw = seal(said, key_of(self.name))
        self.last, self.batch = self.last + 1, sha256_hex(raw)
        self.say(Up.RECORDS, raw)

    def connect(self) -> None:
        """Breaks the link, unless an answer is on its way."""
        if self.transport is not None and self.ready and not self.asked:
            self.broken = True
            self.fleet.said["connect"] += 1
            self.transport.close()


class Fleet(Crowd):
    """All devices of this process, with a clock that may run faster."""

    def __init__(self, told: dict[str, Any]) -> None:
        super().__init__(told, LivingDevice)
        self.holds: dict[str, Any] = told["holds"]
        self.said: Counter[str] = Counter()
        self.answered: Counter[str] = Counter()
        self._due: list[tuple[float, int, str]] = []
        self._coming: set[asyncio.Task[Any]] = set()
        self._chance = random.Random(1)  # noqa: S311 (the same moments in every run)

    def comes_again(self, device: LivingDevice) -> None:
        """Reconnects a device."""
        loop = asyncio.get_running_loop()
        task = loop.create_task(loop.create_connection(lambda: device, "127.0.0.1", self.port))
        # The loop holds only weak references to tasks.
        self._coming.add(task)
        task.add_done_callback(self._coming.discard)

    async def live(self, pace: float, seconds: float) -> None:
        """Runs for so many seconds, in which each device's time goes `pace` times as fast.

        Then it waits until all is answered, at most a minute: what is dropped under load a device would ask
        again.
        """
        self.said.clear()
        self.answered.clear()
        self._begun, self._pace = time.monotonic(), pace
        places = range(len(self.devices))
        self._due = [
            (self._chance.random() * each, place, word) for place in places for word, each in EACH_S.items()
        ]
        heapq.heapify(self._due)
        while self._now() < seconds * pace:
            self._do_what_is_due()
            await asyncio.sleep(0.01)
        self._do_what_is_due()
        deadline = time.monotonic() + PATIENCE_S
        while not self._all_is_answered() and time.monotonic() < deadline:
            await asyncio.sleep(0.05)

    def _now(self) -> float:
        return (time.monotonic() - self._begun) * self._pace

    def _do_what_is_due(self) -> None:
        while self._due and self._due[0][0] <= self._now():
            at, place, word = heapq.heappop(self._due)
            getattr(self.devices[place], word)()
            heapq.heappush(self._due, (at + EACH_S[word], place, word))

    def _all_is_answered(self) -> bool:
        words = ("connect", *(kind.value for kind in ANSWERED))
        return all(self.answered[word] >= self.said[word] for word in words)


async def attend(told: dict[str, Any]) -> None:
    """Connects all devices, then runs them as told, until standard input ends."""
    fleet = Fleet(told)
    await fleet.connect()
    say({"ready": len(fleet.devices)})
    async for line in lines():
        _live, pace, seconds = line.split()
        await fleet.live(float(pace), float(seconds))
        say({"said": fleet.said, "answered": fleet.answered})


if __name__ == "__main__":
    asyncio.run(attend(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))

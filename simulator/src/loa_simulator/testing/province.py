"""A small province for the fleet under test: a real broker and a real file door; everything is signed by test
keys.

The server's modules are not used here: their answers are built from the protocol's own parts.
"""

import asyncio
import http.server
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import nats
from loa_protocol import timing, topics
from loa_protocol.encoding import decode, encode, to_text
from loa_protocol.heads import unseal
from loa_protocol.ids import sha256_hex
from loa_protocol.messages import (
    Act,
    Answered,
    Body,
    BodyRef,
    DayPlan,
    DayRef,
    Door,
    Envelope,
    Have,
    Item,
    Plan,
    Priority,
    Record,
    RecordBatch,
    RecordKind,
    Right,
    Rules,
    Sound,
    Sounds,
    Stored,
    TimeAnswer,
    TimeQuestion,
    Window,
)
from loa_protocol.refusals import Refusal
from loa_protocol.testing.world import PURPOSES, Province, assignment
from nats.aio.msg import Msg

from loa_simulator import enrolment

ALWAYS = Rules(((Window(0, 1440),),) * 7, (), (1, 2, 3, 4, 5, 6, 7), 1440, 80)
RIGHT = Right("bulletin", "0199cccc-0000-7000-8000-000000000001")
PLAN_ID = "16012.34"


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


class Broker:
    """A real nats-server with its MQTT listener. Anyone may connect: that is for the bridge to decide."""

    def __init__(self, home: Path) -> None:
        self.home, self.port, self.mqtt = home, free_port(), free_port()
        self.config = home / "nats.conf"
        self.config.write_text(
            f'listen: "127.0.0.1:{self.port}"\nserver_name: test\n'
            f'jetstream {{ store_dir: "{home}/js" }}\nmqtt {{ listen: "127.0.0.1:{self.mqtt}" }}\n'
        )
        self.start()

    def start(self) -> None:
        binary = Path(sys.executable).parent / "nats-server"
        with (self.home / "nats.log").open("ab") as out:
            self.process = subprocess.Popen([binary, "-c", self.config], stdout=out, stderr=out)  # noqa: S603
        until = time.monotonic() + 20
        while time.monotonic() < until and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.mqtt), 1).close()
                return
            except OSError:
                time.sleep(0.02)
        raise AssertionError((self.home / "nats.log").read_text()[-2000:])

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()


class _Shelf(http.server.BaseHTTPRequestHandler):
    objects: dict[str, bytes] = {}
    served: list[str] = []

    def do_GET(self) -> None:
        name = self.path.rpartition("/")[2]
        data = self.objects.get(name)
        allowed = self.headers.get("Authorization") == "Bearer test"
        self.send_response(200 if data is not None and allowed else 404 if allowed else 401)
        self.send_header("Content-Length", str(len(data) if data and allowed else 0))
        self.end_headers()
        if data is not None and allowed:
            self.served.append(name)
            self.wfile.write(data)

    def log_message(self, *_: object) -> None:
        """Logs nothing."""


@dataclass
class Peer:
    """The answers of a server, over NATS."""

    broker: Broker
    fleet: enrolment.FleetFile
    records: dict[str, list[Record]] = field(default_factory=dict)
    heads: dict[str, str] = field(default_factory=dict)
    assigned: dict[str, bytes] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    acks: list[bytes] = field(default_factory=list)

    def __post_init__(self) -> None:
        now = now_ms()
        dates = {
            "valid_from": now - timing.DAY,
            "valid_to": now + 300 * timing.DAY,
            "envelope": Envelope((Window(0, 1440),), 1440, 100),  # tests run at any hour
        }
        self.province = Province(changes=dict.fromkeys(PURPOSES, dates))
        self.trust = self.province.file(made_at=now)
        self.public = {each.device: bytes.fromhex(each.public_key) for each in self.fleet.devices}
        self.door = http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Shelf)
        threading.Thread(target=self.door.serve_forever, daemon=True).start()
        self.seq = now
        self.plan = b""

    def enrolled(self) -> enrolment.FleetFile:
        """Returns the fleet file with the server's part, as the demo writes it."""
        statement = self.province.statement
        server = enrolment.Server(
            "test", f"mqtt://127.0.0.1:{self.broker.mqtt}", to_text(statement), sha256_hex(statement)
        )
        return enrolment.FleetFile(self.fleet.secret, self.fleet.devices, server)

    def plan_one(self, start: int, length: int) -> Item:
        """Makes the next plan, with one item of this length at this moment, or after midnight if it would
        pass midnight. Returns the item."""
        midnight = timing.day_bounds(timing.local_date(start))[1]
        start = start if start + length <= midnight else midnight + timing.SECOND
        day = timing.local_date(start)
        media = b"no sound card here decodes this" + bytes(range(64))
        sound = Sound(sha256_hex(media), length, len(media), RIGHT, {"title": "Bản tin thử"})
        item = Item(
            f"s1@{day}",
            "s1",
            Priority.ORDINARY,
            start,
            start + 5000,
            start + 600_000,
            length,
            Sounds(70, (sound,)),
            {"title": "Chương trình"},
        )
        days = [
            DayPlan(1, day, "16012", ALWAYS, (item,)),
            DayPlan(1, day + timedelta(days=1), "16012", ALWAYS, ()),
        ]
        bodies = [encode(each) for each in days]
        refs = tuple(DayRef(d.date, sha256_hex(b)) for d, b in zip(days, bodies, strict=True))
        body = encode(Body(1, refs))
        _Shelf.objects = {sha256_hex(each): each for each in (media, body, *bodies)}
        self.seq += 1
        begins, _ = timing.day_bounds(timing.local_date(now_ms()))
        head = Plan(
            1,
            PLAN_ID,
            self.seq,
            (BodyRef(1, sha256_hex(body)),),
            begins,
            begins + 3 * timing.DAY,
            now_ms(),
            now_ms(),
        )
        self.plan = self.province.seal(head)
        return item

    async def __aenter__(self) -> "Peer":
        """Answers from now on."""
        self.nats = await nats.connect(f"nats://127.0.0.1:{self.broker.port}", max_reconnect_attempts=-1)
        await self.nats.subscribe("d.*.up.*", cb=self._take)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.nats.close()
        self.door.shutdown()
        self.door.server_close()

    async def say(self, topic: str, payload: bytes) -> None:
        await self.nats.publish(topics.subject(topic), payload)

    async def order(self, act: Act) -> None:
        await self.say(topics.unit("16012"), self.province.seal(act))

    async def _take(self, message: Msg) -> None:
        try:
            found = topics.read_up(topics.topic(message.subject))
            if found is None:
                raise ValueError(message.subject)
            await self._answer(*found, message.data)
        except Exception as error:
            self.wrong.append(repr(error))
            raise

    async def _answer(self, device: str, kind: topics.Up, data: bytes) -> None:
        down = topics.down(device)
        if kind is topics.Up.TIME:
            asked = decode(data, TimeQuestion)
            await self.say(down, self.province.seal(TimeAnswer(1, device, asked.nonce, now_ms())))
        elif kind is topics.Up.HAVE:
            await self._reconcile(down, decode(data, Have))
        elif kind is topics.Up.RECORDS:
            await self._store(down, device, data)
        elif kind is topics.Up.ACK:
            self.acks.append(data)
        elif kind is topics.Up.REFUSED:
            self.wrong.append(data.decode())

    async def _reconcile(self, down: str, have: Have) -> None:
        if have.trust_seq == 0:
            await self.say(down, encode(self.trust))
        if have.assignment_seq == 0:
            await self.say(down, self._assignment(have.device))
        if have.door_until < now_ms() + timing.HOUR // 2:
            door = f"http://127.0.0.1:{self.door.server_address[1]}"
            await self.say(down, encode(Door(1, door, "test", now_ms() + timing.HOUR)))
        if self.plan and have.plan_sha256 != sha256_hex(self.plan):
            await self.say(down, self.plan)
        await self.say(down, encode(Answered(1, have.number)))

    def _assignment(self, device: str) -> bytes:
        """Returns the device's assignment. It is signed once: every time the same bytes."""
        if device not in self.assigned:
            public = self.public[device].hex()
            mine = assignment(device=device, public_key=public, plan_id=PLAN_ID, at=now_ms(), volume=80)
            self.assigned[device] = self.province.seal(mine)
        return self.assigned[device]

    async def _store(self, down: str, device: str, data: bytes) -> None:
        opened = unseal(data, self.public[device], RecordBatch)
        if isinstance(opened, Refusal):
            self.wrong.append(f"{device}: {opened.code}")
            return
        head, batch = opened
        held = self.records.setdefault(device, [])
        if batch.first == len(held) + 1:
            if batch.prev_sha256 != self.heads.get(device, "0" * 64):
                self.wrong.append(f"{device}: a fork at {batch.first}")
            held.extend(batch.records)
            self.heads[device] = head.sha256
        elif batch.last > len(held):
            self.wrong.append(f"{device}: {batch.first} after {len(held)}")
            return
        await self.say(down, encode(Stored(1, batch.last, head.sha256)))

    def kinds(self, device: str) -> list[RecordKind]:
        return [record.kind for record in self.records.get(device, [])]


async def until(what: Callable[[], bool], seconds: float, why: Callable[[], str]) -> None:
    """Waits for a condition, with a deadline. Raises AssertionError after it."""
    deadline = asyncio.get_running_loop().time() + seconds
    while not what():
        if asyncio.get_running_loop().time() > deadline:
            raise AssertionError(why())
        await asyncio.sleep(0.05)

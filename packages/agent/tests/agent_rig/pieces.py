"""Ports of a core with nothing behind them, and a box made of them that a test moves by hand."""

import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from loa_agent import store as stores
from loa_agent.clock import DrivenClock
from loa_agent.core import AgentSettings, Core, Ports
from loa_agent.door import FetchRequest, FetchResult
from loa_agent.link import Session, SessionDown, SessionUp, SubscriptionAnswer
from loa_agent.power import NoPower
from loa_agent.shared_cache import SharedCache
from loa_agent.sound.port import PER_MS, Cue, PlayerEvent, SoundBegan, SoundStopped
from loa_agent.store import Store
from loa_agent.trust_state import Enrolment
from loa_protocol import topics
from loa_protocol.encoding import encode
from loa_protocol.ids import sha256_hex
from loa_protocol.messages import (
    Ack,
    Body,
    BodyRef,
    DayRef,
    Have,
    Health,
    Hello,
    Item,
    Record,
    Refused,
    TimeQuestion,
)
from loa_protocol.messages.common import Struct
from loa_protocol.messages.records import RecordBatch, RecordKind
from loa_protocol.testing import world

from agent_rig.town import EIGHT, RULES, TODAY, day_bytes, open_payload

SAID: dict[type, topics.Up] = {
    Hello: topics.Up.HELLO,
    Have: topics.Up.HAVE,
    Health: topics.Up.HEALTH,
    Ack: topics.Up.ACK,
    Refused: topics.Up.REFUSED,
    TimeQuestion: topics.Up.TIME,
}


def carrying(kind: str, planned: Item) -> dict[str, Any]:
    """The same item, but that what it carries is of a kind that comes later."""
    made: dict[str, Any] = msgspec.to_builtins(planned)
    return {**made, "carries": {"kind": kind, "lines": ["Nước lên", "Sơ tán"]}}


class Shared:
    """Objects that every simulated device holds as soon as they exist anywhere."""

    def __init__(self) -> None:
        self.data: dict[str, bytes] = {}

    def put(self, data: bytes) -> str:
        self.data[sha256_hex(data)] = data
        return sha256_hex(data)

    def has(self, sha256: str) -> bool:
        return sha256 in self.data

    def read(self, sha256: str) -> bytes | None:
        return self.data.get(sha256)

    def path(self, sha256: str) -> Path:
        return Path("/nowhere") / sha256

    def add(self, sha256: str, data: bytes) -> None:
        self.data[sha256] = data

    def drop(self, sha256: str) -> None:
        self.data.pop(sha256, None)

    def keep_only(self, wanted: object) -> int:
        return 0


class NoCard:
    """Says of each cue what a card would have done: on its sample if it is there in time, late if not."""

    trouble = ""

    def __init__(self) -> None:
        self.cues: list[Cue] = []
        self.running: Cue | None = None
        self.over: tuple[Any, ...] = ()
        self.at: int | None = None
        self.told: list[PlayerEvent] = []

    def follow(self, cues: Any, now_ms: int) -> None:
        self.at = now_ms * PER_MS if self.at is None else self.at
        self.cues = sorted(cues, key=lambda cue: cue.start)
        wanted = {cue.key: cue for cue in self.cues}
        self.over = tuple(key for key in self.over if key in wanted)
        if self.running is not None:
            same = wanted.get(self.running.key)
            if same is not None and same.end > self.at:
                self.running = same
            else:
                self._stop(self.at, self.at, "told")

    def seat(self, now_ms: int) -> None:
        was, self.at = self.at, now_ms * PER_MS
        if self.running is not None:
            self._stop(self.at, was, "clock")
        self.over = ()

    def advance(self, now_ms: int) -> list[PlayerEvent]:
        now = now_ms * PER_MS
        at = now if self.at is None else self.at
        if self.running is not None and self.running.end <= now:
            self._end()
        for cue in self.cues:
            if self.running is not None or cue.start >= now:
                break
            if cue.key not in self.over and cue.end > at:
                begins = max(cue.start, at)
                self.running = cue
                self.told.append(SoundBegan(cue, begins, begins - cue.base))
                if cue.end <= now:
                    self._end()
        self.at = max(now, at)
        told, self.told = self.told, []
        return told

    def _end(self) -> None:
        self.over = (*self.over, self.running.key)
        self._stop(self.running.end, self.running.end, "end")

    def _stop(self, at: int, heard: int, why: str) -> None:
        self.told.append(SoundStopped(self.running, at, heard - self.running.base, why))
        self.running = None

    def close(self) -> None:
        pass


class Wire:
    """A link that connects at once and keeps what was said, where it was opened and what was subscribed."""

    def __init__(self) -> None:
        self.said: list[tuple[str, bytes]] = []
        self.topics: list[str] = []
        self.opened: list[Session] = []
        self.heard: Callable[[str], None] = lambda _topic: None

    def open(self, session: Session) -> None:
        self.opened.append(session)

    def subscribe(self, names: Any) -> None:
        self.topics += names

    def unsubscribe(self, names: Any) -> None:
        self.topics = [name for name in self.topics if name not in names]

    def publish(self, topic: str, payload: bytes) -> None:
        self.said.append((topic, payload))
        self.heard(topic)

    def close(self) -> None:
        pass


class NoFetch:
    """A file door behind which there is what a test puts into `answers`: why a fetch fails, by hash."""

    def __init__(self) -> None:
        self.wanted: list[FetchRequest] = []
        self.done: list[FetchResult] = []
        self.busy = False

    def want(self, wanted: FetchRequest) -> None:
        self.wanted.append(wanted)
        self.busy = True

    def finish(self, why: str = "") -> None:
        """What is under way comes to this end."""
        self.done.append(FetchResult(self.wanted[-1].sha256, why, 0))
        self.busy = False

    def take(self) -> list[FetchResult]:
        done, self.done = self.done, []
        return done


def ports_of(
    clock: Any, db: sqlite3.Connection, number: int, objects: Any, shared_cache: SharedCache
) -> Ports:
    return Ports(
        clock, lambda: 0, Store(db, number), objects, NoFetch(), Wire(), NoCard(), NoPower(),
        lambda: 10**9, shared_cache,
    )  # fmt: skip


class Box:
    """An enrolled core; the test moves its clocks, speaks for the server, and cuts its power."""

    def __init__(
        self,
        province: world.Province | None = None,
        *,
        trusted: bool = True,
        now: int = EIGHT,
        **assigned: Any,
    ) -> None:
        self.province = province or world.Province()
        self.key = world.key("device")
        self.db, self.objects, self.clock = stores.memory(), Shared(), DrivenClock()
        self.ticks = 0
        self.told: list[tuple[int, type]] = []
        self.clock.set(now, trusted)
        self.store = Store(self.db, 1)
        mine = world.assignment(public_key=self.key.public_key.hex(), **assigned)
        _, pins = self.province.believed(now)
        self.store.put("pins", pins if trusted else msgspec.structs.replace(pins, floor=0))
        self.store.put("trust", encode(self.province.file()))
        self.store.put("assignment", self.province.seal(mine))
        self.start()

    def start(self, mqtt: str = "mqtt://127.0.0.1:1") -> None:
        """Power on, on what the store holds."""
        ports = ports_of(self.clock, self.db, 1, self.objects, SharedCache())
        self.ports = msgspec.structs.replace(ports, ticks=lambda: self.ticks)
        self.wire, self.fetch = self.ports.link, self.ports.fetch
        self.wire.heard = self._told
        enrolled = Enrolment(world.DEVICE, "loa.test", mqtt, "http://127.0.0.1:1")
        self.core = Core(self.ports, AgentSettings(), self.key, enrolled)

    def _told(self, topic: str) -> None:
        kinds = {topics.up(world.DEVICE, up): kind for kind, up in SAID.items()}
        if topic in kinds:
            self.told.append((self.ticks, kinds[topic]))

    def connect(self, granted: Callable[[str], bool] = lambda _topic: True) -> None:
        """A session comes about; the broker grants these of the topics asked for."""
        self.wire.topics.clear()
        self.core.on_link(SessionUp())
        for topic in list(self.wire.topics):
            self.core.on_link(SubscriptionAnswer(topic, granted(topic)))

    def fall(self) -> None:
        """The session ends."""
        self.core.on_link(SessionDown("closed"))

    def tick(self, later_ms: int = 0) -> None:
        """So much time passes."""
        self.ticks += later_ms
        self.clock.move(self.clock.now_ms() + later_ms)
        self.core.on_tick()

    def run(self, for_ms: int, step_ms: int = 1000) -> None:
        """Time passes in steps."""
        for _ in range(for_ms // step_ms):
            self.tick(step_ms)

    def give(self, *messages: Struct | bytes) -> None:
        """The server sends these down."""
        for message in messages:
            data = message if isinstance(message, bytes) else encode(message)
            self.core.on_message(topics.down(world.DEVICE), data)
            self.core.on_tick()

    def order(self, *args: Any, **changes: Any) -> bytes:
        """A signed act, given; its head."""
        head = self.province.seal(world.act(*args, **changes))
        self.give(head)
        return head

    def plan(self, *items: Item | dict[str, Any], rules: Any = RULES, **changes: Any) -> bytes:
        """The signed head of a plan of today whose body and day the box finds here."""
        day = self.objects.put(day_bytes(TODAY, *items, rules=rules))
        body = self.objects.put(encode(Body(1, (DayRef(TODAY, day),))))
        return self.province.seal(world.plan(**{"bodies": (BodyRef(1, body),), **changes}))

    def said(self, kind: type) -> list[Any]:
        """What it has said of this kind since it was switched on."""
        topic = topics.up(world.DEVICE, SAID[kind])
        return [
            msgspec.json.decode(data, type=kind) for name, data in self.wire.said if name == topic and data
        ]

    def records(self, *kinds: RecordKind) -> list[Record]:
        """The records that it holds, sealed or waiting, and those of these kinds alone if any is named."""
        found = []
        for (head,) in self.db.execute("select head from batch order by first").fetchall():
            found += msgspec.json.decode(open_payload(head), type=RecordBatch).records
        rows = self.db.execute("select record from waiting order by number").fetchall()
        found += [msgspec.json.decode(row[0], type=Record) for row in rows]
        return [one for one in found if not kinds or one.kind in kinds]

"""A whole right-hand side for tests: signer, bridge and file door as processes, a broker, a database of its
own."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections.abc import Callable
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from loa_protocol import topics
from loa_protocol.encoding import decode_down, encode
from loa_protocol.enrolment import password
from loa_protocol.heads import seal
from loa_protocol.messages import (
    FIRST_BATCH,
    Answered,
    ClockQuality,
    Have,
    Hello,
    Record,
    RecordBatch,
    RecordKind,
    Stored,
    TimeQuestion,
)
from loa_protocol.signing import MAGIC, SoftKey

from loa.bridge.tests.broker import Broker, free_port
from loa.bridge.tests.raw_mqtt import Mqtt

SECRET = "7a" * 32
PATIENCE_S = 180
"""Only so that what hangs ends."""


@dataclass
class House:
    """Processes by name; `environment` says which role and database each uses, `for_parts` what a process is
    told besides (its stores), `for_agents` the same of an agent (its sound path)."""

    home: Path
    broker: Broker
    environment: Callable[[str], dict[str, str]]
    files_port: int = field(default_factory=free_port)
    web_port: int = field(default_factory=free_port)
    processes: dict[str, subprocess.Popen] = field(default_factory=dict)
    for_parts: dict[str, dict[str, str]] = field(default_factory=dict)
    for_agents: dict[str, dict[str, str]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        for name in ("keys", "objects", "media"):
            (self.home / name).mkdir(exist_ok=True)
        (self.home / "nats.json").write_text(json.dumps(self.broker.secrets))
        (self.home / "files").write_text(SECRET)

    def _told(self, name: str) -> dict[str, str]:
        """`name` may end with a number, as that of one of several bridges."""
        name = name.rstrip("0123456789")
        return {
            **os.environ,
            **(self.environment(f"loa_{name}") if name != "files" else {}),
            "DJANGO_SETTINGS_MODULE": "loa.config.settings",
            "PYTHONPATH": os.pathsep.join(sys.path),
            "LOA_MODE": "demo",
            "LOA_PUBLIC_URL": f"http://127.0.0.1:{self.web_port}",
            "LOA_MQTT_PUBLIC": f"mqtt://127.0.0.1:{self.broker.mqtt}",
            "LOA_DATA": str(self.home),
            "LOA_KEYS_DIR": str(self.home / "keys"),
            "LOA_OBJECTS_DIR": str(self.home / "objects"),
            "LOA_MEDIA_DIR": str(self.home / "media"),
            "LOA_NATS_URL": self.broker.secrets["url"],
            "LOA_NATS_SECRETS": str(self.home / "nats.json"),
            "LOA_FILES_SECRET": str(self.home / "files"),
            "LOA_FILES_LISTEN": f"127.0.0.1:{self.files_port}",
            "LOA_FILES_PUBLIC": f"http://127.0.0.1:{self.files_port}",
            "LOA_TIME_SOCKET": str(self.home / "s"),
            **self.for_parts.get(name, {}),
        }

    def start(self, *names: str) -> None:
        for name in names:
            log = (self.home / f"{name}.log").open("ab")
            self.processes[name] = subprocess.Popen(
                self._command(name), env=self._told(name), stderr=log, stdout=log
            )
            log.close()

    def _command(self, name: str) -> list[str]:
        if name == "web":
            at = ["--host", "127.0.0.1", "--port", str(self.web_port), "--processes", "3"]
            return [sys.executable, "-m", "launcher.web", *at]
        return [sys.executable, "-m", f"loa.{name.rstrip('0123456789')}"]

    def agent(self, name: str, *said: str) -> list[str]:
        """The command line of a real agent with a file sink, its state under this house."""
        state = self.home / name
        state.mkdir(mode=0o700, exist_ok=True)
        settings = state / "agent.json"
        if not settings.exists():
            wanted = {"state": str(state / "state"), "sound": f"file:{state / 'sound'}", "health_s": 5}
            settings.write_text(json.dumps(wanted))
        return [sys.executable, "-m", "loa_agent", "--config", str(settings), *said]

    def start_agent(self, name: str) -> None:
        """Runs the agent until it is stopped with the rest."""
        log = (self.home / f"{name}.log").open("ab")
        told = {**os.environ, **self.for_agents.get(name, {}), "PYTHONPATH": os.pathsep.join(sys.path)}
        self.processes[name] = subprocess.Popen(self.agent(name, "run"), env=told, stderr=log, stdout=log)
        log.close()

    def kill(self, name: str) -> None:
        """kill -9, and gone."""
        self.processes[name].kill()
        self.processes.pop(name).wait()

    def stop(self) -> dict[str, int]:
        """SIGTERM to all; gives the exit codes."""
        for process in self.processes.values():
            process.send_signal(signal.SIGTERM)
        return {name: process.wait(20) for name, process in self.processes.items()}

    def log(self, name: str) -> str:
        return (self.home / f"{name}.log").read_text()[-6000:]


@contextmanager
def opened(house: House):
    try:
        yield house
    finally:
        for process in house.processes.values():
            process.kill()
            process.wait()


def until(condition: Callable[[], object], why: Callable[[], str] = lambda: "", patience: float = PATIENCE_S):
    """Poll until it holds, however slow the machine; gives what it gave. Django's own connection sees other
    processes' commits."""
    deadline = time.monotonic() + patience
    while not (found := condition()):
        assert time.monotonic() < deadline, why()
        time.sleep(0.05)
    return found


@dataclass
class Box:
    """A device of a test: its key, its count of connections and of records."""

    id: str
    key: SoftKey
    server: str
    places: tuple[str, ...]
    plan_id: str
    counter: int = 0
    number: int = 1
    haves: int = 0
    last_sha256: str = FIRST_BATCH
    link: Mqtt | None = None

    async def connect(self, port: int) -> Mqtt:
        self.counter += 1
        signed = password(self.server, self.id, self.counter, self.key)
        self.link = await Mqtt.connect(port, self.id, signed)
        if not self.link.refused:
            self.link.subscribe(topics.subscriptions(self.id, self.places, self.plan_id))
        return self.link

    async def insist(self, port: int) -> Mqtt:
        """Connect until let in: the broker refuses while the bridge is away."""
        while True:
            try:
                # With no bridge to ask, the broker keeps a connection waiting for half a minute.
                link = await asyncio.wait_for(self.connect(port), 3)
            except (OSError, TimeoutError):
                link = None
            if link is not None and not link.refused:
                return link
            await asyncio.sleep(0.2)

    def say(self, kind: topics.Up, payload: bytes) -> None:
        self.link.publish(topics.up(self.id, kind), payload)

    def hello(self, speaks: tuple[int, ...] = (1,)) -> None:
        said = Hello(1, self.id, speaks, "test", "0" * 32, self.server, True, ClockQuality.RTC)
        self.say(topics.Up.HELLO, encode(said))

    def have(self, **changes) -> int:
        self.haves += 1
        fields = {
            "v": 1, "device": self.id, "number": self.haves, "trust_serial": 0, "trust_seq": 0,
            "assignment_serial": 0, "assignment_seq": 0, "address_serial": 0, "address_seq": 0,
            "plan_id": "", "plan_serial": 0, "plan_seq": 0, "plan_sha256": "", "body_sha256": "",
            "missing": (), "missing_count": 0, "acts": (), "door_until": 0,
            "records_last": self.number - 1, "records_stored": 0,
        }  # fmt: skip
        self.say(topics.Up.HAVE, encode(Have(**{**fields, **changes})))
        return self.haves

    def ask_time(self) -> str:
        nonce = uuid.uuid4().hex
        self.say(topics.Up.TIME, encode(TimeQuestion(1, self.id, nonce)))
        return nonce

    def batch(self, size: int, planned_ms: int, item: str = "", lost_ms: int = 0, **changes) -> bytes:
        """The next signed batch: a start and its end, again and again."""
        records = tuple(
            Record(
                kind=RecordKind.COMPLETED if place % 2 else RecordKind.STARTED,
                wall_ms=planned_ms + place,
                mono_ms=place,
                clock=ClockQuality.RTC,
                item=item,
                media_sha256="ab" * 32,
                planned_ms=planned_ms,
                lost_ms=lost_ms,
            )
            for place in range(size)
        )
        fields = {"first": self.number, "prev_sha256": self.last_sha256, **changes}
        raw = seal(RecordBatch(v=1, device=self.id, boot="0" * 32, records=records, **fields), self.key)
        from loa_protocol.ids import sha256_hex

        self.number, self.last_sha256 = self.number + size, sha256_hex(raw)
        return raw

    async def answer(self, **changes) -> list[bytes]:
        """Say what is held, and give all that comes until the answer is said to be whole."""
        number, heard = self.have(**changes), []
        while True:
            _topic, payload = await asyncio.wait_for(self.link.heard.get(), 30)
            said = None if is_head(payload) else decode_down(payload)
            if isinstance(said, Answered):
                assert said.number == number
                return heard
            heard.append(payload)

    async def hear(self, wanted: Callable[[bytes], bool] = lambda _: True) -> bytes:
        """The next payload that is wanted; others are passed over."""
        while True:
            _topic, payload = await asyncio.wait_for(self.link.heard.get(), 30)
            if wanted(payload):
                return payload


def is_head(payload: bytes) -> bool:
    return payload.startswith(MAGIC)


def document(kind: type) -> Callable[[bytes], bool]:
    """Is it this unsigned answer?"""
    return lambda payload: not is_head(payload) and isinstance(decode_down(payload), kind)


async def send_until_silent(box, raws, ends, stored):
    """Send what is not stored yet, four under way as agents do, until all is or nobody answers for a
    while."""
    while stored < ends[-1] and not box.link.closed.is_set():
        waiting = [(raw, end) for raw, end in zip(raws, ends, strict=True) if end > stored][:4]
        for raw, _end in waiting:
            box.say(topics.Up.RECORDS, raw)
        while stored < waiting[-1][1]:
            try:
                _topic, payload = await asyncio.wait_for(box.link.heard.get(), 2)
            except TimeoutError:
                return stored
            said = None if is_head(payload) else decode_down(payload)
            if isinstance(said, Stored):
                stored = max(stored, said.upto)
    return stored

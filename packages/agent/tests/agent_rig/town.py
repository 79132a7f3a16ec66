"""A commune for tests: real keys, a real file door and claim over HTTP, real agent processes."""

import contextlib
import http.server
import io
import json
import re
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from datetime import date
from pathlib import Path
from typing import Any

import msgspec
from loa_agent import command
from loa_protocol import enrolment, heads, timing
from loa_protocol.encoding import encode, to_text
from loa_protocol.ids import item_id, sha256_hex
from loa_protocol.messages import (
    Body,
    BodyRef,
    Claim,
    ClaimCode,
    Claimed,
    DayPlan,
    DayRef,
    Item,
    Right,
    Rules,
    Sounds,
    Window,
)
from loa_protocol.messages.common import Priority
from loa_protocol.messages.device import Door
from loa_protocol.messages.plan import Sound as PlannedSound
from loa_protocol.messages.records import Record, RecordBatch
from loa_protocol.testing import world

from agent_rig.sounds import Sound

TODAY = date(2026, 11, 23)
EIGHT = timing.at_minute(TODAY, 8 * 60)
FIVE_PM = timing.at_minute(TODAY, 17 * 60)
RULES = Rules((((Window(300, 1320),)),) * 7, (), (1, 2, 3, 4, 5, 6, 7), 60, 90)
TOKEN = "the-token"
RIGHT = Right("bulletin", "0199cccc-0000-7000-8000-000000000001")


def item(
    start: int, *sounds: Sound, name: str = "chieu", late: int = 0, volume: int = 80, **more: Any
) -> Item:
    """A slot's occurrence; ``late``: how much later it may begin, in ms."""
    media = tuple(PlannedSound(s.sha256, s.duration_ms, len(s.data), RIGHT) for s in sounds)
    length = sum(s.duration_ms for s in sounds)
    fields: dict[str, Any] = {
        "id": item_id(name, timing.local_date(start)),
        "slot": name,
        "priority": Priority.ORDINARY,
        "start_ms": start,
        "latest_start_ms": start + late,
        "expires_ms": start + length + timing.HOUR,
        "length_ms": length,
        "carries": Sounds(volume, media),
    }
    return Item(**{**fields, **more})


def day_bytes(day: date, *items: Item | dict[str, Any], rules: Any = RULES) -> bytes:
    """A day plan, also of items that only a later version can say."""
    made = msgspec.to_builtins(DayPlan(1, day, "16012", rules, ()))
    made["items"] = [msgspec.to_builtins(one) for one in items]
    return msgspec.json.encode(made, order="sorted")


class Server(http.server.ThreadingHTTPServer):
    """File door with tokens and ranges, and the claim endpoint. ``asked``: every request's path and range."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.objects: dict[str, bytes] = {}
        self.asked: list[tuple[str, str]] = []
        self.sent = 0
        self.cut_after: int | None = None
        self.claimed: bytes = b""
        self.not_yet = 0
        self.retry_after = "1"
        self.public_key = ""
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        threading.Thread(target=self.serve_forever, args=(0.05,), daemon=True).start()

    def put(self, data: bytes) -> str:
        self.objects[sha256_hex(data)] = data
        return sha256_hex(data)


class Handler(http.server.BaseHTTPRequestHandler):
    server: Server
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        name = self.path.removeprefix("/o/")
        asked = self.headers.get("Range", "")
        self.server.asked.append((name, asked))
        data = self.server.objects.get(name)
        if self.headers.get("Authorization") != f"Bearer {TOKEN}":
            return self._say(401, b"")
        if data is None:
            return self._say(404, b"")
        found = re.fullmatch(r"bytes=(\d+)-", asked)
        if found is None:
            return self._say(200, data)
        if int(found[1]) >= len(data):
            return self._say(416, b"")
        return self._say(206, data[int(found[1]) :])

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        if self.server.not_yet:
            self.server.not_yet -= 1
            return self._say(503, b"", ("Retry-After", self.server.retry_after))
        claim = heads.unseal(body, bytes.fromhex(json.loads(open_payload(body))["public_key"]), Claim)
        assert isinstance(claim, tuple)
        self.server.public_key = claim[1].public_key
        return self._say(200, self.server.claimed)

    def _say(self, code: int, data: bytes, *headers: tuple[str, str]) -> None:
        self.send_response(code)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        cut = self.server.cut_after
        piece = data if cut is None else data[:cut]
        self.wfile.write(piece)
        self.server.sent += len(piece)
        if cut is not None and len(piece) < len(data):
            self.server.cut_after = None
            self.close_connection = True


def _start(one: Item | dict[str, Any]) -> int:
    return one.start_ms if isinstance(one, Item) else int(one["start_ms"])


def open_payload(head: bytes) -> bytes:
    return head[head.index(b'{"') : -64]


class Town:
    """A commune for tests. One device, claimed for real."""

    def __init__(self, folder: Path, mqtt: str = "mqtt://127.0.0.1:1", server_name: str = "loa.test") -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self.province = world.Province()
        self.server = Server()
        self.state = folder / "state"
        self.out = folder / "out"
        self.socket = folder / "drive"
        self.mqtt = mqtt
        self.config = folder / "agent.json"
        self.settings: dict[str, Any] = {
            "state": str(self.state),
            "sound": f"file:{self.out}",
            "clock": f"driven:{self.socket}",
            "mqtt": mqtt,
            "keep_free_mb": 0,
        }
        self.server_name = server_name
        self.seq = EIGHT
        self.process: subprocess.Popen[bytes] | None = None
        self.environment: dict[str, str] | None = None
        self.write_config()

    def write_config(self, **changes: Any) -> None:
        self.settings.update(changes)
        self.config.write_text(json.dumps(self.settings))

    def command(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """The agent's command, called in this process: starting Python each time would be most of a test."""
        out, err = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = command.main(["--config", str(self.config), *words])
        assert not (check and code), err.getvalue()
        return subprocess.CompletedProcess(words, code, out.getvalue(), err.getvalue())

    def claim(
        self, root_sha256: str | None = None, made_at: int | None = None, **assigned: Any
    ) -> subprocess.CompletedProcess[str]:
        key = self.command("key").stdout.split()[0]
        self.assignment = self.province.seal(world.assignment(public_key=key, **assigned))
        statement = self.province.statement
        answer = Claimed(
            1,
            to_text(statement),
            self.province.file(made_at=self.seq),
            to_text(self.assignment),
            self.server_name,
            self.mqtt,
        )
        self.server.claimed = encode(answer)
        code = ClaimCode(
            1,
            self.server.url,
            world.DEVICE,
            "ab" * 16,
            root_sha256 or sha256_hex(statement),
            self.seq - timing.HOUR if made_at is None else made_at,
        )
        return self.command("claim", "--demo", enrolment.write_code(code), check=False)

    def start(self, driving: bool = False) -> "Town":
        """Run the agent until it answers; with ``driving`` by its clock's socket, not its folder's."""
        line = [sys.executable, "-m", "loa_agent", "--config", str(self.config), "run"]
        self.process = subprocess.Popen(line, env=self.environment)
        wait_for(lambda: self._answers(driving), "the agent to answer")
        return self

    def _answers(self, driving: bool) -> bool:
        assert self.process is not None
        assert self.process.poll() is None, "the agent ended"
        with contextlib.suppress(OSError):
            self.ask(driving)
            return True
        return False

    def ask(self, driving: bool = False, **order: Any) -> dict[str, Any]:
        with socket.socket(socket.AF_UNIX) as peer:
            peer.settimeout(120)
            peer.connect(str(self.socket if driving else self.state / "agent.sock"))
            peer.sendall(json.dumps(order).encode() + b"\n")
            line = peer.makefile("rb").readline()
            assert line, "the agent hung up"
            return json.loads(line)

    def to(self, ms: int) -> dict[str, Any]:
        return self.ask(driving=True, to=ms)

    def set(self, ms: int, trusted: bool) -> dict[str, Any]:
        return self.ask(driving=True, set=ms, trusted=trusted)

    def give(self, message: Any) -> dict[str, Any]:
        data = message if isinstance(message, bytes) else encode(message)
        return self.ask(give=to_text(data))

    def give_door(self) -> dict[str, Any]:
        return self.give(Door(1, self.server.url, TOKEN, EIGHT + 30 * timing.DAY))

    def publish(
        self, *items: Item | dict[str, Any], rules: Rules = RULES, days: int = 8, **changes: Any
    ) -> bytes:
        """Put a plan with these items on the file door; its signed head."""
        refs = []
        for place in range(days):
            day = date.fromordinal(TODAY.toordinal() + place)
            mine = [one for one in items if timing.local_date(_start(one)) == day]
            refs.append(DayRef(day, self.server.put(day_bytes(day, *mine, rules=rules))))
        body = self.server.put(encode(Body(1, tuple(refs))))
        self.seq += 1
        start, _ = timing.day_bounds(TODAY)
        valid = {"valid_from": start, "valid_to": start + days * timing.DAY, **changes}
        return self.province.seal(
            world.plan(bodies=(BodyRef(1, body),), seq=self.seq, fetch_from=EIGHT, fetch_by=EIGHT, **valid)
        )

    def offer(self, *sounds: Sound) -> None:
        for sound in sounds:
            self.server.put(sound.data)

    def kill(self) -> None:
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        if self.process is not None and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=20)

    def close(self) -> None:
        self.stop()
        self.server.shutdown()
        self.server.server_close()

    def records(self) -> list[Record]:
        """Every record the box holds, sealed or waiting; checks the chain on the way."""
        with contextlib.closing(sqlite3.connect(self.state / "agent.sqlite")) as db:
            found, number, prev = [], 1, "0" * 64
            for (head,) in db.execute("select head from batch order by first").fetchall():
                batch = msgspec.json.decode(open_payload(head), type=RecordBatch)
                assert (batch.first, batch.prev_sha256) == (number, prev)
                found += batch.records
                number, prev = batch.last + 1, sha256_hex(head)
            rows = db.execute("select number, record from waiting order by number").fetchall()
        for place, (at, record) in enumerate(rows):
            assert at == number + place
            found.append(msgspec.json.decode(record, type=Record))
        return found

    def told(self, *kinds: str) -> list[tuple[str, str, int]]:
        """Kind, code and offset of the records of sounds, and of these kinds besides."""
        wanted = {"started", "resumed", "cut", "completed", "missed", *kinds}
        return [(r.kind.value, r.code, r.offset_ms) for r in self.records() if r.kind.value in wanted]


def wait_for(condition: Any, what: str, seconds: float = 120) -> None:
    """Poll until true; a deadline is a failure, never a measure."""
    until = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < until, f"waited in vain for {what}"
        time.sleep(0.02)

"""A simulator's view: hundreds of cores in one process, one store, one shelf, no thread, a few kB each."""

import gc
import tracemalloc
from pathlib import Path

from agent_rig.sounds import Sound
from agent_rig.town import EIGHT, FIVE_PM, RULES, TODAY, item
from loa_agent import store as stores
from loa_agent.belief import Enrolled
from loa_agent.clock import DrivenClock
from loa_agent.core import Core, Habits, Ports
from loa_agent.door import Fetched, Wanted
from loa_agent.link import Session
from loa_agent.power import NoPower
from loa_agent.shelf import Shelf
from loa_agent.sound.port import PER_MS, Began, Cue, Heard, Stopped
from loa_agent.store import Store
from loa_protocol import timing
from loa_protocol.encoding import encode
from loa_protocol.ids import sha256_hex
from loa_protocol.messages import Body, DayPlan, DayRef
from loa_protocol.testing import world


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
        pass

    def keep_only(self, wanted: object) -> int:
        return 0


class NoCard:
    """Says of each cue what a card would have done."""

    trouble = ""

    def __init__(self) -> None:
        self.cues: list[Cue] = []
        self.at = 0

    def follow(self, cues, now_ms: int) -> None:
        self.cues = [cue for cue in cues if cue.end > self.at]

    def seat(self, now_ms: int) -> None:
        self.at = now_ms * PER_MS

    def advance(self, now_ms: int) -> list[Heard]:
        now, heard = now_ms * PER_MS, []
        for cue in self.cues:
            if self.at <= cue.start < now:
                heard.append(Began(cue, cue.start, cue.start - cue.base))
            if self.at < cue.end <= now:
                heard.append(Stopped(cue, cue.end, cue.end - cue.base, "end"))
        self.at = now
        return heard

    def close(self) -> None:
        pass


class Wire:
    """A link that connects at once and keeps what was said."""

    def __init__(self) -> None:
        self.said: list[tuple[str, bytes]] = []

    def open(self, session: Session) -> None:
        pass

    def subscribe(self, names) -> None:
        pass

    def unsubscribe(self, names) -> None:
        pass

    def publish(self, topic: str, payload: bytes) -> None:
        self.said.append((topic, payload))

    def close(self) -> None:
        pass


class NoFetch:
    busy = False

    def want(self, wanted: Wanted) -> None:
        pass

    def take(self) -> list[Fetched]:
        return []


def test_hundreds_of_devices_play_a_day_in_one_process_for_a_few_kilobytes_each(fees: Sound) -> None:
    province, objects, shelf, db = world.Province(), Shared(), Shelf(), stores.memory()
    objects.put(fees.data)
    days = tuple(
        DayRef(day, objects.put(encode(DayPlan(1, day, "16012", RULES, items))))
        for day, items in ((TODAY, (item(FIVE_PM, fees), item(FIVE_PM + timing.HOUR, fees, name="toi"))),)
    )
    head = province.seal(world.plan(body_sha256=objects.put(encode(Body(1, days)))))
    trust = encode(province.file())
    clock = DrivenClock()
    clock.set(EIGHT, trusted=True)
    pages_before = _pages(db)
    gc.collect()
    tracemalloc.start()
    cores = [
        _device(number, province, trust, ports_of(clock, db, number, objects, shelf)) for number in range(200)
    ]
    for core in cores:
        core.on_message("p/16012/34", head)
    dues = {core.on_tick().wall_ms for core in cores}
    assert dues == {FIVE_PM - 1500} or len(dues) == 1
    gc.collect()
    a_core = tracemalloc.get_traced_memory()[0] / len(cores)
    tracemalloc.stop()
    while clock.now_ms() < FIVE_PM + 2 * timing.HOUR:
        clock.move(min(core.on_tick().wall_ms or FIVE_PM + 3 * timing.HOUR for core in cores))
    rows = (_pages(db) - pages_before) / len(cores)
    assert {core.outbox.last for core in cores} == {5}  # boot, and started and completed twice
    assert a_core + rows < 20_000, (a_core, rows)


def ports_of(clock: DrivenClock, db, number: int, objects: Shared, shelf: Shelf) -> Ports:
    return Ports(
        clock,
        lambda: 0,
        Store(db, number),
        objects,
        NoFetch(),
        Wire(),
        NoCard(),
        NoPower(),
        lambda: 10**9,
        shelf,
    )


def _device(number: int, province: world.Province, trust: bytes, ports: Ports) -> Core:
    device = f"0199dddd-0000-7000-8000-{number:012x}"
    key = world.key(f"device {number}")
    store = ports.store
    assigned = world.assignment(device=device, public_key=key.public_key.hex())
    store.put("pins", province.pinned())
    store.put("trust", trust)
    store.put("assignment", province.seal(assigned))
    return Core(ports, Habits(), key, Enrolled(device, "loa.test", "", ""))


def _pages(db) -> int:
    return db.execute("pragma page_count").fetchone()[0] * db.execute("pragma page_size").fetchone()[0]

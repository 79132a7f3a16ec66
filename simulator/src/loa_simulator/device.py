"""One simulated device: the agent's core on shared ports."""

import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from loa_agent import store as stores
from loa_agent.clock import BoardClock
from loa_agent.core import AgentSettings, Core, Ports
from loa_agent.link import LinkEvent
from loa_agent.power import NoPower
from loa_agent.shared_cache import SharedCache
from loa_agent.store import Store
from loa_agent.trust_state import Enrolment
from loa_protocol.pins import Pins
from loa_protocol.signing import SoftKey

from loa_simulator.enrolment import FleetFile, Member, Server
from loa_simulator.link import FleetLink
from loa_simulator.objects import ObjectPool, SharedFetch, SharedObjects
from loa_simulator.player import SilentCard

SHARD = 1000
"""How many devices have their rows in one file. A fleet then has few files, whatever the number of its
processes."""

_PLENTY = 8 * 1024**3  # free disk space that every device reports


def ticks_ms() -> int:
    """Returns monotonic milliseconds of this machine."""
    return time.monotonic_ns() // 1_000_000


def open_shard(folder: Path, number: int) -> sqlite3.Connection:
    """Opens the rows of one shard. A killed process loses nothing; a power cut of this machine may."""
    db = stores.file(folder / f"devices-{number:03}.sqlite")
    # `synchronous=off` waits for no disk, and the cache of 8 MB is for 1,000 devices (negative: kB).
    db.execute("pragma synchronous=off")
    db.execute("pragma cache_size=-8192")
    SharedObjects.prepare(db)
    return db


@dataclass(frozen=True, slots=True)
class Common:
    """What the devices of a process share."""

    file: FleetFile
    server: Server
    pins: Pins
    warehouse: ObjectPool
    shared_cache: SharedCache
    settings: AgentSettings


class Device:
    """A device that is switched on. `look` asks its process for a tick as soon as possible."""

    def __init__(
        self, common: Common, member: Member, db: sqlite3.Connection, box: int, look: Callable[[], None]
    ) -> None:
        self.member = member
        self._look = look
        store = Store(db, box)
        if store.get("pins") is None:
            store.put("pins", common.pins)
        objects = SharedObjects(common.warehouse, db, box)
        self.link = FleetLink(common.server.authority, self._on_link)
        ports = Ports(
            clock=BoardClock(None),
            ticks=ticks_ms,
            store=store,
            objects=objects,
            fetch=SharedFetch(common.warehouse, objects, look),
            link=self.link,
            player=SilentCard(),
            power=NoPower(),
            disk_free=lambda: _PLENTY,
            shared_cache=common.shared_cache,
        )
        key: SoftKey = common.file.key(member.device)
        server = common.server
        enrolled = Enrolment(device=member.device, server=server.name, mqtt=server.mqtt, url="")
        self.core = Core(ports, common.settings, key, enrolled)

    def _on_link(self, event: LinkEvent) -> None:
        self.core.on_link(event)
        self._look()

    def tick(self) -> int:
        """Does what is due. Returns in how many milliseconds to tick again at the latest."""
        due = self.core.on_tick()
        wait = due.ticks_ms - ticks_ms()
        if due.wall_ms is not None:
            wait = min(wait, due.wall_ms - self.core.ports.clock.now_ms())
        return max(wait, 0)

    @property
    def ready(self) -> bool:
        """True while it is connected and subscribed to its topics."""
        return self.core.uplink.ready

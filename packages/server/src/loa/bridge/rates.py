"""How many messages of a kind one device may send: a bucket that fills at a steady rate, so that a device
which was away sends much at once and none sends much for long. What goes beyond is dropped and counted, and
each device's count is written once a minute, for its page."""

import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from loa_protocol import topics

from loa.bridge.database import ScopedDatabase
from loa.bridge.health_locks import lock
from loa.bridge.registry import Registry

EACH_S: Final = 60.0
"""How often, in seconds, the counts are written, and full buckets are forgotten."""


@dataclass(frozen=True)
class Allowance:
    """`burst` messages at once, and `per_s` a second from then on."""

    burst: float
    per_s: float

    def filled(self, left: float, passed_s: float) -> float:
        """Returns what may be sent at once some seconds after `left` was left."""
        return min(self.burst, left + passed_s * self.per_s)


def allowance(kind: topics.Up) -> Allowance:
    """Returns what a device may send of a kind."""
    return ALLOWED.get(kind, OTHERWISE)


# A box sends its next batch of records when the one before is answered, so after days without a network it
# sends as many as the answers allow. Everything else it says when something changes, or each few minutes.
ALLOWED: Final[dict[topics.Up, Allowance]] = {
    topics.Up.RECORDS: Allowance(400, 40),
    topics.Up.HAVE: Allowance(120, 2),
    topics.Up.GIVEN: Allowance(400, 10),
    topics.Up.ACK: Allowance(400, 10),
}
OTHERWISE: Final = Allowance(120, 2)

_DROPPED: Final = """
insert into fleet_health as h (device_id, unit_id, dropped, dropped_at)
select d.device, d.unit, d.dropped, now()
from unnest(%s::uuid[], %s::int[], %s::bigint[]) as d(device, unit, dropped)
order by d.device
on conflict (device_id) do update set dropped = h.dropped + excluded.dropped, dropped_at = now()
"""


class DeviceRates:
    """The buckets of all devices, and what was dropped since it was last written."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._left: dict[tuple[str, topics.Up], tuple[float, float]] = {}
        self._dropped: Counter[str] = Counter()
        self._swept = clock()

    def may(self, device: str, kind: topics.Up) -> bool:
        """Returns whether this message is handled; otherwise it counts as dropped."""
        now, allowed = self._clock(), allowance(kind)
        self._sweep(now)
        left, at = self._left.get((device, kind), (allowed.burst, now))
        left = allowed.filled(left, now - at)
        if left < 1:
            self._left[device, kind] = (left, now)
            self._dropped[device] += 1
            return False
        self._left[device, kind] = (left - 1, now)
        return True

    def take_dropped(self) -> Counter[str]:
        """Returns how many messages of each device were dropped since the last time."""
        taken, self._dropped = self._dropped, Counter()
        return taken

    def _sweep(self, now: float) -> None:
        """Forgets buckets that are full again."""
        if now - self._swept < EACH_S:
            return
        self._swept = now
        full = [key for key, (left, at) in self._left.items() if _full(key[1], left, now - at)]
        for key in full:
            del self._left[key]


def _full(kind: topics.Up, left: float, passed_s: float) -> bool:
    allowed = allowance(kind)
    return allowed.filled(left, passed_s) >= allowed.burst


class DroppedWriter:
    """Adds the counts to the rows of the devices. Devices that are not known are left out."""

    def __init__(self, base: ScopedDatabase, registry: Registry) -> None:
        self._base = base
        self._registry = registry

    async def write(self, dropped: Counter[str]) -> None:
        """Writes in one transaction. Raises one of AWAY."""
        known = await self._registry.get_all(dropped)
        if not known:
            return
        counted = [(device, count) for device, count in dropped.items() if device in known]
        rows = [(UUID(device), known[device].unit_id, count) for device, count in counted]
        async with self._base.scope(row[1] for row in rows) as connection:
            await lock(connection, known)
            await connection.execute(_DROPPED, tuple(map(list, zip(*rows, strict=True))))

"""Tracks which devices are connected: by the broker's events, and by its list of connections after the broker
or the bridge was away. Also returns the subject on which the broker closes a connection."""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, Sequence, Set
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from loa.bridge.database import ScopedDatabase, rows
from loa.bridge.health_locks import lock
from loa.bridge.nats_auth_callout import ACCOUNT
from loa.bridge.registry import Registry

log = logging.getLogger("loa.bridge")

EVENTS: Final = f"$SYS.ACCOUNT.{ACCOUNT}.*"
"""The subject of the broker's events. It is one subscription for both kinds, since messages of two
subscriptions may arrive in another order."""
_KINDS: Final = {f"$SYS.ACCOUNT.{ACCOUNT}.CONNECT": True, f"$SYS.ACCOUNT.{ACCOUNT}.DISCONNECT": False}
LIST: Final = "$SYS.REQ.SERVER.PING.CONNZ"
PAGE: Final = 1024
_HERE: Final = """
insert into fleet_health (device_id, unit_id, connected, server_id, connection, connected_at, seen_at)
select d.device, d.unit, true, d.server, d.connection, now(), now()
from unnest(%s::uuid[], %s::int[], %s::text[], %s::bigint[]) as d(device, unit, server, connection)
order by d.device
on conflict (device_id) do update set connected = true, server_id = excluded.server_id,
  connection = excluded.connection, connected_at = now(), seen_at = now()
"""
# A row is only changed if it names the connection that ended: the event of an older connection may come after
# the device has connected again.
_GONE: Final = """
update fleet_health h set connected = false, seen_at = now()
from unnest(%s::uuid[], %s::text[], %s::bigint[]) as d(device, server, connection)
where h.device_id = d.device and h.server_id = d.server and h.connection = d.connection
"""
_OTHERS: Final = "select device_id from fleet_health where connected and not (device_id = any(%s::uuid[]))"
_LEFT: Final = "update fleet_health set connected = false where device_id = any(%s::uuid[])"


Way = tuple[str, int]
"""A connection: the id of the broker's server, and its number there."""


@dataclass(frozen=True, slots=True)
class PresenceChange:
    """The connection of a device was opened (`here`) or closed."""

    device: str
    server: str
    connection: int
    here: bool

    @property
    def way(self) -> Way:
        """Returns the connection that the event is about."""
        return self.server, self.connection


def read(subject: str, data: bytes) -> PresenceChange | None:
    """Reads an event of the broker; returns None when it is not about a device's connection."""
    try:
        said: dict[str, Any] = json.loads(data)
        client = said["client"]
        device = str(UUID(client["client_id"]))
        return PresenceChange(device, str(said["server"]["id"]), int(client["id"]), _KINDS[subject])
    except (KeyError, TypeError, ValueError):
        return None


def after(before: Mapping[str, Sequence[Way]], seen: Iterable[PresenceChange]) -> dict[str, list[Way]]:
    """Returns the open connections of each device of these events, the newest last.

    A device may have several for a moment: if it connects again before its old connection has ended, the
    broker reports the new one first and then closes the old one, or the new one if that happens too often.
    """
    found: dict[str, list[Way]] = {}
    for each in seen:
        ways = found.setdefault(each.device, [*before.get(each.device, ())])
        if each.here and each.way not in ways:
            ways.append(each.way)
        elif not each.here and each.way in ways:
            ways.remove(each.way)
    return found


async def _listed(request: Callable[[str, bytes], Awaitable[bytes]]) -> list[PresenceChange]:
    """Returns the connections of devices that the broker lists, page by page."""
    found: list[PresenceChange] = []
    offset, total = 0, 1
    while offset < total:
        asked = json.dumps({"acc": ACCOUNT, "limit": PAGE, "offset": offset}).encode()
        said = json.loads(await request(LIST, asked))["data"]
        total = int(said["total"])
        page = said.get("connections") or []
        for each in page:
            with suppress(ValueError):  # another client than a device
                device = str(UUID(each.get("mqtt_client") or ""))
                found.append(PresenceChange(device, str(said["server_id"]), int(each["cid"]), True))
        # At least 1, so that an empty page before the total is reached does not loop forever.
        offset += max(1, len(page))
    return found


class Presence:
    """Writes the column `connected`, in batches, and remembers which connections belong to which device."""

    def __init__(self, base: ScopedDatabase, registry: Registry) -> None:
        self._base = base
        self._registry = registry
        self._open: dict[str, list[Way]] = {}
        # Rows and memory must change together, so the lock lets only one batch or recount write at a time.
        self._writing = asyncio.Lock()
        self._meanwhile: list[PresenceChange] | None = None  # the events that come while a count is under way

    async def write(self, seen: Sequence[PresenceChange]) -> list[None]:
        """Writes which devices are connected after these events. Raises one of AWAY."""
        async with self._writing:
            await self._write(seen)
            if self._meanwhile is not None:
                self._meanwhile += seen
        return [None] * len(seen)

    async def _write(self, seen: Sequence[PresenceChange]) -> None:
        known = await self._registry.get_all({each.device for each in seen})
        seen = [each for each in seen if each.device in known]
        now = after(self._open, seen)
        here = self._shown(now, seen)
        gone = [each for each in seen if not each.here and not now[each.device]]
        async with self._base.scope({each.unit_id for each in known.values()}) as connection:
            await lock(connection, known)
            if here:
                units = [known[device].unit_id for device in here]
                servers, numbers = zip(*here.values(), strict=True)
                await connection.execute(_HERE, (list(map(UUID, here)), units, list(servers), list(numbers)))
            if gone:
                await connection.execute(
                    _GONE,
                    (
                        [UUID(each.device) for each in gone],
                        [each.server for each in gone],
                        [each.connection for each in gone],
                    ),
                )
        for device, ways in now.items():
            if ways:
                self._open[device] = ways
            else:
                self._open.pop(device, None)

    def _shown(self, now: Mapping[str, Sequence[Way]], seen: Iterable[PresenceChange]) -> dict[str, Way]:
        """Returns the newest connection of each device whose row does not name it yet, even if it has ended
        in the same batch: the row must name it before it can be marked as ended."""
        opened = {each.device: each.way for each in seen if each.here}
        found = {}
        for device, ways in now.items():
            newest = ways[-1] if ways else opened.get(device)
            if newest is not None and newest != self.connection_of(device):
                found[device] = newest
        return found

    async def recount(self, request: Callable[[str, bytes], Awaitable[bytes]]) -> int:
        """Asks the broker which devices are connected, page by page, and corrects the rows. Returns how many
        are connected."""
        self._meanwhile = []
        try:
            listed = await _listed(request)
            async with self._writing:
                # The list is older than the events that came while it was asked for.
                seen = [*listed, *self._meanwhile]
                await self._only({device for device, ways in after({}, seen).items() if ways})
                self._open = {}
                await self._write(seen)
        finally:
            self._meanwhile = None
        return len(self._open)

    async def _only(self, devices: Set[str]) -> None:
        """Marks every other device as disconnected."""
        async with self._base.scope(await self._registry.units(fresh=True)) as connection:
            others = await rows(connection, _OTHERS, [UUID(each) for each in devices])
            left = [str(device) for (device,) in others]
            await lock(connection, left)
            await connection.execute(_LEFT, (left,))

    def connected(self) -> list[str]:
        """Returns the devices that are connected, as far as this process knows."""
        return list(self._open)

    def connection_of(self, device: str) -> Way | None:
        """Returns the newest open connection of a device, None if it is not connected."""
        ways = self._open.get(device)
        return ways[-1] if ways else None

    def connections_of(self, device: str) -> list[Way]:
        """Returns all open connections of a device."""
        return [*self._open.get(device, ())]


def kick_subject(server: str) -> str:
    """Returns the subject on which that broker accepts requests to close a connection."""
    return f"$SYS.REQ.SERVER.{server}.KICK"

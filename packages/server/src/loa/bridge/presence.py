"""Tracks which devices are connected: by the broker's events, and by its list after either side was away.
Also names the subject on which the broker closes a connection."""

import json
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from loa.bridge.callout import ACCOUNT
from loa.bridge.database import Base
from loa.bridge.last_words import lock
from loa.bridge.registry import Registry

log = logging.getLogger("loa.bridge")

CONNECTED: Final = f"$SYS.ACCOUNT.{ACCOUNT}.CONNECT"
DISCONNECTED: Final = f"$SYS.ACCOUNT.{ACCOUNT}.DISCONNECT"
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
# Only the connection that the row names is marked gone: an event of an older connection may come after the
# device connected anew.
_GONE: Final = """
update fleet_health h set connected = false, seen_at = now()
from unnest(%s::uuid[], %s::text[], %s::bigint[]) as d(device, server, connection)
where h.device_id = d.device and h.server_id = d.server and h.connection = d.connection
"""
_ONLY: Final = (
    "update fleet_health set connected = false where connected and not (device_id = any(%s::uuid[]))"
)


@dataclass(frozen=True, slots=True)
class Seen:
    """The connection of a device was opened (`here`) or closed."""

    device: str
    server: str
    connection: int
    here: bool


def read(data: bytes, here: bool) -> Seen | None:
    """Reads an event of the broker; returns None when it is not about a device."""
    try:
        said: dict[str, Any] = json.loads(data)
        client = said["client"]
        device = str(UUID(client["client_id"]))
        return Seen(device, str(said["server"]["id"]), int(client["id"]), here)
    except (KeyError, TypeError, ValueError):
        return None


class Presence:
    """Writes the column `connected`, in batches, and remembers which connection belongs to which device."""

    def __init__(self, base: Base, registry: Registry) -> None:
        self._base = base
        self._registry = registry
        self._where: dict[str, tuple[str, int]] = {}

    async def write(self, seen: Sequence[Seen]) -> list[None]:
        """Writes the last event of each device. Raises one of AWAY."""
        # Of the events of one device only the last one counts.
        last = {each.device: each for each in seen}
        known = await self._registry.get_all(last)
        here = [each for device, each in last.items() if each.here and device in known]
        gone = [each for device, each in last.items() if not each.here and device in known]
        async with self._base.scope({each.unit_id for each in known.values()}) as connection:
            await lock(connection, known)
            if here:
                units = [known[each.device].unit_id for each in here]
                await connection.execute(
                    _HERE,
                    (
                        [UUID(each.device) for each in here],
                        units,
                        [each.server for each in here],
                        [each.connection for each in here],
                    ),
                )
            if gone:
                await connection.execute(
                    _GONE,
                    (
                        [UUID(each.device) for each in gone],
                        [each.server for each in gone],
                        [each.connection for each in gone],
                    ),
                )
        for each in here:
            self._where[each.device] = (each.server, each.connection)
        for each in gone:
            if self._where.get(each.device) == (each.server, each.connection):
                del self._where[each.device]
        return [None] * len(seen)

    async def recount(self, request: Callable[[str, bytes], Awaitable[bytes]]) -> int:
        """Asks the broker who is connected, page by page, and corrects the rows. Returns how many devices
        are."""
        found: list[Seen] = []
        offset, total = 0, 1
        while offset < total:
            asked = json.dumps({"acc": ACCOUNT, "limit": PAGE, "offset": offset}).encode()
            said = json.loads(await request(LIST, asked))["data"]
            total = int(said["total"])
            page = said.get("connections") or []
            for each in page:
                if each.get("mqtt_client"):
                    found.append(Seen(each["mqtt_client"], said["server_id"], int(each["cid"]), True))
            # At least 1, so that an empty page before the total is reached does not loop forever.
            offset += max(1, len(page))
        await self._only([each.device for each in found])
        if found:
            await self.write(found)
        return len(found)

    async def _only(self, devices: list[str]) -> None:
        async with self._base.scope(await self._registry.units(fresh=True)) as connection:
            await connection.execute(_ONLY, ([UUID(each) for each in devices],))

    def connected(self) -> list[str]:
        """Returns the devices that are connected, as far as this process knows."""
        return list(self._where)

    def connection_of(self, device: str) -> tuple[str, int] | None:
        """Returns the server and connection of a device that is connected."""
        return self._where.get(device)


def kick_subject(server: str) -> str:
    """Returns the subject on which that broker accepts requests to close a connection."""
    return f"$SYS.REQ.SERVER.{server}.KICK"

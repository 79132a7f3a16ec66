"""Locks rows of `fleet_health`, the last report of each device.

The table has four writers at the same time: connection authentication, presence, the status writer and
reconciling. All of them lock its rows in the order of the device ids. Otherwise two of them could wait for
each other until the database ends one after a second, and everything gathered behind it waits too.
"""

from collections.abc import Iterable
from typing import Final

from loa.bridge.database import Connection

_LOCK: Final = "select from fleet_health where device_id = any(%s::uuid[]) order by device_id for update"


async def lock(connection: Connection, devices: Iterable[str]) -> None:
    """Locks the rows of these devices until the transaction ends. Needed by a writer that uses more than one
    statement, or a statement without an order."""
    await connection.execute(_LOCK, (list(devices),))

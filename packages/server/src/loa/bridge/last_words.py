"""The table of each device's last words has four writers at once: who is let in, who comes or goes, how a
device is, what it holds. All take its rows in the order of device ids: else two of them wait for each other
until the database ends one, a second later, with all that has gathered behind it.
"""

from collections.abc import Iterable
from typing import Final

from loa.bridge.database import Connection

_LOCK: Final = "select from fleet_health where device_id = any(%s::uuid[]) order by device_id for update"


async def lock(connection: Connection, devices: Iterable[str]) -> None:
    """Hold the rows of these devices until the transaction ends: for whoever writes to them in more than one
    statement, or in one that knows no order."""
    await connection.execute(_LOCK, (list(devices),))

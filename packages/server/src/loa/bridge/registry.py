"""The devices, cached in memory: unit, key, plan, places. A device's row is read again when the device
connects and when it was assigned anew."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from loa.bridge.database import ScopedDatabase, rows

_SQL: Final = """
select id, unit_id, public_key, state, plan_id, places, ceiling from fleet_device where id = any(%s::uuid[])
"""


@dataclass(frozen=True, slots=True)
class KnownDevice:
    """A device as its row says. `public_key` is empty until a box has claimed it."""

    id: str
    unit_id: int
    public_key: bytes
    state: str
    plan_id: str
    places: tuple[str, ...]
    ceiling: str

    @property
    def active(self) -> bool:
        """True if the device may connect and its messages are believed."""
        return self.state == "active" and bool(self.public_key)

    @property
    def shut_out(self) -> bool:
        """True if the device was disabled: it may receive the notice of that and send its records, nothing
        else."""
        return self.state == "disabled" and bool(self.public_key)


class Registry:
    """Devices by id. A device that was not found is looked up again each time it is asked for."""

    def __init__(self, base: ScopedDatabase) -> None:
        self._base = base
        self._known: dict[str, KnownDevice] = {}
        self._units: list[int] = []

    async def units(self, fresh: bool = False) -> list[int]:
        """Returns the ids of all units, from memory unless `fresh`."""
        if fresh or not self._units:
            self._units = await self._base.units()
        return self._units

    async def load(self, devices: Iterable[str]) -> dict[str, KnownDevice]:
        """Reads the rows of these devices again. Raises one of AWAY."""
        wanted = list(devices)
        # An unknown device may be of a unit that was added since the ids of the units were read.
        async with self._base.scope(
            await self.units(fresh=any(d not in self._known for d in wanted))
        ) as connection:
            found = {
                str(row[0]): KnownDevice(
                    str(row[0]), row[1], bytes(row[2] or b""), row[3], row[4], tuple(row[5]), row[6]
                )
                for row in await rows(connection, _SQL, wanted)
            }
        for device in wanted:
            self._known.pop(device, None)
        self._known.update(found)
        return found

    async def get(self, device: str) -> KnownDevice | None:
        """Returns one device, from memory if it is there."""
        if device not in self._known:
            await self.load([device])
        return self._known.get(device)

    async def get_all(self, devices: Iterable[str]) -> dict[str, KnownDevice]:
        """Returns several devices; unknown ones are left out."""
        wanted = set(devices)
        missing = [device for device in wanted if device not in self._known]
        if missing:
            await self.load(missing)
        return {device: self._known[device] for device in wanted if device in self._known}

"""Which devices there are, kept in memory: unit, key, plan, places. Read again when a device's row
changed."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from loa.bridge.database import Base, rows

_SQL: Final = """
select id, unit_id, public_key, state, plan_id, places, ceiling from fleet_device where id = any(%s::uuid[])
"""


@dataclass(frozen=True, slots=True)
class Known:
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
        """It may connect and be believed."""
        return self.state == "active" and bool(self.public_key)

    @property
    def shut_out(self) -> bool:
        """It was disabled: it may hear so and hand in its evidence, nothing else."""
        return self.state == "disabled" and bool(self.public_key)


class Registry:
    """Devices by id. A device that is not there is looked for again each time it is asked for."""

    def __init__(self, base: Base) -> None:
        self._base = base
        self._known: dict[str, Known] = {}
        self._units: list[int] = []

    async def units(self, fresh: bool = False) -> list[int]:
        """Ids of all units."""
        if fresh or not self._units:
            self._units = await self._base.units()
        return self._units

    async def load(self, devices: Iterable[str]) -> dict[str, Known]:
        """Read these devices' rows anew. Raises one of AWAY."""
        wanted = list(devices)
        async with self._base.scope(
            await self.units(fresh=any(d not in self._known for d in wanted))
        ) as connection:
            found = {
                str(row[0]): Known(
                    str(row[0]), row[1], bytes(row[2] or b""), row[3], row[4], tuple(row[5]), row[6]
                )
                for row in await rows(connection, _SQL, wanted)
            }
        for device in wanted:
            self._known.pop(device, None)
        self._known.update(found)
        return found

    async def get(self, device: str) -> Known | None:
        """One device, from memory if it is there."""
        if device not in self._known:
            await self.load([device])
        return self._known.get(device)

    async def get_all(self, devices: Iterable[str]) -> dict[str, Known]:
        """Several devices; those that there are none of are left out."""
        wanted = set(devices)
        missing = [device for device in wanted if device not in self._known]
        if missing:
            await self.load(missing)
        return {device: self._known[device] for device in wanted if device in self._known}

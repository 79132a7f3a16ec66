"""Which places and clusters are silenced by orders that stand: the one answer for every page that says what
will sound. A cluster that says itself that it is silent is another matter (`fleet.rules`)."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from loa.dispatch import queries
from loa.dispatch.models import Act
from loa.fleet.models import Device
from loa.places import queries as places


@dataclass(frozen=True)
class Mute:
    """Since when what is silenced is, by its key."""

    everything: datetime | None = None
    units: Mapping[int, datetime] = field(default_factory=dict)
    plans: Mapping[str, datetime] = field(default_factory=dict)
    devices: Mapping[UUID, datetime] = field(default_factory=dict)

    def of_unit(self, unit_id: int) -> datetime | None:
        """Since when a whole commune is silenced; None: it is not."""
        return _first(self.everything, self.units.get(unit_id))

    def of_device(self, device: Device) -> datetime | None:
        """Since when a cluster is silenced, by whichever order came first; None: it is not."""
        return _first(
            self.of_unit(device.unit_id), self.plans.get(device.plan_id), self.devices.get(device.pk)
        )

    def among(self, unit_ids: Collection[int]) -> set[int]:
        """Those of these communes that are silenced whole."""
        return {each for each in unit_ids if self.of_unit(each) is not None}


def standing(unit_ids: Collection[int]) -> Mute:
    """Of the silences that stand over these units, decided there or above, as far as the reader may see: of
    each target the first since it was last lifted."""
    everything: datetime | None = None
    units: dict[int, datetime] = {}
    plans: dict[str, datetime] = {}
    devices: dict[UUID, datetime] = {}
    for *_later, act in queries.laid(
        places.with_all_above(unit_ids)
    ):  # the first since its target was last lifted
        match act.target:
            case Act.Target.ALL:
                everything = _first(everything, act.decided_at)
            case Act.Target.UNIT:
                units[act.unit_id] = act.decided_at
            case Act.Target.PLAN:
                plans[act.target_id] = act.decided_at
            case _:
                devices[UUID(act.target_id)] = act.decided_at
    return Mute(everything, units, plans, devices)


def _first(*moments: datetime | None) -> datetime | None:
    return min((each for each in moments if each is not None), default=None)

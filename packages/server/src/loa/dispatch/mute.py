"""Which places and clusters are silenced by acts in force. Every page that says what will sound asks here.

A cluster that reports itself silent is another matter (`fleet.rules`).
"""

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
    """What is silenced, and since when, by its key."""

    everything: datetime | None = None
    units: Mapping[int, datetime] = field(default_factory=dict)
    plans: Mapping[str, datetime] = field(default_factory=dict)
    devices: Mapping[UUID, datetime] = field(default_factory=dict)

    def of_unit(self, unit_id: int) -> datetime | None:
        """Returns since when a whole commune is silenced, or None where it is not."""
        return _first(self.everything, self.units.get(unit_id))

    def of_device(self, device: Device) -> datetime | None:
        """Returns since when a cluster is silenced, by the earliest act that reaches it, or None where it is
        not."""
        return _first(
            self.of_unit(device.unit_id), self.plans.get(device.plan_id), self.devices.get(device.pk)
        )

    def among(self, unit_ids: Collection[int]) -> set[int]:
        """Returns which of these communes are silenced whole."""
        return {each for each in unit_ids if self.of_unit(each) is not None}


def standing(unit_ids: Collection[int]) -> Mute:
    """Returns the silences in force over these units, decided there or above, as far as the reader may see.

    For each target the moment is that of the first silence since it was last restored.
    """
    everything: datetime | None = None
    units: dict[int, datetime] = {}
    plans: dict[str, datetime] = {}
    devices: dict[UUID, datetime] = {}
    for *_later, act in queries.laid(
        places.with_all_above(unit_ids)
    ):  # newest first, so the last is the first since the restore
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

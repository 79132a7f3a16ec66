"""What a restored server would sound, and what its boxes hold that it does not know.

The person who decides whether plans are signed again reads it.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection
from loa_protocol.messages.plan import PLAN_DAYS

from loa.fleet.models import Device, Health
from loa.kernel import clock
from loa.keys.models import SignedHead, SignedKind

_SOUNDS: Final = """
with listed as (
  select distinct unnest(dp.items) as item
  from dispatch_planday pd
  join dispatch_dayplan dp on dp.sha256 = pd.day_id and dp.unit_id = pd.unit_id and dp.date = pd.date
  where pd.unit_id = any(%(units)s) and pd.date between %(first)s and %(last)s
    and dp.unit_id = any(%(units)s) and dp.date between %(first)s and %(last)s
)
select i.unit_id, count(*), min(i.starts_at), (array_agg(i.title order by i.starts_at, i.id))[1]
from dispatch_planneditem i join listed l on l.item = i.id
where i.unit_id = any(%(units)s) and i.starts_at >= %(from)s
group by i.unit_id
"""
"""For each unit: how many items are planned from now on, and the moment and title of the first."""


@dataclass
class UnitAfterRestore:
    """One unit: what would sound from now on, and what its clusters in use report that they hold."""

    unit_id: int
    sounds: int = 0
    first_at: datetime | None = None
    first_title: str = ""
    clusters: int = 0
    heard: int = 0
    """Clusters that have reported since the restore what they hold."""
    unknown_plans: int = 0
    unknown_acts: int = 0
    """Clusters with an unknown plan (`unknown_plans`), and different acts that no row of ours has."""


@dataclass(frozen=True)
class UnknownHolding:
    """One cluster that holds something unknown. `acts`: the hashes of their heads."""

    device_id: UUID
    name: str
    unit_id: int
    plan: bool
    acts: tuple[str, ...]
    held_at: datetime


def found(
    unit_ids: Collection[int], restored_at: datetime
) -> tuple[list[UnitAfterRestore], list[UnknownHolding]]:
    """Returns each unit where something would sound or clusters are in use, and the clusters with something
    unknown."""
    units: dict[int, UnitAfterRestore] = {}
    for unit_id, sounds, first_at, title in _sounds(unit_ids):
        units[unit_id] = UnitAfterRestore(unit_id, sounds, first_at, title)
    holdings = _holdings(unit_ids, restored_at)
    told = {row.device_id: row for row in holdings}
    acts: dict[int, set[str]] = {}
    for device, unit_id, held_at in Device.objects.filter(
        unit_id__in=unit_ids, state=Device.State.ACTIVE
    ).values_list("id", "unit_id", "health__held_at"):
        unit = units.setdefault(unit_id, UnitAfterRestore(unit_id))
        unit.clusters += 1
        unit.heard += held_at is not None and held_at >= restored_at
        if device in told:
            unit.unknown_plans += told[device].plan
            acts.setdefault(unit_id, set()).update(told[device].acts)
    for unit_id, ids in acts.items():
        units[unit_id].unknown_acts = len(ids)
    return list(units.values()), holdings


def _sounds(unit_ids: Collection[int]) -> list[tuple[int, int, datetime, str]]:
    """Returns for each unit (unit, how many items, moment of the first, its title), from now on."""
    now = clock.now()
    today = clock.local(now).date()
    asked: dict[str, Any] = {
        "units": list(unit_ids),
        "from": now,
        "first": today,
        "last": today + timedelta(days=PLAN_DAYS - 1),
    }
    with connection.cursor() as cursor:
        cursor.execute(_SOUNDS, asked)
        return list(cursor.fetchall())


def _holdings(unit_ids: Collection[int], restored_at: datetime) -> list[UnknownHolding]:
    """Returns the clusters that have reported since the restore and hold a plan or acts that no row of ours
    has."""
    rows = Health.objects.filter(
        unit_id__in=unit_ids, device__state=Device.State.ACTIVE, held_at__gte=restored_at
    ).select_related("device")
    told = [(row, row.plan_sha256) for row in rows]
    known = set(
        SignedHead.objects.filter(
            kind=SignedKind.PLAN, sha256__in={name for _row, name in told if name}
        ).values_list("sha256", flat=True)
    )
    return [
        UnknownHolding(
            row.device_id,
            row.device.name,
            row.unit_id,
            bool(name) and name not in known,
            tuple(row.unknown_acts),
            row.held_at,
        )
        for row, name in told
        if row.held_at is not None and ((name and name not in known) or row.unknown_acts)
    ]

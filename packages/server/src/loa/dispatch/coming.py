"""What the day plans in force will sound, everywhere at once: for the wall, where a commune's own rule would
have to be asked a hundred times."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection

from loa.dispatch.mute import Mute
from loa.kernel import clock

_COMING: Final = """
with served as (
  select plan_id, count(*) as clusters from fleet_device
  where state = 'active' and unit_id = any(%(units)s) and not (unit_id = any(%(mute_units)s)
    or plan_id = any(%(mute_plans)s) or id = any(%(mute_devices)s::uuid[]))
  group by plan_id
), listed as (
  select unnest(dp.items) as item, pd.plan_id
  from dispatch_planday pd
  join dispatch_dayplan dp on dp.sha256 = pd.day_id and dp.unit_id = pd.unit_id and dp.date = pd.date
  where pd.unit_id = any(%(units)s) and pd.date between %(first)s and %(last)s
    and dp.unit_id = any(%(units)s) and dp.date between %(first)s and %(last)s
), heard as materialized (
  select l.item, coalesce(sum(s.clusters), 0)::int as clusters
  from listed l left join served s on s.plan_id = l.plan_id group by l.item
)
select i.starts_at, min(i.ends_at), i.title, i.cls, count(distinct i.unit_id), sum(h.clusters)::int,
  count(distinct i.unit_id) filter (where i.unit_id = any(%(mute_units)s))
from dispatch_planneditem i join heard h on h.item = i.id
where i.unit_id = any(%(units)s) and i.starts_at >= %(from)s and i.starts_at < %(to)s
group by i.starts_at, i.title, i.cls order by i.starts_at, i.title, i.cls
"""


@dataclass(frozen=True)
class Coming:
    """One title at one moment: in which units, on how many clusters."""

    starts_at: datetime
    ends_at: datetime
    title: str
    cls: str
    units: int
    clusters: int
    """Those that no order keeps silent."""
    muted: int
    """Of its units, those that are silenced whole."""

    @property
    def mute(self) -> bool:
        """It will sound nowhere, unless some silence is lifted."""
        return self.muted == self.units


def coming(unit_ids: Collection[int], begin: datetime, end: datetime, mute: Mute) -> list[Coming]:
    """What is compiled to begin between two moments (UTC, half open), earliest first; and what of it the
    silences that stand now would keep silent."""
    asked: dict[str, Any] = {
        "units": list(unit_ids),
        "mute_units": list(mute.among(unit_ids)),
        "mute_plans": list(mute.plans),
        "mute_devices": list(mute.devices),
        "from": begin,
        "to": end,
        "first": clock.local(begin).date(),
        "last": clock.local(end).date(),
    }
    with connection.cursor() as cursor:
        cursor.execute(_COMING, asked)
        return [Coming(*row) for row in cursor.fetchall()]

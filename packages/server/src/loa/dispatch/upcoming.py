"""What the day plans in force will sound in many communes, in one query.

For the wall display, which would otherwise have to ask each commune's rules.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from django.db import connection

from loa.dispatch.mute import Mute
from loa.kernel import clock

_COMING: Final = """
with items as materialized (
  select id, unit_id, starts_at, ends_at, title, priority from dispatch_planneditem
  where unit_id = any(%(units)s) and date between %(first)s and %(last)s
    and starts_at >= %(from)s and starts_at < %(to)s
), served as (
  select plan_id, count(*) as clusters from fleet_device
  where state = 'active' and unit_id = any(%(units)s) and not (unit_id = any(%(mute_units)s)
    or plan_id = any(%(mute_plans)s) or id = any(%(mute_devices)s::uuid[]))
  group by plan_id
), days as materialized (
  select pd.day_id, coalesce(sum(s.clusters), 0) as clusters
  from dispatch_planday pd left join served s on s.plan_id = pd.plan_id
  where pd.unit_id = any(%(units)s) and pd.date between %(first)s and %(last)s
  group by pd.day_id
), listed as (
  select unnest(dp.items) as item, d.clusters
  from days d join dispatch_dayplan dp on dp.sha256 = d.day_id
  where dp.unit_id = any(%(units)s) and dp.date between %(first)s and %(last)s
), heard as materialized (
  select l.item, sum(l.clusters)::int as clusters from listed l group by l.item
)
select i.starts_at, min(i.ends_at), i.title, i.priority, count(distinct i.unit_id), sum(h.clusters)::int,
  count(distinct i.unit_id) filter (where i.unit_id = any(%(mute_units)s))
from items i join heard h on h.item = i.id
group by i.starts_at, i.title, i.priority order by i.starts_at, i.title, i.priority
"""
"""`served`: clusters in use for each plan, without silenced ones. `heard`: for each item, on how many
clusters it sounds. A title that begins at the same moment in several units is one row. Unit and date are
conditions on each table, so that the index of each is used."""


@dataclass(frozen=True)
class UpcomingSounding:
    """One title at one moment: in how many units, on how many clusters."""

    starts_at: datetime
    ends_at: datetime
    title: str
    priority: str
    units: int
    clusters: int
    """Clusters that no act silences."""
    muted: int
    """How many of its units are silenced whole."""

    @property
    def mute(self) -> bool:
        """Whether it will sound nowhere unless a silence is lifted."""
        return self.muted == self.units


def coming(unit_ids: Collection[int], begin: datetime, end: datetime, mute: Mute) -> list[UpcomingSounding]:
    """Returns what is compiled to begin between two moments (UTC, half open), earliest first.

    Clusters that a silence in force now mutes are left out of the counts.
    """
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
        return [UpcomingSounding(*row) for row in cursor.fetchall()]

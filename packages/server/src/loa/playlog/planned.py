"""What the day plans in force had and have to sound, on which clusters, and what clusters sounded though it
is planned no more: the ground of every question to the play log. Its SQL is shared by those who hold records
against it."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import Max, Min

from loa.airtime.models import SlotItem
from loa.dispatch.models import PlannedItem
from loa.kernel import clock

LONGEST: Final = timedelta(hours=4)
"""Nothing that began longer ago sounds still."""

APPROVAL: Final = "case n.sound->>'source' when 'bulletin' then (n.sound->>'right')::uuid end"
"""Of a sound of the commune's own: the approval by which it was planned. None of any other source."""

# A record is of that version of an item under whose time and bytes it was sounded: an operator moves a slot
# after it has sounded once, and of two sounds in one slot the second becomes the first when that is
# withdrawn.
SAME: Final = """
  {record}.day = {sound}.date and {record}.item = {sound}.item and {record}.sound = {sound}.sound
  and {record}.planned_at between {sound}.starts_at - interval '1 s' and {sound}.latest_at + interval '1 s'
  and {record}.media_sha256 in ('', {sound}.media) and {record}.counts
"""

# Items, taken apart by sound; the plans that list them; the clusters that served those plans then. From an
# item to its plans, never the other way: thousands of plans share a few hundred items. Beside these what a
# cluster told of and no plan of its lists any more (withdrawn, moved, taken from its hamlet): it has sounded,
# whatever was decided since.
PLANNED: Final = """
with items as materialized (
  select i.id, i.unit_id, i.item, i.slot, i.date, i.cls, i.starts_at as item_at, n.place - 1 as sound,
    coalesce(nullif(n.sound->>'title', ''), i.title) as title, {{approval}} as approval,
    n.sound->>'sha256' as media, i.latest_start_at + n.before as latest_at,
    i.starts_at + n.before as starts_at, i.starts_at + n.before + n.long as ends_at
  from dispatch_planneditem i
  cross join lateral (
    select s.sound, s.place, (s.sound->>'duration_ms')::int * interval '1 ms' as long,
      coalesce(sum((s.sound->>'duration_ms')::int) over (order by s.place rows between unbounded preceding
        and 1 preceding), 0) * interval '1 ms' as before
    from jsonb_array_elements(i.sounds) with ordinality as s(sound, place)
  ) n
  where i.unit_id = any(%(units)s) and i.date between %(first)s and %(last)s and {which}
), listed as materialized (
  select i.*, pd.plan_id
  from items i
  join dispatch_dayplan dp on dp.unit_id = i.unit_id and dp.date = i.date and i.id = any(dp.items)
  join dispatch_planday pd on pd.day_id = dp.sha256 and pd.date = i.date
  where dp.unit_id = any(%(units)s) and dp.date between %(first)s and %(last)s
    and pd.unit_id = any(%(units)s) and pd.date between %(first)s and %(last)s
), due as (
  select l.*, s.device_id, s.hamlet_id
  from listed l
  join fleet_posting s on s.plan_id = l.plan_id and s.since < l.item_at
    and (s.until is null or s.until > l.item_at)
  where s.unit_id = any(%(units)s) and {whose_due}
), told_of as materialized (
  select q.day, q.device_id, q.item, q.sound, q.media_sha256, q.planned_at, q.counts
  from playlog_playrecord q
  where q.unit_id = any(%(units)s) and q.day between %(first)s and %(last)s and {whose_told}
    and q.day = any(array(select distinct date from items))
    and q.slot = any(array(select distinct slot from items))
    and not exists (select from due p where p.device_id = q.device_id and {{of_due}})
), no_more as (
  select distinct on (q.device_id, q.item, q.sound, q.media_sha256, q.planned_at)
    i.*, s.plan_id, q.device_id, s.hamlet_id
  from told_of q join items i on {{of_item}}
  join fleet_posting s on s.device_id = q.device_id and s.since < i.item_at
    and (s.until is null or s.until > i.item_at)
  where s.unit_id = any(%(units)s)
  order by q.device_id, q.item, q.sound, q.media_sha256, q.planned_at, i.starts_at desc, i.id desc
), planned as (
  select d.*, true as stands from due d union all (select distinct o.*, false from no_more o)
)
"""
SOUNDS: Final = """
, sounds as (
  select item, sound, slot, unit_id, title, cls, starts_at, ends_at, count(*) as clusters,
    bool_or(stands) as stands
  from planned
  group by item, sound, slot, unit_id, title, cls, starts_at, ends_at
)
"""
_CLUSTERS: Final = "select count(distinct device_id) from planned"


@dataclass(frozen=True, slots=True)
class Sound:
    """One planned sound, and how many clusters had it to sound."""

    item: str
    sound: int
    slot: UUID
    unit_id: int
    title: str
    cls: str
    starts_at: datetime
    ends_at: datetime
    clusters: int
    stands: bool
    """Some plan still lists it; else it only sounded, before it was withdrawn or moved."""


@dataclass(frozen=True)
class Which:
    """Which sounds, on whose clusters: conditions for `PLANNED` and their values."""

    units: Collection[int]
    which: str
    values: Mapping[str, Any]
    first: date
    last: date
    whose: str = "true"
    """Of which clusters, `{of}` being the table that names one."""

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """The rows of `PLANNED` and what follows it (there `{of_planned}` is a record `c` of a `p` of it)."""
        whose = {"whose_due": self.whose.format(of="s"), "whose_told": self.whose.format(of="q")}
        parts = {
            "approval": APPROVAL,
            "of_item": SAME.format(record="q", sound="i"),
            "of_due": SAME.format(record="q", sound="p"),
            "of_planned": SAME.format(record="c", sound="p"),
        }
        with _in_bulk() as cursor:
            cursor.execute(
                (PLANNED.format(which=self.which, **whose) + sql).format(**parts),
                {"units": list(self.units), "first": self.first, "last": self.last, **self.values},
            )
            return list(cursor.fetchall())


@contextmanager
def _in_bulk() -> Iterator[CursorWrapper]:
    """The planner cannot tell how many items a day plan's array holds, takes a province's for a handful, and
    would go through tens of thousands one by one; here it joins in bulk."""
    with connection.cursor() as cursor:
        cursor.execute("set local enable_nestloop = off")
        yield cursor
        cursor.execute("set local enable_nestloop = on")


def between(units: Collection[int], begin: datetime, end: datetime) -> Which:
    """Sounds of items that are planned to sound between two moments (UTC, half open)."""
    which = "i.starts_at < %(to)s and i.starts_at >= %(since)s and i.ends_at > %(from)s"
    since = begin - LONGEST
    values = {"from": begin, "to": end, "since": since}
    return Which(units, which, values, clock.local(since).date(), clock.local(end).date())


def of_approvals(units: Collection[int], approvals: Collection[UUID]) -> Which | None:
    """All that was and is planned of some approvals' sounds; None where nothing is."""
    slots = SlotItem.objects.filter(approval__in=approvals).values("slot_id")
    days = PlannedItem.objects.filter(unit_id__in=units, slot__in=slots).aggregate(Min("date"), Max("date"))
    if days["date__min"] is None:
        return None
    which = (
        "i.slot in (select slot_id from airtime_slotitem where approval_id = any(%(approvals)s))"
        " and {approval} = any(%(approvals)s)"
    )
    return Which(units, which, {"approvals": list(approvals)}, days["date__min"], days["date__max"])


def of_device(unit_id: int, device_id: UUID, begin: datetime, end: datetime) -> Which:
    """What one cluster had and has to sound between two moments (UTC, half open)."""
    whole = between([unit_id], begin, end)
    return replace(whole, values={**whole.values, "device": device_id}, whose="{of}.device_id = %(device)s")


def clusters(wanted: Which) -> int:
    """How many clusters had anything of it to sound."""
    return int(wanted.ask(_CLUSTERS)[0][0])

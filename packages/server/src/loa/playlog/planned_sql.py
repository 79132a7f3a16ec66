"""Finds what the day plans in force had and have to sound, on which clusters, and what clusters sounded
though it is not planned any more.

Every query about the play log starts from it. Its SQL is shared by the modules that compare records with it.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection

from loa.airtime.models import SlotItem
from loa.dispatch.models import PlannedItem
from loa.kernel import clock, prepared

LONGEST: Final = timedelta(hours=4)
"""Nothing that began longer ago still sounds."""

APPROVAL: Final = "case n.sound->>'source' when 'bulletin' then (n.sound->>'right')::uuid end"
"""The approval by which a sound of the commune's own was planned; null for a sound of any other source."""

# A record belongs to the version of an item whose time and sound it has: an operator may move a slot after it
# has sounded once, and of two sounds in one slot the second becomes the first when that one is withdrawn.
SAME: Final = """
  {record}.day = {sound}.date and {record}.item = {sound}.item and {record}.sound = {sound}.sound
  and {record}.planned_at between {sound}.starts_at - interval '1 s' and {sound}.latest_at + interval '1 s'
  and {record}.media_sha256 in ('', {sound}.media) and {record}.counts
"""

# `items`: items taken apart by sound, each with a number, since a province's day is a hundred thousand rows
# and rows that are joined should carry no text. What was put into the schedule when it could not begin any
# more was never to sound (`lately`: slots made since the day before the first, as the database's midnight is
# not ours. They are read once and not of each item; their moment is compared with one of its own type, since
# under a scope an index takes leakproof conditions alone). `listed`: the plans that list them; the join goes
# from an item to its plans, never the other way, since thousands of plans share a few hundred items. `due`:
# the clusters that served those plans then. `told` and what follows: what a cluster reported and none of its
# plans lists any more (withdrawn, moved, taken from its hamlet); it has sounded, whatever was decided since.
PLANNED: Final = """
with lately as materialized (
  select id, made_at from airtime_slot
  where unit_id = any(%(units)s) and made_at >= %(first)s::timestamptz - interval '1 day'
), items as materialized (
  select row_number() over () as key, i.id, i.unit_id, i.item, i.slot, i.date, i.priority,
    i.starts_at as item_at, n.place - 1 as sound,
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
    and not exists (select from lately a where a.id = i.slot and a.made_at > i.latest_start_at)
), listed as (
  select i.key, i.item_at, pd.plan_id
  from items i
  join dispatch_dayplan dp on dp.unit_id = i.unit_id and dp.date = i.date and i.id = any(dp.items)
  join dispatch_planday pd on pd.day_id = dp.sha256 and pd.date = i.date
  where dp.unit_id = any(%(units)s) and dp.date between %(first)s and %(last)s
    and pd.unit_id = any(%(units)s) and pd.date between %(first)s and %(last)s
), due as (
  select l.key, s.device_id, s.hamlet_id, l.plan_id
  from listed l
  join fleet_posting s on s.plan_id = l.plan_id and s.since < l.item_at
    and (s.until is null or s.until > l.item_at)
  where s.unit_id = any(%(units)s) and {whose_due}
), told as (
  select i.key, q.device_id, bool_or(q.kind = 'completed') as completed
  from playlog_playrecord q join items i on {{of_item}}
  where q.unit_id = any(%(units)s) and q.day between %(first)s and %(last)s and {whose_told}
    and q.day = any(array(select distinct date from items))
    and q.slot = any(array(select distinct slot from items))
  group by i.key, q.device_id
), known as materialized (
  select key, device_id, d.hamlet_id, d.plan_id, d.plan_id is not null as due,
    coalesce(t.completed, false) as completed
  from due d full join told t using (key, device_id)
), lone as materialized (
  select i.*, k.device_id, k.completed from known k join items i using (key) where not k.due
), told_of as materialized (
  select q.day, q.device_id, q.item, q.sound, q.media_sha256, q.planned_at, q.counts
  from playlog_playrecord q
  where q.unit_id = any(%(units)s) and q.day between %(first)s and %(last)s and {whose_told}
    and exists (select from lone p where p.device_id = q.device_id and {{of_due}})
    and not exists (
      select from known k join items p using (key)
      where k.due and k.device_id = q.device_id and {{of_due}}
        and k.device_id in (select device_id from lone))
), no_more as (
  select distinct on (q.device_id, q.item, q.sound, q.media_sha256, q.planned_at)
    i.key, q.device_id, s.hamlet_id, s.plan_id, i.completed
  from told_of q join lone i on i.device_id = q.device_id and {{of_item}}
  join fleet_posting s on s.device_id = q.device_id and s.since < i.item_at
    and (s.until is null or s.until > i.item_at)
  where s.unit_id = any(%(units)s)
  order by q.device_id, q.item, q.sound, q.media_sha256, q.planned_at, i.starts_at desc, i.id desc
), planned as (
  select key, device_id, hamlet_id, plan_id, completed, true as stands from known where due
  union all select distinct key, device_id, hamlet_id, plan_id, completed, false from no_more
)
"""
SOUNDS: Final = """
, sounds as (
  select i.item, i.sound, i.slot, i.unit_id, i.title, i.priority, i.starts_at, i.ends_at,
    sum(c.clusters)::int as clusters, bool_or(c.stands) as stands
  from (
    select key, count(*) as clusters, bool_or(stands) as stands from planned group by key
  ) c join items i using (key)
  group by i.item, i.sound, i.slot, i.unit_id, i.title, i.priority, i.starts_at, i.ends_at
)
"""
_BULK: Final = """set local enable_nestloop = off; set local enable_sort = off; set local work_mem = '64MB';
set local plan_cache_mode = force_generic_plan
"""
_AS_EVER: Final = """set local enable_nestloop to default; set local enable_sort to default;
set local work_mem to default; set local plan_cache_mode to default
"""
_CLUSTERS: Final = "select count(distinct device_id) from planned"


@dataclass(frozen=True, slots=True)
class PlannedSound:
    """One planned sound, and how many clusters had to sound it."""

    item: str
    sound: int
    slot: UUID
    unit_id: int
    title: str
    priority: str
    starts_at: datetime
    ends_at: datetime
    clusters: int
    stands: bool
    """Some plan still lists it. Otherwise it only sounded, before it was withdrawn or moved."""


@dataclass(frozen=True)
class SoundFilter:
    """Which sounds, on which clusters: conditions for `PLANNED` and their values."""

    units: Collection[int]
    which: str
    values: Mapping[str, Any]
    first: date
    last: date
    whose: str = "true"
    """The condition on clusters; `{of}` stands for the table that names one."""

    def ask(self, sql: str) -> list[tuple[Any, ...]]:
        """Returns the rows of `PLANNED` with the SQL that follows it.

        In that SQL, `{of_planned}` joins a record `c` to a planned sound `p`.
        """
        whose = {"whose_due": self.whose.format(of="s"), "whose_told": self.whose.format(of="q")}
        parts = {
            "approval": APPROVAL,
            "of_item": SAME.format(record="q", sound="i"),
            "of_due": SAME.format(record="q", sound="p"),
            "of_planned": SAME.format(record="c", sound="p"),
        }
        # Formatted twice: conditions first, since they may hold names such as {approval}. Double braces wait
        # for the second time.
        with _in_bulk(), prepared.cursor() as cursor:
            cursor.execute(
                (PLANNED.format(which=self.which, **whose) + sql).format(**parts),
                {"units": list(self.units), "first": self.first, "last": self.last, **self.values},
            )
            return list(cursor.fetchall())


@contextmanager
def _in_bulk() -> Iterator[None]:
    """Inside the block the planner uses neither nested loops nor sorts, and plans what is prepared only once:
    planning took two thirds of the time that a commune's day takes.

    The planner cannot tell how many items a day plan's array holds. It takes a province's for a handful, and
    would go through tens of thousands one by one, or sort them; with these settings it joins in bulk, in
    memory.
    """
    with connection.cursor() as cursor:
        # SET LOCAL ends with the transaction; where a query fails, the transaction ends too.
        cursor.execute(_BULK)
        yield
        cursor.execute(_AS_EVER)


def between(units: Collection[int], begin: datetime, end: datetime) -> SoundFilter:
    """Returns the sounds of items that are planned to sound between two moments (UTC, half open)."""
    which = "i.starts_at < %(to)s and i.starts_at >= %(since)s and i.ends_at > %(from)s"
    since = begin - LONGEST
    values = {"from": begin, "to": end, "since": since}
    return SoundFilter(units, which, values, clock.local(since).date(), clock.local(end).date())


def of_approvals(
    units: Collection[int], approvals: Collection[UUID], days: Sequence[date] | None = None
) -> SoundFilter | None:
    """Returns all that was and is planned of some approvals' sounds, or None where nothing is.

    With `days`, as `days_of_approvals` has them, only what is planned from the first to the last of these.
    """
    days = days_of_approvals(units, approvals) if days is None else days
    if not days:
        return None
    which = (
        "i.slot in (select slot_id from airtime_slotitem where approval_id = any(%(approvals)s))"
        " and {approval} = any(%(approvals)s)"
    )
    return SoundFilter(units, which, {"approvals": list(approvals)}, days[0], days[-1])


def days_of_approvals(units: Collection[int], approvals: Collection[UUID]) -> list[date]:
    """Returns the local days on which anything was or is planned of some approvals, in order."""
    slots = SlotItem.objects.filter(approval__in=approvals).values("slot_id")
    found = PlannedItem.objects.filter(unit_id__in=units, slot__in=slots).order_by("date")
    return list(found.values_list("date", flat=True).distinct())


def of_device(unit_id: int, device_id: UUID, begin: datetime, end: datetime) -> SoundFilter:
    """Returns what one cluster had and has to sound between two moments (UTC, half open)."""
    whole = between([unit_id], begin, end)
    return replace(whole, values={**whole.values, "device": device_id}, whose="{of}.device_id = %(device)s")


def clusters(wanted: SoundFilter) -> int:
    """Returns how many clusters had any of it to sound."""
    return int(wanted.ask(_CLUSTERS)[0][0])

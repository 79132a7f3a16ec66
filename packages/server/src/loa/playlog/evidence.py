"""Plan against records, one row a sound and cluster: the one query under every page of the play log."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.db import connection

from loa.kernel import clock
from loa.playlog.rules import Evidence, Why, why

# The items of the day plans in force, taken apart by sound, for each cluster of their plans. Records are
# found
# by the primary key's day and device; the last one about a sound tells the truth (PROTOCOL.md).
_SQL: Final = """
select i.unit_id, i.item, i.slot, n.place - 1, n.sound->>'title', n.sound->>'approval', i.title, i.cls,
  i.starts_at + n.before, i.starts_at + n.before + n.long,
  d.id, d.name, d.hamlet_id, pd.plan_id,
  coalesce(r.started, false), coalesce(r.completed, false), coalesce(r.kind, ''), coalesce(r.code, ''),
  r.started_at,
  h.seen_at, coalesce(h.connected, false), coalesce(h.clock, ''), coalesce(h.silenced, false),
  coalesce(h.disk_full, false), h.refused_at,
  coalesce(h.plan_id = d.plan_id and h.body_sha256 = p.body_id and h.missing = 0, false)
from dispatch_planneditem i
join dispatch_planday pd on pd.unit_id = i.unit_id and pd.date = i.date
join dispatch_dayplan dp on dp.sha256 = pd.day_id and i.id = any(dp.items)
join dispatch_plan p on p.plan_id = pd.plan_id
join fleet_device d on d.plan_id = pd.plan_id and d.state = 'active' and d.claimed_at < i.starts_at
left join fleet_health h on h.device_id = d.id
cross join lateral (
  select s.sound, s.place, (s.sound->>'duration_ms')::int * interval '1 ms' as long,
    coalesce(sum((s.sound->>'duration_ms')::int) over (order by s.place rows between unbounded preceding
      and 1 preceding), 0) * interval '1 ms' as before
  from jsonb_array_elements(i.sounds) with ordinality as s(sound, place)
) n
left join lateral (
  select bool_or(q.kind in ('started', 'resumed')) as started, bool_or(q.kind = 'completed') as completed,
    (array_agg(q.kind order by q.number desc))[1] as kind, (array_agg(q.code order by q.number desc))[1] as
    code,
    min(q.happened_at) filter (where q.kind in ('started', 'resumed')) as started_at
  from playlog_playrecord q
  where q.day = i.date and q.device_id = d.id and q.item = i.item and q.sound = n.place - 1 and q.counts
    and q.unit_id = any(%(units)s)
) r on true
where i.unit_id = any(%(units)s) and pd.unit_id = any(%(units)s) and d.unit_id = any(%(units)s)
"""
_BETWEEN: Final = " and i.starts_at < %(to)s and i.starts_at >= %(day)s and i.ends_at > %(from)s"
_ORDER: Final = " order by i.starts_at, i.item, n.place, d.name"


@dataclass(frozen=True, slots=True)
class Row:
    """One sound on one cluster."""

    unit_id: int
    item: str
    slot: UUID
    sound: int
    title: str
    approval: UUID
    cls: str
    starts_at: datetime
    ends_at: datetime
    device_id: UUID
    device: str
    hamlet_id: int | None
    plan_id: str
    started_at: datetime | None
    known: Evidence

    @property
    def received(self) -> bool:
        """It holds (or, having sounded it, held) all that it needs."""
        return self.known.started or self.known.completed or self.known.held

    def why(self, now: datetime) -> Why | None:
        """The likely reason that it was not heard to its end; None when it was."""
        return why(self.known, now)


def between(unit_ids: Collection[int], begin: datetime, end: datetime) -> list[Row]:
    """All sounds planned to sound between two moments (UTC, half open) in these units."""
    values = {"from": begin, "to": end, "day": begin - timedelta(hours=4)}
    return list(_ask(unit_ids, _BETWEEN, values))


def of_approvals(unit_ids: Collection[int], approvals: Collection[UUID]) -> list[Row]:
    """All that was and is planned of some approvals' sounds."""
    if not approvals:
        return []
    slots = " and i.slot in (select slot_id from airtime_slotitem where approval_id = any(%(approvals)s))"
    named = " and (n.sound->>'approval')::uuid = any(%(approvals)s)"
    return list(_ask(unit_ids, slots + named, {"approvals": list(approvals)}))


def of_device(unit_id: int, device_id: UUID, days: int = 2) -> list[Row]:
    """What one cluster had to sound in the last days and has still to sound today."""
    now = clock.now()
    values = {
        "from": now - timedelta(days=days),
        "to": now + timedelta(days=1),
        "day": now - timedelta(days=days),
    }
    return list(_ask([unit_id], _BETWEEN + " and d.id = %(device)s", {**values, "device": device_id}))


def _ask(unit_ids: Collection[int], where: str, values: Mapping[str, Any]) -> Iterator[Row]:
    with connection.cursor() as cursor:
        cursor.execute(_SQL + where + _ORDER, {"units": list(unit_ids), **values})
        for row in cursor.fetchall():
            yield _row(row)


def _row(row: tuple[Any, ...]) -> Row:
    return Row(
        unit_id=row[0],
        item=row[1],
        slot=row[2],
        sound=row[3],
        title=row[4] or row[6],
        approval=UUID(row[5]),
        cls=row[7],
        starts_at=row[8],
        ends_at=row[9],
        device_id=row[10],
        device=row[11],
        hamlet_id=row[12],
        plan_id=row[13],
        started_at=row[18],
        known=Evidence(
            ends_at=row[9],
            started=row[14],
            completed=row[15],
            last_kind=row[16],
            last_code=row[17],
            seen_at=row[19],
            connected=row[20],
            clock=row[21],
            silenced=row[22],
            disk_full=row[23],
            refused_at=row[24],
            held=row[25],
        ),
    )

"""Makes the history of a province for `pages`: two years of clusters in use, bulletins, slots and daily
figures, and 30 days of plans and play records.

It is written by SQL as the owner of the tables, without the triggers that give decisions and claims the
database's time. A copy of a row has the form of the first.
"""

from benchmarks import ground

# isort: split
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from loa.kernel import actor, clock
from loa.places import scope
from loa.places.scoped_job import WORKER
from loa.playlog import counting
from loa.testing.cluster import Cluster

SERVED = """
update fleet_device set made_at = current_date - %(days)s, claimed_at = current_date - %(days)s;
update fleet_posting set since = current_date - %(days)s;
update airtime_slot set made_at = current_date - %(days)s;
"""
BULLETINS = """
create temporary table made as
select nextval(pg_get_serial_sequence('newsroom_bulletin', 'id')) as id, b.id as like_id,
  gen_random_uuid() as approval, gen_random_uuid() as slot, n, current_date - n as day
from newsroom_bulletin b, generate_series(40, %(days)s) n where b.code like '%%00';
insert into newsroom_bulletin
select (jsonb_populate_record(b, jsonb_build_object('id', m.id, 'code', 'h' || m.id, 'valid_from', m.day,
  'valid_to', m.day, 'created_at', m.day, 'changed_at', m.day, 'latest_revision_id', null,
  'live_revision_id', null))).*
from made m join newsroom_bulletin b on b.id = m.like_id;
insert into newsroom_approval
select (jsonb_populate_record(a, jsonb_build_object('id', m.approval, 'bulletin_id', m.id,
  'decided_at', m.day))).*
from made m join newsroom_approval a on a.bulletin_id = m.like_id;
insert into airtime_slot
select (jsonb_populate_record(s, jsonb_build_object('id', m.slot, 'first', m.day, 'last', m.day,
  'expires_at', m.day + 1, 'made_at', m.day - 1))).*
from made m join airtime_slotitem i on i.bulletin_id = m.like_id
join airtime_slot s on s.id = i.slot_id;
insert into airtime_slotitem
select (jsonb_populate_record(i, jsonb_build_object(
  'id', nextval(pg_get_serial_sequence('airtime_slotitem', 'id')),
  'slot_id', m.slot, 'bulletin_id', m.id, 'approval_id', m.approval))).*
from made m join airtime_slotitem i on i.bulletin_id = m.like_id;
insert into playlog_daytotal (day, unit_id, devices, planned, started, completed, sounded_ms, counted_at,
  by_sound)
select current_date - n, u.id, 90, 450, 445, 441, 441 * 60000, now(), true
from places_unit u, generate_series(1, %(days)s) n where u.kind = 'commune';
"""
"""Copies the first bulletin of each commune, with approval and slot, to each day of the past."""
PLANS = """
create temporary table days as select current_date + n as day, n from generate_series(-29, 2) n;
create temporary table compiled as
select u.id as unit_id, d.day, d.n, encode(sha256(convert_to(u.id || '@' || d.day, 'UTF8')), 'hex') as sha
from places_unit u, days d where u.kind = 'commune';
insert into dispatch_planneditem (sha256, unit_id, date, item, slot, priority, title, starts_at,
  latest_start_at, ends_at, expires_at, sounds, bytes)
select encode(sha256(convert_to(s.id || '@' || c.day, 'UTF8')), 'hex'), s.unit_id, c.day,
  s.id || '@' || c.day, s.id, s.priority, i.title, t.at, t.at + interval '10 minutes',
  t.at + interval '1 minute', s.expires_at,
  jsonb_build_array(jsonb_build_object('sha256', i.media_sha256, 'duration_ms', 60000,
  'source', 'bulletin', 'right', i.approval_id, 'title', i.title)), ''
from compiled c join airtime_slot s on s.unit_id = c.unit_id and s.first <= c.day and s.last >= c.day
join airtime_slotitem i on i.slot_id = s.id
cross join lateral (select (c.day + s.time) at time zone 'Asia/Ho_Chi_Minh' as at) t;
insert into dispatch_dayplan (sha256, unit_id, date, frame, items)
select c.sha, c.unit_id, c.day, '', array(select p.id from dispatch_planneditem p
  where p.unit_id = c.unit_id and p.date = c.day order by p.starts_at)
from compiled c;
insert into dispatch_planday (date, plan_id, unit_id, day_id)
select c.day, p.plan_id, p.unit_id, c.sha from compiled c join dispatch_plan p on p.unit_id = c.unit_id;
"""
RECORDS = """
insert into playlog_playrecord (day, device_id, number, unit_id, kind, slot, item, sound, media_sha256,
  plan_sha256, planned_at, happened_at, mono_ms, clock, offset_ms, lost_ms, code, note, counts, received_at)
select p.date, d.id,
  (c.n + 40) * 100 + (row_number() over (partition by p.date, d.id order by p.item)) * 2 + k.n,
  d.unit_id, k.kind, p.slot, p.item, 0, p.sounds->0->>'sha256', '', p.starts_at, p.starts_at + k.later, 0,
  'rtc', 0, 0, '', '', true, p.starts_at + interval '2 minutes'
from compiled c join dispatch_planneditem p on p.unit_id = c.unit_id and p.date = c.day
join fleet_device d on d.unit_id = c.unit_id,
  (values (0, 'started', interval '0'), (1, 'completed', interval '60 seconds')) k(n, kind, later)
where p.starts_at < now() and hashtext(d.id::text || p.item) % 50 <> 0
order by p.date
"""
"""Two records for each sound and device. A device has numbers of its own for each day; every 50th sound is
left out, as if it had not sounded."""

SOUNDS = """
insert into playlog_soundtotal
select (jsonb_populate_record(t, jsonb_build_object('day', t.day - n))).*
from playlog_soundtotal t, generate_series(1, %(days)s) n where t.day = %(day)s
"""


@dataclass(frozen=True)
class HistorySize:
    """How many bulletins and records there are."""

    bulletins: int
    records: int


def make(own: Cluster, days: int) -> HistorySize:
    """Makes the history, after the communes' slots and devices were made."""
    with own.connect() as link:
        # Turns triggers and foreign keys off.
        link.execute("set session_replication_role = replica")
        link.execute("set role loa_owner")
        link.execute("set work_mem = '256MB'")
        for text in (SERVED % {"days": days}, BULLETINS % {"days": days}, PLANS, RECORDS):
            for statement in text.split(";"):
                if statement.strip():
                    link.execute(statement)
        counted = link.execute(
            "select (select count(*) from newsroom_bulletin), (select count(*) from playlog_playrecord)"
        ).fetchone()
        assert counted is not None
        return HistorySize(*counted)


def count(own: Cluster, communes: Sequence[int], days: int) -> None:
    """Writes what the worker would have counted so far: now, yesterday, and the days before, as copies of
    yesterday."""
    yesterday = clock.today() - timedelta(days=1)
    ground.become(own, "worker")
    with actor.acting(WORKER), scope.all_units():
        for unit_id in communes:
            counting.day(unit_id, yesterday)
        counting.every_commune()
    ground.become(own, "owner")
    with own.connect() as link:
        link.execute(SOUNDS, {"days": days, "day": yesterday})
        # The house has listened for long: what a commune is after a start is another question.
        link.execute("update playlog_communefigures set since = now() - interval '1 hour'")

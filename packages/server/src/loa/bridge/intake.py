"""Stores play records in the play log, each once. The transaction is committed before the device is answered
"stored"."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, LiteralString
from uuid import UUID

from loa_protocol.encoding import encode
from loa_protocol.messages import FIRST_BATCH, Resend, Stored
from loa_protocol.refusals import Code
from psycopg import DataError
from psycopg.errors import UniqueViolation

from loa.bridge import chains
from loa.bridge.batch_verification import UnfitBatch, VerifiedBatch
from loa.bridge.chains import FORKED, NOT_KEPT, Link, Step
from loa.bridge.database import Connection, ScopedDatabase
from loa.bridge.log_lines import of
from loa.playlog.rules import APART

log = logging.getLogger("loa.bridge")

_STAGE: Final = """
create temporary table if not exists stage (device_id uuid, unit_id int, number bigint, kind text, slot
  uuid, item text,
  sound smallint, media text, plan text, planned_ms bigint, wall_ms bigint, mono_ms bigint, clock text,
  offset_ms bigint, lost_ms bigint, code text, note text, counts boolean) on commit delete rows
"""
_COPY: Final = "copy pg_temp.stage from stdin"
# A time beyond the year 2099 (a faulty clock) is stored as 2100-01-01, 4102444800000 ms, so that it fits a
# date. A record without a plan belongs to the day of its own clock. Milliseconds are divided as float8, which
# holds them exactly: dividing as numeric took a seventh of the whole time.
_KEEP: Final = """
insert into playlog_playrecord (day, device_id, number, unit_id, kind, slot, item, sound, media_sha256,
  plan_sha256,
  planned_at, happened_at, mono_ms, clock, offset_ms, lost_ms, code, note, counts, received_at)
select (to_timestamp(least(coalesce(nullif(t.planned_ms, 0), t.wall_ms), 4102444800000) / 1000::float8)
    at time zone 'Asia/Ho_Chi_Minh')::date,
  t.device_id, t.number, t.unit_id, t.kind, s.id, t.item, t.sound, t.media, t.plan,
  to_timestamp(nullif(least(t.planned_ms, 4102444800000), 0) / 1000::float8),
  to_timestamp(least(t.wall_ms, 4102444800000) / 1000::float8), t.mono_ms, t.clock, t.offset_ms, t.lost_ms,
  t.code, t.note,
  t.counts, now()
from pg_temp.stage t left join airtime_slot s on s.id = t.slot and s.unit_id = t.unit_id
"""
_KEEP_UNLESS_KEPT: Final = _KEEP + "on conflict do nothing"
# A key that is new to its device counts from 1, and its numbers are stored above those of all earlier keys.
_FIRST: Final = """
insert into playlog_chain (device_id, key, unit_id, base, last, batch_sha256)
select d.device, d.key, d.unit,
  coalesce((select max(o.base) + %s from playlog_chain o where o.device_id = d.device), 0)
    + (row_number() over (partition by d.device order by d.place) - 1) * %s,
  0, %s
from unnest(%b::uuid[], %b::bytea[], %b::int[]) with ordinality as d(device, key, unit, place)
where not exists (select from playlog_chain c where c.device_id = d.device and c.key = d.key)
order by d.device on conflict do nothing
"""
_CHAINS: Final = """
select device_id, key, last, batch_sha256, base from playlog_chain where device_id = any(%b::uuid[])
order by device_id, base for update
"""
_STORED: Final = "select sha256 from playlog_batch where sha256 = any(%b)"
# A device is given 20 seconds to send what it was asked for. After that the gap counts as lost.
_ASKED: Final = """
select device_id, after, before from playlog_gap
where device_id = any(%b::uuid[]) and kind = 'missing' and found_at < now() - interval '20 seconds'
"""
_BATCHES: Final = """
insert into playlog_batch (sha256, device_id, unit_id, first, last, head)
select * from unnest(%b::text[], %b::uuid[], %b::int[], %b::bigint[], %b::bigint[], %b::bytea[]) on conflict
  do nothing
"""
_LINKED: Final = """
update playlog_chain c set last = d.last, batch_sha256 = d.sha, stored_at = now()
from unnest(%b::uuid[], %b::bytea[], %b::bigint[], %b::text[]) as d(device, key, last, sha)
where c.device_id = d.device and c.key = d.key
"""
_BREAK: Final = """
insert into playlog_gap (device_id, unit_id, kind, after, before, batch_sha256) values (%s, %s, %s, %s, %s,
  %s)
on conflict (device_id, after, before, batch_sha256) do update set kind = excluded.kind
"""
_CLOSE: Final = """
update playlog_gap g set closed_at = now() from playlog_chain c
where c.device_id = g.device_id and g.device_id = any(%b::uuid[]) and g.kind = 'missing'
  and g.closed_at is null and g.after >= c.base and g.before <= c.base + c.last
"""


@dataclass(slots=True)
class SortedBatches:
    """What a transaction will store, and how far each key of the devices is afterwards."""

    links: dict[tuple[str, bytes], Link]
    keep: list[VerifiedBatch] = field(default_factory=list)
    breaks: list[tuple[VerifiedBatch, Step, int]] = field(default_factory=list)
    steps: list[tuple[Step, int]] = field(default_factory=list)
    """One entry per batch: what is done with it, and the last number of its key before it."""

    @property
    def forked(self) -> bool:
        """True if some number already has a record. All other numbers are above the last one of their key;
        looking up each of them in the log first took a third of the database's time."""
        return any(taken in FORKED for _, taken, _ in self.breaks)


class Intake:
    """Stores several batches in one transaction; answers each with what is stored now."""

    def __init__(self, base: ScopedDatabase) -> None:
        self._base = base

    async def store(self, opened: Sequence[VerifiedBatch]) -> list[bytes | UnfitBatch]:
        """Returns an answer per batch, in order: `stored` or `resend`, or `UnfitBatch` for one that the
        database rejects; that one does not hold up the others.

        Returns only after the commit. Raises one of AWAY; then nothing is stored.
        """
        try:
            return await self._answers(opened)
        except DataError as wrong:
            if len(opened) == 1:
                name = opened[0].device.id
                log.warning("records of %s: %s", name, str(wrong).splitlines()[0], extra=of(name))
                return [UnfitBatch(opened[0].sha256, Code.MALFORMED)]
        # Halves the list until the batch that the database rejects is alone; the rest is stored.
        half = len(opened) // 2
        return [*await self.store(opened[:half]), *await self.store(opened[half:])]

    async def _answers(self, opened: Sequence[VerifiedBatch]) -> list[bytes | UnfitBatch]:
        """Stores the batches in one transaction and returns the answer to each."""
        try:
            done = await self._stored(opened, _KEEP)
        except UniqueViolation:
            # The log holds more than its chains say. Only a change to the tables by hand does that.
            log.warning("records are kept that no chain counts: each is taken once")
            done = await self._stored(opened, _KEEP_UNLESS_KEPT)
        answers: list[bytes | UnfitBatch] = []
        for one, (taken, last_before) in zip(opened, done.steps, strict=True):
            link = done.links[one.chain]
            if taken is Step.BEYOND:
                name = one.device.id
                said = "records of %s: number %d after %d"
                log.warning(said, name, one.batch.last, last_before, extra=of(name))
                answers.append(UnfitBatch(one.sha256, Code.MALFORMED))
            elif taken is Step.MISSING:
                answers.append(encode(Resend(v=1, after=last_before)))
            else:
                answers.append(encode(Stored(v=1, upto=link.last, batch_sha256=link.sha256)))
        return answers

    async def _stored(self, opened: Sequence[VerifiedBatch], keep: LiteralString) -> SortedBatches:
        async with self._base.scope({one.device.unit_id for one in opened}) as connection:
            done = await self._sort(connection, opened)
            await self._keep(connection, done, _KEEP_UNLESS_KEPT if done.forked else keep)
        return done

    async def _sort(self, connection: Connection, opened: Sequence[VerifiedBatch]) -> SortedBatches:
        """Locks the keys of these batches and decides for each batch what is done with it."""
        devices = {one.chain: one.device for one in opened}
        names = [UUID(each.id) for each in devices.values()]
        keys = [key for _id, key in devices]
        units = [each.unit_id for each in devices.values()]
        # A pipeline sends all statements in one round trip. `_CHAINS` locks the rows of the keys, so that the
        # counts hold until the commit.
        async with connection.pipeline():
            await connection.execute(_FIRST, (APART, APART, FIRST_BATCH, names, keys, units))
            chained = await connection.execute(_CHAINS, (names,))
            kept = await connection.execute(_STORED, ([one.sha256 for one in opened],))
            gaps = await connection.execute(_ASKED, (names,))
            await connection.execute(_STAGE)
        done = SortedBatches(
            {(str(row[0]), bytes(row[1])): Link(*row[2:]) for row in await chained.fetchall()}
        )
        stored = {sha for (sha,) in await kept.fetchall()}
        asked = {(str(device), after, before) for device, after, before in await gaps.fetchall()}
        for one in opened:
            link = done.links[one.chain]
            # The numbers of a gap are stored with the key's base added, as the log's are.
            again = (one.device.id, link.base + link.last, link.base + one.batch.first) in asked
            taken = chains.step(link, one.batch, one.sha256, one.sha256 in stored, again)
            done.steps.append((taken, link.last))
            if taken not in (Step.NEXT, Step.AGAIN, Step.BEYOND):
                done.breaks.append((one, taken, link.last))
            if taken not in NOT_KEPT:
                done.keep.append(one)
                stored.add(one.sha256)
            done.links[one.chain] = chains.after(link, one.batch, one.sha256, taken)
        return done

    async def _keep(self, connection: Connection, done: SortedBatches, keep: LiteralString) -> None:
        """Writes the records, batches, gaps and counts that were decided."""
        if done.keep:
            async with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
                await copy.write(b"".join(one.lines_above(done.links[one.chain].base) for one in done.keep))
        async with connection.pipeline():
            for one, taken, last in done.breaks:
                device, base = one.device, done.links[one.chain].base
                numbers = base + last, base + one.batch.first
                broken = (UUID(device.id), device.unit_id, taken.value, *numbers, one.sha256)
                await connection.execute(_BREAK, broken)
            if done.keep:
                await connection.execute(keep)
                await connection.execute(_BATCHES, _columns(map(_batch, done.keep)))
                moved = [(each, done.links[each]) for each in {one.chain for one in done.keep}]
                links = [(UUID(device), key, link.last, link.sha256) for (device, key), link in moved]
                await connection.execute(_LINKED, _columns(links))
                await connection.execute(_CLOSE, ([link[0] for link in links],))


def _batch(one: VerifiedBatch) -> tuple[object, ...]:
    device, batch = one.device, one.batch
    return one.sha256, UUID(device.id), device.unit_id, batch.first, batch.last, one.raw


def _columns(of_rows: Iterable[tuple[object, ...]]) -> tuple[list[object], ...]:
    """Returns the rows as columns: the arrays that one statement unnests."""
    return tuple(map(list, zip(*of_rows, strict=True)))

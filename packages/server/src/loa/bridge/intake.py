"""Play records into the play log: signature checked, each once, in one transaction before "stored" is
said."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Final
from uuid import UUID

from loa_protocol.encoding import encode
from loa_protocol.heads import unseal
from loa_protocol.messages import FIRST_BATCH, Record, RecordBatch, RecordKind, Resend, Rung, Stored
from loa_protocol.refusals import Refusal

from loa.bridge import chains
from loa.bridge.chains import Link, Step
from loa.bridge.database import Base, Connection, rows
from loa.bridge.registry import Known, Registry

log = logging.getLogger("loa.bridge")

_STAGE: Final = """
create temporary table if not exists stage (device_id uuid, unit_id int, number bigint, kind text, slot
  uuid, item text,
  sound smallint, media text, plan text, planned_ms bigint, wall_ms bigint, mono_ms bigint, clock text,
  offset_ms bigint, lost_ms bigint, code text, note text, counts boolean) on commit delete rows
"""
_COPY: Final = "copy pg_temp.stage from stdin"
# A clock gone mad is kept within what a date can say; a record without a plan lies in the day of its own
# clock.
_KEEP: Final = """
insert into playlog_playrecord (day, device_id, number, unit_id, kind, slot, item, sound, media_sha256,
  plan_sha256,
  planned_at, happened_at, mono_ms, clock, offset_ms, lost_ms, code, note, counts, received_at)
select (to_timestamp(least(coalesce(nullif(t.planned_ms, 0), t.wall_ms), 4102444800000) / 1000.0)
    at time zone 'Asia/Ho_Chi_Minh')::date,
  t.device_id, t.number, t.unit_id, t.kind, s.id, t.item, t.sound, t.media, t.plan,
  to_timestamp(least(nullif(t.planned_ms, 0), 4102444800000) / 1000.0),
  to_timestamp(least(t.wall_ms, 4102444800000) / 1000.0), t.mono_ms, t.clock, t.offset_ms, t.lost_ms,
  t.code, t.note,
  t.counts, now()
from pg_temp.stage t left join airtime_slot s on s.id = t.slot and s.unit_id = t.unit_id
on conflict do nothing
"""
_FIRST: Final = """
insert into playlog_chain (device_id, unit_id, last, batch_sha256) select d.device, d.unit, 0, %s
from unnest(%s::uuid[], %s::int[]) as d(device, unit) order by d.device on conflict do nothing
"""
_CHAINS: Final = """
select device_id, last, batch_sha256 from playlog_chain where device_id = any(%s::uuid[]) order by device_id
  for update
"""
_STORED: Final = "select sha256 from playlog_batch where sha256 = any(%s)"
_ASKED: Final = """
select device_id, after, before from playlog_gap
where device_id = any(%s::uuid[]) and kind = 'missing' and found_at < now() - interval '20 seconds'
"""
_BATCHES: Final = """
insert into playlog_batch (sha256, device_id, unit_id, first, last, head)
select * from unnest(%s::text[], %s::uuid[], %s::int[], %s::bigint[], %s::bigint[], %b::bytea[]) on conflict
  do nothing
"""
_LINKED: Final = """
update playlog_chain c set last = d.last, batch_sha256 = d.sha, stored_at = now()
from unnest(%s::uuid[], %s::bigint[], %s::text[]) as d(device, last, sha) where c.device_id = d.device
"""
_BREAK: Final = """
insert into playlog_gap (device_id, unit_id, kind, after, before, batch_sha256) values (%s, %s, %s, %s, %s,
  %s)
on conflict (device_id, after, before, batch_sha256) do update set kind = excluded.kind
"""
_CLOSE: Final = """
update playlog_gap g set closed_at = now() from playlog_chain c
where c.device_id = g.device_id and g.device_id = any(%s::uuid[]) and g.kind = 'missing' and g.closed_at is
null
  and c.last >= g.before
"""

_RANK: Final = {rung: place for place, rung in enumerate(Rung)}
_CLAIMS: Final = {
    RecordKind.STARTED: _RANK[Rung.STARTED],
    RecordKind.RESUMED: _RANK[Rung.STARTED],
    RecordKind.CUT: _RANK[Rung.STARTED],
    RecordKind.COMPLETED: _RANK[Rung.COMPLETED],
}
_ESCAPES: Final = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": ""})


@dataclass(frozen=True, slots=True)
class Sent:
    """One batch as it came: who published it, and the bytes."""

    device: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Opened:
    """A batch whose signature holds."""

    place: int
    device: Known
    sha256: str
    batch: RecordBatch
    raw: bytes


@dataclass(slots=True)
class Sorted:
    """What a transaction will store, and how far each device then is."""

    links: dict[str, Link]
    keep: list[Opened] = field(default_factory=list)
    breaks: list[tuple[Opened, Step, int]] = field(default_factory=list)
    steps: dict[int, tuple[Step, int]] = field(default_factory=dict)


class Intake:
    """Takes batches of batches; answers each with what is stored now."""

    def __init__(self, base: Base, registry: Registry) -> None:
        self._base = base
        self._registry = registry

    async def take(self, sent: Sequence[Sent]) -> list[bytes | None]:
        """An answer for each, in order: `stored`, `resend`, or None for what no device of ours signed.

        Returns only after the commit. Raises one of AWAY, and then nothing is stored.
        """
        known = await self._registry.get_all(each.device for each in sent)
        opened = [one for place, each in enumerate(sent) if (one := _opened(place, each, known)) is not None]
        answers: list[bytes | None] = [None] * len(sent)
        if not opened:
            return answers
        async with self._base.scope({one.device.unit_id for one in opened}) as connection:
            done = await self._sort(connection, opened)
            await self._store(connection, done, opened)
        for one in opened:
            taken, asked_after = done.steps[one.place]
            link = done.links[one.device.id]
            if taken is Step.MISSING:
                answers[one.place] = encode(Resend(v=1, after=asked_after))
            else:
                answers[one.place] = encode(Stored(v=1, upto=link.last, batch_sha256=link.sha256))
        return answers

    async def _sort(self, connection: Connection, opened: list[Opened]) -> Sorted:
        devices = {one.device.id: one.device for one in opened}
        names = [UUID(each) for each in devices]
        units = [each.unit_id for each in devices.values()]
        await connection.execute(_FIRST, (FIRST_BATCH, names, units))
        links = {str(row[0]): Link(row[1], row[2]) for row in await rows(connection, _CHAINS, names)}
        stored = {row[0] for row in await rows(connection, _STORED, [one.sha256 for one in opened])}
        asked = {(str(row[0]), row[1], row[2]) for row in await rows(connection, _ASKED, names)}
        done = Sorted(links)
        for one in opened:
            link = done.links[one.device.id]
            again = (one.device.id, link.last, one.batch.first) in asked
            taken = chains.step(link, one.batch, one.sha256, one.sha256 in stored, again)
            done.steps[one.place] = (taken, link.last)
            if taken in (Step.FORK, Step.MISSING, Step.LOST):
                done.breaks.append((one, taken, link.last))
            if taken in (Step.NEXT, Step.FORK, Step.LOST):
                done.keep.append(one)
                stored.add(one.sha256)
            done.links[one.device.id] = chains.after(link, one.batch, one.sha256, taken)
        return done

    async def _store(self, connection: Connection, done: Sorted, opened: list[Opened]) -> None:
        for one, taken, last in done.breaks:
            kind = taken.value
            await connection.execute(
                _BREAK,
                (UUID(one.device.id), one.device.unit_id, kind, last, one.batch.first, one.sha256),
            )
        if not done.keep:
            return
        await connection.execute(_STAGE)
        async with connection.cursor() as cursor, cursor.copy(_COPY) as copy:
            await copy.write("".join(map(_lines, done.keep)))
        await connection.execute(_KEEP)
        keep = done.keep
        await connection.execute(
            _BATCHES,
            (
                [one.sha256 for one in keep],
                [UUID(one.device.id) for one in keep],
                [one.device.unit_id for one in keep],
                [one.batch.first for one in keep],
                [one.batch.last for one in keep],
                [one.raw for one in keep],
            ),
        )
        moved = {one.device.id for one in keep}
        links = [(UUID(each), done.links[each].last, done.links[each].sha256) for each in moved]
        await connection.execute(_LINKED, tuple(map(list, zip(*links, strict=True))))
        await connection.execute(_CLOSE, ([link[0] for link in links],))


def _opened(place: int, sent: Sent, known: dict[str, Known]) -> Opened | None:
    device = known.get(sent.device)
    if device is None or not device.public_key:
        return None
    found = unseal(sent.raw, device.public_key, RecordBatch)
    if isinstance(found, Refusal):
        log.warning("records of %s: %s %s", sent.device, found.code, found.detail)
        return None
    head, batch = found
    if batch.device != device.id:
        log.warning("records of %s name another device", sent.device)
        return None
    return Opened(place, device, head.sha256, batch, sent.raw)


def _lines(one: Opened) -> str:
    """A batch as lines of COPY's text form."""
    device, ceiling = one.device, _RANK[Rung(one.device.ceiling)]
    first, start = one.batch.first, f"{device.id}\t{device.unit_id}\t"
    return "".join(
        start + _line(first + place, record, ceiling) for place, record in enumerate(one.batch.records)
    )


def _line(number: int, record: Record, ceiling: int) -> str:
    counts = "t" if _CLAIMS.get(record.kind, 0) <= ceiling else "f"
    note = record.note.translate(_ESCAPES) if record.note else ""
    return (
        f"{number}\t{record.kind.value}\t{_slot(record.item)}\t{record.item}\t{record.sound}\t{record.media_sha256}\t"
        f"{record.plan_sha256}\t{record.planned_ms}\t{record.wall_ms}\t{record.mono_ms}\t{record.clock.value}\t"
        f"{record.offset_ms}\t{record.lost_ms}\t{record.code}\t{note}\t{counts}\n"
    )


@lru_cache(maxsize=65536)
def _slot(item: str) -> str:
    """The slot of an occurrence's id, `<slot uuid>@<date>`; NULL for any other."""
    name, _, day = item.partition("@")
    try:
        return str(UUID(name)) if day else "\\N"
    except ValueError:
        return "\\N"

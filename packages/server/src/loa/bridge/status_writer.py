"""Writes what devices report about themselves and about acts: only the last message of a kind, in batches."""

import json
from collections.abc import Sequence
from typing import Final
from uuid import UUID

from loa_protocol.messages import Ack, Health, Hello, Refused
from loa_protocol.messages.common import Struct

from loa.bridge.database import ScopedDatabase
from loa.bridge.health_locks import lock
from loa.bridge.registry import Registry
from loa.fleet.rules import RELEASED
from loa.kernel.ids import read_uuid

# The stored list of versions that a device reads changes at most once a day.
_HELLO: Final = """
insert into fleet_health as h (device_id, unit_id, seen_at, agent, clock, speaks, speaks_at)
select d.device, d.unit, now(), d.agent, d.clock, d.speaks::smallint[], now()
from unnest(%s::uuid[], %s::int[], %s::text[], %s::text[], %s::text[])
  as d(device, unit, agent, clock, speaks)
order by d.device
on conflict (device_id) do update set seen_at = now(), agent = excluded.agent, clock = excluded.clock,
  (speaks, speaks_at) = (
    select case when turn then excluded.speaks else h.speaks end,
      case when turn then now() else h.speaks_at end
    from (select h.speaks is distinct from excluded.speaks
      and (h.speaks_at is null or h.speaks_at < now() - interval '1 day')) as t(turn)
  )
"""
_HEALTH: Final = """
insert into fleet_health as h (device_id, unit_id, seen_at, told_at, clock, clock_off_ms, sounding,
  silenced, volume,
  disk_free, disk_full, uptime_s, records_waiting, faults, temperature_c, supply_mv, signal_dbm)
select (d->>'device')::uuid, (d->>'unit')::int, now(), now(), d->>'clock',
  (d->>'wall_ms')::bigint - (extract(epoch from clock_timestamp()) * 1000)::bigint, d->>'sounding',
  (d->>'silenced')::boolean, (d->>'volume')::int, (d->>'disk_free')::bigint, (d->>'disk_full')::boolean,
  (d->>'uptime_s')::bigint, (d->>'records_waiting')::bigint, d->'faults', (d->>'temperature_c')::int,
  (d->>'supply_mv')::int, (d->>'signal_dbm')::int
from jsonb_array_elements(%s::jsonb) as d order by (d->>'device')::uuid
on conflict (device_id) do update set seen_at = now(), told_at = now(), clock = excluded.clock,
  clock_off_ms = excluded.clock_off_ms, sounding = excluded.sounding, silenced = excluded.silenced,
  volume = excluded.volume, disk_free = excluded.disk_free, disk_full = excluded.disk_full,
  uptime_s = excluded.uptime_s, records_waiting = excluded.records_waiting, faults = excluded.faults,
  temperature_c = excluded.temperature_c, supply_mv = excluded.supply_mv, signal_dbm = excluded.signal_dbm
"""
_ACK: Final = """
update dispatch_attempt a set state = d.state, code = d.code, answered_at = now(), next_at = null
from unnest(%s::uuid[], %s::uuid[], %s::text[], %s::text[]) as d(act, device, state, code)
where a.act_id = d.act and a.device_id = d.device and a.state in ('waiting', 'refused', 'unsupported')
"""
# A box whose trust list is older than ours may refuse a head because it does not know the key. This refusal
# is not shown to people: the answer to the box's next `have` brings the list, and the head again.
_REFUSED: Final = """
update fleet_health h set seen_at = now(), refused_at = case when early then h.refused_at else now() end,
  refused_code = case when early then h.refused_code else d.code end,
  refused_sha256 = case when early then h.refused_sha256 else d.sha end
from (
  select r.*, r.code = 'unknown-key' and exists (
    select from keys_trustbundle t where (t.serial, t.sequence) > (o.trust_serial, o.trust_sequence)) as early
  from unnest(%s::uuid[], %s::text[], %s::text[]) as r(device, code, sha)
  join fleet_health o on o.device_id = r.device
) d where h.device_id = d.device
"""


class StatusWriter:
    """Writes what a batch of devices reported: one row per device and kind, from the last message."""

    def __init__(self, base: ScopedDatabase, registry: Registry) -> None:
        self._base = base
        self._registry = registry

    async def write(self, said: Sequence[Struct]) -> list[None]:
        """Writes the last message of each kind. Messages of unknown devices are dropped. Raises one of
        AWAY."""
        known = await self._registry.get_all(each.device for each in said)  # type: ignore[attr-defined]
        last: dict[tuple[type[Struct], str, str], Struct] = {}
        for each in said:
            # Acks are told apart by their act; of each other kind only the last message of a device counts.
            device = str(each.device)  # type: ignore[attr-defined]
            if device in known:
                last[type(each), device, each.act if isinstance(each, Ack) else ""] = each
        units = {each.id: each.unit_id for each in known.values()}
        heard = list(last.values())
        async with self._base.scope(units.values()) as connection:
            await lock(connection, known)
            if hellos := [each for each in heard if isinstance(each, Hello)]:
                await connection.execute(_HELLO, _hello(hellos, units))
            if healths := [each for each in heard if isinstance(each, Health)]:
                await connection.execute(_HEALTH, (json.dumps([_health(each, units) for each in healths]),))
            # An ack of an act that the device could not read has an empty id.
            if acks := [each for each in heard if isinstance(each, Ack) and read_uuid(each.act)]:
                await connection.execute(_ACK, _ack(acks))
            if refusals := [each for each in heard if isinstance(each, Refused)]:
                await connection.execute(_REFUSED, _refused(refusals))
        return [None] * len(said)


def _hello(said: list[Hello], units: dict[str, int]) -> tuple[list[object], ...]:
    return (
        [UUID(each.device) for each in said],
        [units[each.device] for each in said],
        [each.agent for each in said],
        [each.clock.value for each in said],
        [_versions(each) for each in said],
    )


def _versions(said: Hello) -> str:
    """Returns the released versions that the device reads, as a PostgreSQL array literal."""
    return "{" + ",".join(map(str, sorted(RELEASED.intersection(said.speaks)))) + "}"


def _health(said: Health, units: dict[str, int]) -> dict[str, object]:
    return {
        "device": said.device,
        "unit": units[said.device],
        "wall_ms": said.wall_ms,
        "clock": said.clock.value,
        "sounding": said.sounding,
        "silenced": said.silenced,
        "volume": said.volume,
        "disk_free": said.disk_free,
        "disk_full": said.disk_full,
        "uptime_s": said.uptime_s,
        "records_waiting": said.records_waiting,
        "faults": list(said.faults),
        "temperature_c": said.temperature_c,
        "supply_mv": said.supply_mv,
        "signal_dbm": said.signal_dbm,
    }


def _ack(said: list[Ack]) -> tuple[list[object], ...]:
    return (
        [UUID(each.act) for each in said],
        [UUID(each.device) for each in said],
        [each.state.value for each in said],
        [each.code.value if each.code else "" for each in said],
    )


def _refused(said: list[Refused]) -> tuple[list[object], ...]:
    return (
        [UUID(each.device) for each in said],
        [each.code.value for each in said],
        [each.sha256 for each in said],
    )

"""Answers what a device reports that it holds (`have`) with what it lacks: trust first, then its assignment,
its plan, acts. A device that is shut out gets only what tells it so."""

import time
from collections.abc import Iterable, Sequence
from typing import Final
from uuid import UUID

from loa_protocol.encoding import encode
from loa_protocol.messages import Door, Have

from loa.bridge import missing_items
from loa.bridge.database import Connection, ScopedDatabase, rows
from loa.bridge.registry import KnownDevice, Registry
from loa.bridge.snapshot import Snapshot, SnapshotReader
from loa.files import token

_ABOVE: Final = "select id from places_unit where code = any(%s)"
_SIGNED: Final = "select sha256 from keys_signedhead where kind = 'act' and sha256 = any(%s)"
_GIVEN: Final = "select sha256 from dispatch_givenact where sha256 = any(%s)"
# `verified_at` and `whole_at` change only when their plan changes, not with each report. A device that drops
# its plan still had it: an empty hash leaves them as they are.
_HELD: Final = """
insert into fleet_health as h (device_id, unit_id, seen_at, held_at, trust_serial, trust_sequence,
  assignment_serial, assignment_sequence, address_serial, address_sequence, plan_id, plan_serial,
  plan_sequence, plan_sha256, body_sha256, missing, unknown_acts, verified_sha256, verified_sequence,
  verified_at, whole_sha256, whole_at)
select d.device, d.unit, now(), now(), d.trust_serial, d.trust, d.assignment_serial, d.assignment,
  d.address_serial, d.address, d.plan, d.plan_serial, d.sequence, d.head, d.body, d.missing,
  d.acts::text[], d.head, d.sequence, case when d.head <> '' then now() end,
  case when d.missing = 0 then d.head else '' end, case when d.head <> '' and d.missing = 0 then now() end
from unnest(%s::uuid[], %s::int[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[], %s::bigint[],
  %s::bigint[], %s::text[], %s::bigint[], %s::bigint[], %s::text[], %s::text[], %s::int[],
  %s::text[])
  as d(device, unit, trust_serial, trust, assignment_serial, assignment, address_serial, address, plan,
    plan_serial, sequence, head, body, missing, acts)
order by d.device
on conflict (device_id) do update set seen_at = now(), held_at = now(),
  trust_serial = excluded.trust_serial, trust_sequence = excluded.trust_sequence,
  assignment_serial = excluded.assignment_serial, assignment_sequence = excluded.assignment_sequence,
  address_serial = excluded.address_serial, address_sequence = excluded.address_sequence,
  plan_id = excluded.plan_id, plan_serial = excluded.plan_serial, plan_sequence = excluded.plan_sequence,
  plan_sha256 = excluded.plan_sha256, body_sha256 = excluded.body_sha256, missing = excluded.missing,
  unknown_acts = excluded.unknown_acts,
  verified_sha256 = coalesce(nullif(excluded.verified_sha256, ''), h.verified_sha256),
  verified_sequence = case when excluded.verified_sha256 = '' then h.verified_sequence
    else excluded.verified_sequence end,
  verified_at = case when excluded.verified_sha256 in ('', h.verified_sha256) then h.verified_at
    else now() end,
  whole_sha256 = coalesce(nullif(excluded.whole_sha256, ''), h.whole_sha256),
  whole_at = case when excluded.whole_sha256 in ('', h.whole_sha256) then h.whole_at else now() end
"""
# A report of one device, true or false, causes a plan to be signed at most once in 5 minutes.
_ASK_HIGHER: Final = """
insert into keys_tosign (unit_id, kind, subject, wanted, urgent, state, code, why)
select p.unit_id, 'plan', p.plan_id, p.body_id, false, 'waiting', '', ''
from dispatch_plan p where p.plan_id = any(%s) and p.body_id is not null and not exists (
  select from keys_tosign t where t.kind = 'plan' and t.subject = p.plan_id
    and (t.state = 'waiting' or t.asked_at > now() - interval '5 minutes'))
"""


class Reconciler:
    """Answers `have` with the payloads to publish on the device's own subject, in order."""

    def __init__(self, base: ScopedDatabase, registry: Registry, door: str, secret: bytes) -> None:
        self._base = base
        self._registry = registry
        self._snapshot_reader = SnapshotReader()
        self._door = door
        self._secret = secret

    async def answer(self, said: Sequence[Have]) -> list[list[bytes]]:
        """Returns one list of payloads per device, in the order asked. Raises one of AWAY."""
        known = await self._registry.get_all(each.device for each in said)
        places = {code for each in known.values() for code in each.places}
        units = {each.unit_id for each in known.values()}
        unknown, to_ask = await self._unknown({name for each in said for name in each.acts})
        now_s = int(time.time())
        # Acts of the units above a device concern it too. Their ids must be read before the scope can name
        # them.
        async with self._base.scope(units) as connection:
            above = {row[0] for row in await rows(connection, _ABOVE, list(places))}
        async with self._base.scope(units | above) as connection:
            snapshot = await self._snapshot_reader.read(
                connection, known.values(), list(units | above), to_ask
            )
            await self._note(connection, said, known, unknown)
            behind = {
                each.plan_id
                for each in said
                if (device := known.get(each.device)) is not None
                and device.active
                and missing_items.is_ahead(each, device, snapshot, now_s * 1000)
            }
            if behind:
                await connection.execute(_ASK_HIGHER, (list(behind),))
        return [self._lacks(each, known.get(each.device), snapshot, now_s) for each in said]

    async def _unknown(self, held: set[str]) -> tuple[set[str], set[str]]:
        """Returns which of these acts' heads this server never signed, and which of those no device has sent
        yet.

        All units are searched: a device keeps the acts of the commune from which it was moved.
        """
        if not held:
            return set(), set()
        names = list(held)
        async with self._base.scope(await self._registry.units()) as connection:
            signed = await rows(connection, _SIGNED, names)
            given = await rows(connection, _GIVEN, names)
        unknown = held - {row[0] for row in signed}
        return unknown, unknown - {row[0] for row in given}

    async def _note(
        self, connection: Connection, said: Sequence[Have], known: dict[str, KnownDevice], unknown: set[str]
    ) -> None:
        """Writes into the last report of each device what it holds."""
        # The last report of a device counts: one INSERT may not touch the same row twice.
        held = list({each.device: each for each in said if each.device in known}.values())
        if not held:
            return
        rows_of = [
            (
                UUID(each.device),
                known[each.device].unit_id,
                each.trust_serial,
                each.trust_seq,
                each.assignment_serial,
                each.assignment_seq,
                each.address_serial,
                each.address_seq,
                each.plan_id,
                each.plan_serial,
                each.plan_seq,
                each.plan_sha256,
                each.body_sha256,
                # The column is a 32-bit integer.
                min(each.missing_count, 2**31 - 1),
                _array(name for name in each.acts if name in unknown),
            )
            for each in held
        ]
        await connection.execute(_HELD, tuple(map(list, zip(*rows_of, strict=True))))

    def _lacks(self, have: Have, device: KnownDevice | None, snapshot: Snapshot, now_s: int) -> list[bytes]:
        """Returns the payloads for one device, in the order in which it needs them."""
        if device is None:
            return []
        trust, assigned = (
            missing_items.trust(have, snapshot),
            missing_items.assignment(have, device, snapshot),
        )
        # A token is needed before a trust file that is only named: the device fetches it from the file door.
        at_door = device.active and missing_items.door(have, now_s * 1000)
        lacks: list[bytes] = []
        if trust is not None:
            named = missing_items.said_of(trust)
            if at_door and named is not trust.file:
                lacks.append(self._token(device, now_s))
                at_door = False
            if device.active or named is trust.file:
                lacks.append(named)
        if assigned is not None:
            lacks.append(assigned.head)
        if device.active:
            if at_door:
                lacks.append(self._token(device, now_s))
            heads = (missing_items.address(have, snapshot), missing_items.plan(have, device, snapshot))
            lacks.extend(each.head for each in heads if each is not None)
            lacks.extend(missing_items.acts(have, device, snapshot))
        lacks.extend(missing_items.records(have, device, snapshot))
        lacks.append(missing_items.answered(have))
        return lacks

    def _token(self, device: KnownDevice, now_s: int) -> bytes:
        shown = token.issue(self._secret, UUID(device.id), now_s)
        return encode(Door(v=1, url=self._door, token=shown, expires_at=(now_s + token.LIFETIME_S) * 1000))


def _array(hashes: Iterable[str]) -> str:
    """Returns the hashes as a PostgreSQL array literal; hashes contain nothing that must be quoted."""
    return "{" + ",".join(hashes) + "}"

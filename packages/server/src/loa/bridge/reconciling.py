"""A device says what it holds (`have`) and gets what it lacks: trust first, then its assignment, its plan,
acts."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from loa_protocol.encoding import encode
from loa_protocol.messages import Door, Have, Resend, Stored

from loa.bridge.database import Base, Connection, rows
from loa.bridge.registry import Known, Registry
from loa.files import token

_TRUST: Final = "select sequence, serial, file from keys_trustbundle order by sequence desc limit 1"
_HEADS: Final = """
select distinct on (kind, subject) kind, subject, sequence, sha256, head from keys_signedhead
where (kind = 'assign' and subject = any(%s)) or (kind = 'plan' and subject = any(%s))
order by kind, subject, sequence desc
"""
_ACTS: Final = """
select o.id, o.kind, o.target, o.target_id, h.sequence, h.head
from dispatch_act o join keys_signedhead h on h.kind = 'act' and h.subject = o.id::text
where o.expires_at > now() and o.unit_id = any(%s) order by h.sequence
"""
_CHAINS: Final = "select device_id, last, batch_sha256 from playlog_chain where device_id = any(%s::uuid[])"
_ABOVE: Final = "select id from places_unit where code = any(%s)"
_HELD: Final = """
insert into fleet_health (device_id, unit_id, seen_at, held_at, trust_sequence, assignment_sequence, plan_id,
  plan_sequence, plan_sha256, body_sha256, missing, unknown_acts)
select d.device, d.unit, now(), now(), d.trust, d.assignment, d.plan, d.sequence, d.head, d.body, d.missing,
  d.acts::uuid[]
from unnest(%s::uuid[], %s::int[], %s::bigint[], %s::bigint[], %s::text[], %s::bigint[], %s::text[],
  %s::text[],
  %s::int[], %s::text[]) as d(device, unit, trust, assignment, plan, sequence, head, body, missing, acts)
order by d.device
on conflict (device_id) do update set seen_at = now(), held_at = now(), trust_sequence =
excluded.trust_sequence,
  assignment_sequence = excluded.assignment_sequence, plan_id = excluded.plan_id,
  plan_sequence = excluded.plan_sequence, plan_sha256 = excluded.plan_sha256,
  body_sha256 = excluded.body_sha256, missing = excluded.missing, unknown_acts = excluded.unknown_acts
"""
_KNOWN_ACTS: Final = "select id::text from dispatch_act where id = any(%s::uuid[])"
_ASK_HIGHER: Final = """
insert into keys_tosign (unit_id, kind, subject, wanted, urgent, state, code, why)
select p.unit_id, 'plan', p.plan_id, p.body_id, false, 'waiting', '', ''
from dispatch_plan p where p.plan_id = any(%s) and p.body_id is not null and not exists (
  select from keys_tosign t where t.kind = 'plan' and t.subject = p.plan_id and t.state = 'waiting')
"""


@dataclass(frozen=True, slots=True)
class Act:
    """An act in force: whom it is for, and its head."""

    id: str
    kind: str
    target: str
    target_id: str
    head: bytes


@dataclass(frozen=True, slots=True)
class Shelf:
    """What one batch of devices is held against."""

    trust: tuple[int, int, bytes] | None
    heads: dict[tuple[str, str], tuple[int, str, bytes]]
    acts: tuple[Act, ...]
    chains: dict[str, tuple[int, str]]


class Reconciler:
    """Answers `have`: for each device the payloads to publish on its own subject, in order."""

    def __init__(self, base: Base, registry: Registry, door: str, secret: bytes) -> None:
        self._base = base
        self._registry = registry
        self._door = door
        self._secret = secret

    async def answer(self, said: Sequence[Have]) -> list[list[bytes]]:
        """One list of payloads a device, in the order asked. Raises one of AWAY."""
        known = await self._registry.get_all(each.device for each in said)
        places = {code for each in known.values() for code in each.places}
        units = {each.unit_id for each in known.values()}
        async with self._base.scope(units) as connection:
            above = {row[0] for row in await rows(connection, _ABOVE, list(places))}
        unknown = await self._unknown_acts({act for each in said for act in each.acts})
        async with self._base.scope(units | above) as connection:
            shelf = await self._read(connection, known, list(units | above))
            await self._note(connection, said, known, unknown)
            await self._ask_higher(connection, said, known, shelf)
        now_s = int(time.time())
        return [self._lacks(each, known.get(each.device), shelf, now_s) for each in said]

    async def _read(self, connection: Connection, known: dict[str, Known], units: list[int]) -> Shelf:
        trust = await rows(connection, _TRUST)
        plans = list({each.plan_id for each in known.values()})
        heads = await rows(connection, _HEADS, list(known), plans)
        acts = await rows(connection, _ACTS, units)
        chains = await rows(connection, _CHAINS, list(known))
        return Shelf(
            trust=(trust[0][0], trust[0][1], bytes(trust[0][2])) if trust else None,
            heads={(row[0], row[1]): (row[2], row[3], bytes(row[4])) for row in heads},
            acts=_in_force(acts),
            chains={str(row[0]): (row[1], row[2]) for row in chains},
        )

    async def _unknown_acts(self, held: set[str]) -> set[str]:
        """Those of these acts that stand in no row of ours, whatever place they were decided for."""
        if not held:
            return set()
        async with self._base.scope(await self._registry.units()) as connection:
            return held - {row[0] for row in await rows(connection, _KNOWN_ACTS, list(held))}

    async def _note(
        self, connection: Connection, said: Sequence[Have], known: dict[str, Known], unknown: set[str]
    ) -> None:
        last = {each.device: each for each in said if each.device in known}
        held = list(last.values())
        if held:
            await connection.execute(
                _HELD,
                (
                    [UUID(each.device) for each in held],
                    [known[each.device].unit_id for each in held],
                    [each.trust_seq for each in held],
                    [each.assignment_seq for each in held],
                    [each.plan_id for each in held],
                    [each.plan_seq for each in held],
                    [each.plan_sha256 for each in held],
                    [each.body_sha256 for each in held],
                    [min(each.missing_count, 2**31 - 1) for each in held],
                    [_array(act for act in each.acts if act in unknown) for each in held],
                ),
            )

    async def _ask_higher(
        self, connection: Connection, said: Sequence[Have], known: dict[str, Known], shelf: Shelf
    ) -> None:
        """A device holds a higher plan than we ever signed (our data come from a backup): sign one above
        it."""
        behind = {
            each.plan_id
            for each in said
            if (device := known.get(each.device)) is not None
            and each.plan_id == device.plan_id
            and each.plan_seq > shelf.heads.get(("plan", each.plan_id), (0, "", b""))[0]
        }
        if behind:
            await connection.execute(_ASK_HIGHER, (list(behind),))

    def _lacks(self, have: Have, device: Known | None, shelf: Shelf, now_s: int) -> list[bytes]:
        if device is None:
            return []
        lacking: list[bytes] = []
        if shelf.trust is not None and (have.trust_serial, have.trust_seq) < (shelf.trust[1], shelf.trust[0]):
            lacking.append(shelf.trust[2])
        assignment = shelf.heads.get(("assign", device.id))
        if assignment is not None and assignment[0] > have.assignment_seq:
            lacking.append(assignment[2])
        if not device.active:
            return lacking
        plan = shelf.heads.get(("plan", device.plan_id))
        if plan is not None and (have.plan_id != device.plan_id or plan[0] > have.plan_seq):
            lacking.append(plan[2])
        lacking.extend(act.head for act in shelf.acts if act.id not in have.acts and _for(act, device))
        lacking.extend(self._records(have, shelf.chains.get(device.id, (0, ""))))
        expires = now_s + token.LIFETIME_S
        shown = token.issue(self._secret, UUID(device.id), now_s)
        lacking.append(encode(Door(v=1, url=self._door, token=shown, expires_at=expires * 1000)))
        return lacking

    def _records(self, have: Have, chain: tuple[int, str]) -> list[bytes]:
        last, batch = chain
        if have.records_stored > last:
            return [encode(Resend(v=1, after=last))]
        if have.records_stored < last <= have.records_last:
            return [encode(Stored(v=1, upto=last, batch_sha256=batch))]
        return []


def _array(ids: Iterable[str]) -> str:
    """UUIDs, which hold nothing to be quoted, as PostgreSQL writes an array."""
    return "{" + ",".join(ids) + "}"


def _in_force(found: Sequence[tuple[Any, ...]]) -> tuple[Act, ...]:
    """Of silences and restores only the last on each target matters; all else counts until it expires."""
    kept: dict[object, Act] = {}
    for row in found:
        act = Act(str(row[0]), row[1], row[2], row[3], bytes(row[5]))
        mute = act.kind in ("silence", "restore")
        key = ("mute", act.target, act.target_id) if mute else act.id
        kept.pop(key, None)
        kept[key] = act
    return tuple(kept.values())


def _for(act: Act, device: Known) -> bool:
    match act.target:
        case "all":
            return True
        case "unit":
            return act.target_id in device.places
        case "plan":
            return act.target_id == device.plan_id
        case _:
            return act.target_id == device.id

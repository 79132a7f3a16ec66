"""Acts that devices send to the server: heads that the server does not know but one of its keys has
signed."""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from loa_protocol.heads import unseal
from loa_protocol.messages import Act, Delegation
from loa_protocol.messages.act import UnknownDoing
from loa_protocol.refusals import Code, Refusal
from loa_protocol.signing import open_head
from loa_protocol.timing import from_ms

from loa.bridge.database import Connection, ScopedDatabase, rows
from loa.bridge.log_lines import of
from loa.bridge.registry import KnownDevice, Registry

log = logging.getLogger("loa.bridge")

# The root's key is ours because `keys_root` has no other. A revoked key counts for nothing.
_KEY: Final = """
select d.head, r.public_key from keys_delegation d join keys_root r on r.sequence = d.root_id
where d.key_id = %s and d.purpose = 'act' and not exists (select from keys_revocation where key_id = d.key_id)
"""
_UNIT: Final = "select id from places_unit where code = %s"
_KEEP: Final = """
insert into dispatch_givenact (sha256, unit_id, device_id, act, serial, sequence, kind, target, target_id,
  decided_at, expires_at, head)
select %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s
where not exists (select from keys_signedhead where kind = 'act' and sha256 = %s)
on conflict do nothing
"""


@dataclass(frozen=True, slots=True)
class GivenHead:
    """One head as it came, and the device that published it."""

    device: str
    raw: bytes


class GivenActs:
    """Stores heads that one of our keys has signed, each once; drops all others with a line in the log."""

    def __init__(self, base: ScopedDatabase, registry: Registry) -> None:
        self._base = base
        self._registry = registry

    async def write(self, given: Sequence[GivenHead]) -> list[None]:
        """Stores the heads that are accepted. Raises one of AWAY."""
        known = await self._registry.get_all(each.device for each in given)
        async with self._base.scope(await self._registry.units()) as connection:
            for each in given:
                device = known.get(each.device)
                if device is not None and device.active:
                    await self._keep(connection, each, device)
        return [None] * len(given)

    async def _keep(self, connection: Connection, given: GivenHead, device: KnownDevice) -> None:
        """Stores one act, unless the server signed it itself or has it already."""
        found = await _signed(connection, given.raw)
        if isinstance(found, Refusal):
            log.warning("an act given by %s: %s %s", device.id, found.code, found.detail, extra=of(device.id))
            return
        sha256, serial, act = found
        # An act decided by a unit that is not here any more is stored under the device's unit.
        decided = await rows(connection, _UNIT, act.by.unit)
        await connection.execute(
            _KEEP,
            (
                sha256,
                decided[0][0] if decided else device.unit_id,
                UUID(device.id),
                UUID(act.id),
                serial,
                act.seq,
                act.does.kind if isinstance(act.does, UnknownDoing) else str(act.kind),
                act.target.kind.value,
                act.target.id,
                from_ms(act.at),
                from_ms(act.expires_ms),
                given.raw,
                sha256,
            ),
        )


async def _signed(connection: Connection, raw: bytes) -> tuple[str, int, Act] | Refusal:
    """Returns hash, serial and message of an act's head, if a key signed it that our root delegated and that
    is not revoked."""
    sealed = open_head(raw)
    if isinstance(sealed, Refusal):
        return sealed
    for head, root in await rows(connection, _KEY, sealed.key_id):
        delegated = unseal(bytes(head), bytes(root), Delegation)
        # Not expected: the signer stores only delegations that this root signed.
        if isinstance(delegated, Refusal):
            continue
        opened = unseal(raw, bytes.fromhex(delegated[1].public_key), Act)
        if isinstance(opened, Refusal):
            return opened
        return opened[0].sha256, delegated[1].serial, opened[1]
    return Refusal(Code.UNKNOWN_KEY, key_id=sealed.key_id)

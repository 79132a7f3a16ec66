"""A snapshot of what a batch of devices is compared with: the trust list, heads in force, acts, and how far
their records are stored. It is read with few queries for all of them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from loa_protocol.ids import sha256_hex
from loa_protocol.messages.act import LASTING

from loa.bridge.database import Connection, rows
from loa.bridge.registry import KnownDevice

_TRUST: Final = """
select serial, sequence, file from keys_trustbundle order by serial desc, sequence desc limit 1
"""
_HEADS: Final = """
select distinct on (kind, subject) kind, subject, serial, sequence, sha256, head from keys_signedhead
where (kind = 'assign' and subject = any(%s)) or (kind = 'plan' and subject = any(%s)) or kind = 'address'
order by kind, subject, serial desc, sequence desc
"""
# For one target only the newest stop or restore counts, also after it has ended: a restore that is over does
# not bring back the older silence. Acts that devices sent back count like our own. An act decided longer ago
# than the 401 days below is over (PROTOCOL.md, 10).
_ACTS: Final = """
with signed as (
  select o.kind, o.target, o.target_id, o.expires_at, h.serial, h.sequence, h.sha256, h.head
  from dispatch_act o join keys_signedhead h on h.kind = 'act' and h.subject = o.id::text
  where o.unit_id = any(%s) and o.decided_at > now() - interval '401 days'
  union all
  select kind, target, target_id, expires_at, serial, sequence, sha256, head from dispatch_givenact
  where unit_id = any(%s) and decided_at > now() - interval '401 days'
), newest as (
  select distinct on (target, target_id) * from signed where kind = any(%s)
  order by target, target_id, serial desc, sequence desc
)
select target, target_id, sha256, head from (
  select * from newest union all select * from signed where kind <> all(%s)
) as counted
where expires_at > now() order by serial, sequence
"""
_LASTING: Final = [kind.value for kind in LASTING]
_CHAINS: Final = """
select device_id, key, last, batch_sha256 from playlog_chain where device_id = any(%s::uuid[])
"""

Order = tuple[int, int]
"""(serial of the delegation that signed it, sequence)."""


@dataclass(frozen=True, slots=True)
class TrustInForce:
    """The trust file in force."""

    order: Order
    file: bytes
    sha256: str


@dataclass(frozen=True, slots=True)
class HeadInForce:
    """A head in force."""

    order: Order
    sha256: str
    head: bytes


@dataclass(frozen=True, slots=True)
class ActInForce:
    """An act in force: its target and its head."""

    target: str
    target_id: str
    sha256: str
    head: bytes

    def reaches(self, device: KnownDevice) -> bool:
        """Returns True if this device is a target of the act."""
        match self.target:
            case "all":
                return True
            case "unit":
                return self.target_id in device.places
            case "plan":
                return self.target_id == device.plan_id
            case _:
                return self.target_id == device.id


@dataclass(frozen=True, slots=True)
class Snapshot:
    """The whole snapshot.

    `chains`: by device and key, number and hash of the last batch stored without a gap.
    `unknown`: hashes of acts that devices hold and this server has not signed.
    """

    trust: TrustInForce | None
    heads: dict[tuple[str, str], HeadInForce]
    acts: tuple[ActInForce, ...]
    chains: dict[tuple[str, bytes], tuple[int, str]]
    unknown: frozenset[str] = field(default_factory=frozenset)

    def newest(self, kind: str, subject: str) -> HeadInForce | None:
        """Returns the head in force of a kind and subject."""
        return self.heads.get((kind, subject))


class SnapshotReader:
    """Reads snapshots. The trust file is hashed once per edition."""

    def __init__(self) -> None:
        self._trust: TrustInForce | None = None

    async def read(
        self,
        connection: Connection,
        known: Collection[KnownDevice],
        units: Sequence[int],
        unknown: Iterable[str],
    ) -> Snapshot:
        """Returns what these devices are compared with, within the scope of these units."""
        devices, plans = [each.id for each in known], list({each.plan_id for each in known})
        trust = await rows(connection, _TRUST)
        heads = await rows(connection, _HEADS, devices, plans)
        acts = await rows(connection, _ACTS, list(units), list(units), _LASTING, _LASTING)
        chains = await rows(connection, _CHAINS, devices)
        return Snapshot(
            trust=self._edition(trust),
            heads={(row[0], row[1]): HeadInForce((row[2], row[3]), row[4], bytes(row[5])) for row in heads},
            acts=tuple(ActInForce(row[0], row[1], row[2], bytes(row[3])) for row in acts),
            chains={(str(row[0]), bytes(row[1])): (row[2], row[3]) for row in chains},
            unknown=frozenset(unknown),
        )

    def _edition(self, found: Sequence[tuple[Any, ...]]) -> TrustInForce | None:
        if not found:
            return None
        serial, sequence, file = found[0]
        if self._trust is None or self._trust.order != (serial, sequence):
            data = bytes(file)
            self._trust = TrustInForce((serial, sequence), data, sha256_hex(data))
        return self._trust

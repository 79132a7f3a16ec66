"""Verifies a batch as it came: whether it is from this device, whether the signature is valid; and builds the
rows that will be stored."""

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from uuid import UUID

from loa_protocol.heads import unseal
from loa_protocol.ids import sha256_hex
from loa_protocol.messages import Record, RecordBatch, RecordKind, Rung
from loa_protocol.refusals import Code, Refusal

from loa.bridge.log_lines import of
from loa.bridge.registry import KnownDevice, Registry

log = logging.getLogger("loa.bridge")

_RANK: Final = {rung: place for place, rung in enumerate(Rung)}
# The step of evidence that a record of this kind claims; other kinds claim none.
_CLAIMS: Final = {
    RecordKind.STARTED: _RANK[Rung.STARTED],
    RecordKind.RESUMED: _RANK[Rung.STARTED],
    RecordKind.CUT: _RANK[Rung.STARTED],
    RecordKind.COMPLETED: _RANK[Rung.COMPLETED],
}
# COPY's escapes, and no NUL, which PostgreSQL's text cannot contain. Only the note is free text; the other
# fields are limited by the protocol's types.
_ESCAPES: Final = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r", "\0": ""})

A_TURN: Final = 10
"""How many batches are verified before other tasks run: a few milliseconds of signature checks."""


@dataclass(frozen=True, slots=True)
class SentBatch:
    """One batch as it came: the device that published it, and the bytes."""

    device: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class VerifiedBatch:
    """A batch whose signature was verified. `lines`: its records in COPY's text format, with the key's own
    numbers."""

    device: KnownDevice
    sha256: str
    batch: RecordBatch
    raw: bytes
    lines: bytes

    @property
    def chain(self) -> tuple[str, bytes]:
        """The chain that it continues: the device's id, and the key that signed it."""
        return self.device.id, self.device.public_key

    def lines_above(self, base: int) -> bytes:
        """Returns the lines with `base` added to each number. Most devices have had one key, whose base is
        0."""
        return _lines(self.device, self.batch, base) if base else self.lines


@dataclass(frozen=True, slots=True)
class UnfitBatch:
    """A batch that is rejected: the hash of its bytes, and the reason."""

    sha256: str
    code: Code


class BatchVerifier:
    """The part of handling a batch that needs no database transaction: the next batches are verified while
    the ones before are stored."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry

    async def open(self, sent: Sequence[SentBatch]) -> list[VerifiedBatch | UnfitBatch | None]:
        """Verifies each batch, in order; None where the device is unknown. Raises one of AWAY."""
        known = await self._registry.get_all(each.device for each in sent)
        opened: list[VerifiedBatch | UnfitBatch | None] = []
        for each in sent:
            opened.append(_opened(each, known.get(each.device)))
            if len(opened) % A_TURN == 0:
                await asyncio.sleep(0)
        return opened


def _opened(sent: SentBatch, device: KnownDevice | None) -> VerifiedBatch | UnfitBatch | None:
    if device is None or not device.public_key:
        return None
    found = unseal(sent.raw, device.public_key, RecordBatch)
    if isinstance(found, Refusal):
        log.warning("records of %s: %s %s", device.id, found.code, found.detail, extra=of(device.id))
        return UnfitBatch(sha256_hex(sent.raw), found.code)
    head, batch = found
    if batch.device != device.id:
        log.warning("records of %s name another device", device.id, extra=of(device.id))
        return UnfitBatch(head.sha256, Code.WRONG_DEVICE)
    return VerifiedBatch(device, head.sha256, batch, sent.raw, _lines(device, batch, 0))


def _lines(device: KnownDevice, batch: RecordBatch, base: int) -> bytes:
    # A record that claims a higher step of evidence than the device's `ceiling` is stored but does not count.
    ceiling = _RANK[Rung(device.ceiling)]
    start = f"{device.id}\t{device.unit_id}\t"
    return "".join(
        [
            f"{start}{number}\t{_line(record, ceiling)}"
            for number, record in enumerate(batch.records, base + batch.first)
        ]
    ).encode()


def _line(record: Record, ceiling: int) -> str:
    kind, item = record.kind, record.item
    note = record.note.translate(_ESCAPES) if record.note else ""
    return (
        f"{kind}\t{_slot(item)}\t{item}\t{record.sound}\t{record.media_sha256}\t{record.plan_sha256}\t"
        f"{record.planned_ms}\t{record.wall_ms}\t{record.mono_ms}\t{record.clock}\t{record.offset_ms}\t"
        f"{record.lost_ms}\t{record.code}\t{note}\t{'t' if _CLAIMS.get(kind, 0) <= ceiling else 'f'}\n"
    )


@lru_cache(maxsize=65536)
def _slot(item: str) -> str:
    """Returns the slot in an occurrence's id, `<slot uuid>@<date>`; NULL for any other id."""
    name, _, day = item.partition("@")
    try:
        return str(UUID(name)) if day else "\\N"
    except ValueError:
        return "\\N"

"""The records that are in no batch yet: which of them can be sealed next, and which cannot be read."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import NamedTuple

import msgspec
from loa_protocol.encoding import decode
from loa_protocol.messages.common import Nonce
from loa_protocol.messages.records import Record
from loa_protocol.refusals import Malformed

from loa_agent.store import Store

A_BATCH = 100  # records at most
_BATCH_BYTES = 48 * 1024  # of their JSON at most


class UnsentRecord(NamedTuple):
    """One row. ``record`` is None if it, or the boot id beside it, cannot be read."""

    number: int
    boot: str
    record: Record | None
    raw: bytes


class NextBatch(NamedTuple):
    """The rows to seal next, and the number up to which all rows are then done. ``rows`` may be empty: then
    these numbers are a gap."""

    rows: tuple[UnsentRecord, ...]
    upto: int


def upcoming(store: Store, sealed: int, last: int) -> NextBatch:
    """Returns the records for the next batch, from behind the last sealed number: those of one boot, without
    a gap in their numbers. Rows before them that cannot be read are set aside."""
    found = store.db.execute(
        "select number, boot, record from waiting where box = ? and number > ? order by number limit ?",
        (store.box, sealed, A_BATCH),
    ).fetchall()
    rows = [_read(*row) for row in found]
    begin = next((place for place, row in enumerate(rows) if row.record is not None), len(rows))
    for row in rows[:begin]:
        store.set_aside("records", row.raw)
    together = _together(rows[begin:])
    if together:
        return NextBatch(tuple(together), together[-1].number)
    return NextBatch((), rows[-1].number if rows else last)


def _together(rows: Sequence[UnsentRecord]) -> list[UnsentRecord]:
    """Returns as many of the first rows as one batch holds."""
    size = len(rows[0].raw) if rows else 0
    kept = list(rows[:1])
    for before, row in pairwise(rows):
        size += len(row.raw) + 1
        follows = row.number == before.number + 1 and row.boot == before.boot
        if row.record is None or not follows or size > _BATCH_BYTES:
            break
        kept.append(row)
    return kept


def _read(number: int, boot: object, record: object) -> UnsentRecord:
    """Returns the row, with ``record`` None if it cannot be read."""
    raw = record if isinstance(record, bytes) else str(record).encode()
    try:
        return UnsentRecord(number, msgspec.convert(boot, Nonce), decode(raw, Record), raw)
    except (Malformed, msgspec.ValidationError):
        return UnsentRecord(number, "", None, raw)

"""Is this batch the next one? Pure: a key's count so far, a batch, and what is known of breaks."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from loa_protocol.messages import RecordBatch

HIGHEST: Final = 2**53 - 1
"""The highest number that a message can name."""
FARTHEST: Final = 1_000_000
"""So far beyond what is stored no box gets while it is not heard: it has that many records in years."""


@dataclass(frozen=True, slots=True)
class Link:
    """How far a key's records are stored, and the hash of the batch that ended there. Its numbers stand in
    the log with `base` added."""

    last: int
    sha256: str
    base: int = 0


class Step(StrEnum):
    """next: store it. again: stored already. missing: something before it has not come; ask for it. Kept and
    marked: lost, asked for and gone, go on without; fork, all its numbers have other bytes too; overlap, its
    first numbers have; unlinked, its numbers are next, but it follows another batch than the one stored.
    beyond: no box can have come to such numbers; it is not taken."""

    NEXT = "next"
    AGAIN = "again"
    FORK = "fork"
    MISSING = "missing"
    LOST = "lost"
    OVERLAP = "overlap"
    UNLINKED = "unlinked"
    BEYOND = "beyond"


FORKED = frozenset({Step.FORK, Step.OVERLAP})
"""Steps in which a number has a record already."""
NOT_KEPT = frozenset({Step.AGAIN, Step.MISSING, Step.BEYOND})
"""Steps in which the batch is not stored now."""


def step(link: Link, batch: RecordBatch, sha256: str, stored: bool, asked_before: bool) -> Step:
    """What to do with a batch.

    stored: these very bytes are kept already. asked_before: this very break was found, and the device asked
    to
    send what is missing, long enough ago.
    """
    if stored or sha256 == link.sha256:
        return Step.AGAIN
    if batch.last > HIGHEST or batch.first > link.last + FARTHEST:
        return Step.BEYOND
    if batch.first > link.last + 1:
        return Step.LOST if asked_before else Step.MISSING
    if batch.first == link.last + 1:
        return Step.NEXT if batch.prev_sha256 == link.sha256 else Step.UNLINKED
    return Step.FORK if batch.last <= link.last else Step.OVERLAP


def after(link: Link, batch: RecordBatch, sha256: str, taken: Step) -> Link:
    """The count after a batch was stored."""
    if taken in NOT_KEPT or batch.last <= link.last:
        return link
    return Link(batch.last, sha256, link.base)

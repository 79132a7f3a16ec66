"""Is this batch the next one? Pure: a device's count so far, a batch, and what is known of breaks."""

from dataclasses import dataclass
from enum import StrEnum

from loa_protocol.messages import RecordBatch


@dataclass(frozen=True, slots=True)
class Link:
    """How far a device's records are stored, and the hash of the batch that ended there."""

    last: int
    sha256: str


class Step(StrEnum):
    """next: store it. again: stored already. missing: something before it has not come; ask for it. Kept and
    marked: lost, asked for and gone, go on without; fork, all its numbers have other bytes too; overlap, its
    first numbers have; unlinked, its numbers are next, but it follows another batch than the one stored."""

    NEXT = "next"
    AGAIN = "again"
    FORK = "fork"
    MISSING = "missing"
    LOST = "lost"
    OVERLAP = "overlap"
    UNLINKED = "unlinked"


FORKED = frozenset({Step.FORK, Step.OVERLAP})
"""Steps in which a number has a record already."""


def step(link: Link, batch: RecordBatch, sha256: str, stored: bool, asked_before: bool) -> Step:
    """What to do with a batch.

    stored: these very bytes are kept already. asked_before: this very break was found, and the device asked
    to
    send what is missing, long enough ago.
    """
    if stored or sha256 == link.sha256:
        return Step.AGAIN
    if batch.first > link.last + 1:
        return Step.LOST if asked_before else Step.MISSING
    if batch.first == link.last + 1:
        return Step.NEXT if batch.prev_sha256 == link.sha256 else Step.UNLINKED
    return Step.FORK if batch.last <= link.last else Step.OVERLAP


def after(link: Link, batch: RecordBatch, sha256: str, taken: Step) -> Link:
    """The count after a batch was stored."""
    if taken in (Step.AGAIN, Step.MISSING) or batch.last <= link.last:
        return link
    return Link(batch.last, sha256)

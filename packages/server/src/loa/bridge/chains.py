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
    """next: store it. again: stored already. fork: numbers that other bytes have too, kept and shown.
    missing: something before it has not come; ask for it. lost: asked for and gone; go on without."""

    NEXT = "next"
    AGAIN = "again"
    FORK = "fork"
    MISSING = "missing"
    LOST = "lost"


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
    if batch.first == link.last + 1 and batch.prev_sha256 == link.sha256:
        return Step.NEXT
    return Step.FORK


def after(link: Link, batch: RecordBatch, sha256: str, taken: Step) -> Link:
    """The count after a batch was stored."""
    if taken in (Step.AGAIN, Step.MISSING) or batch.last <= link.last:
        return link
    return Link(batch.last, sha256)

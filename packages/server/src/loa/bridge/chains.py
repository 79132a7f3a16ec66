"""Decides whether a batch of records is the next one of its key. Pure: takes the count of the key so far, the
batch and the known gaps."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from loa_protocol.messages import RecordBatch

HIGHEST: Final = 2**53 - 1
"""The highest number that a message can hold."""
FARTHEST: Final = 1_000_000
"""How far beyond the stored records the numbers of a batch may be. No box gets that far while the server does
not receive it: it makes that many records in years."""


@dataclass(frozen=True, slots=True)
class Link:
    """How far the records of a key are stored: the last number, and the hash of the batch that ends with it.
    In the log these numbers are stored with `base` added."""

    last: int
    sha256: str
    base: int = 0


class Step(StrEnum):
    """What is done with a batch.

    next: it is stored.
    again: it is stored already.
    missing: something before it has not come, and is asked for.
    beyond: no box can have reached such numbers; it is not accepted.

    These are stored and the gap or conflict is recorded:
    lost: what is missing was asked for and did not come, so the chain goes on without it.
    fork: all its numbers are stored already with other bytes.
    overlap: its first numbers are stored already with other bytes.
    unlinked: its numbers are next, but it names another batch as the one before than the one stored.
    """

    NEXT = "next"
    AGAIN = "again"
    FORK = "fork"
    MISSING = "missing"
    LOST = "lost"
    OVERLAP = "overlap"
    UNLINKED = "unlinked"
    BEYOND = "beyond"


FORKED = frozenset({Step.FORK, Step.OVERLAP})
"""Steps in which at least one number has a record already."""
NOT_KEPT = frozenset({Step.AGAIN, Step.MISSING, Step.BEYOND})
"""Steps in which the batch is not stored now."""


def step(link: Link, batch: RecordBatch, sha256: str, stored: bool, asked_before: bool) -> Step:
    """Returns what to do with a batch.

    stored: exactly these bytes are stored already.
    asked_before: this same gap was found before, and the device was asked long enough ago to send what is
    missing.
    """
    # Checked first: a batch is sent again whenever its answer was lost, whatever its numbers.
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
    """Returns the count of the key after the batch was handled."""
    if taken in NOT_KEPT or batch.last <= link.last:
        return link
    return Link(batch.last, sha256, link.base)

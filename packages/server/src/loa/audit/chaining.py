"""Chains entries and verifies the chain. An entry is written unchained, in the transaction of the action that
it records. A job, which holds the lock of the chain, chains it seconds later."""

from dataclasses import dataclass

from django.db import transaction

from loa.audit import chain
from loa.audit.models import Entry, Link
from loa.kernel.locks import LockSubject, alone_with

BATCH = 1000


def extend() -> int:
    """Chains entries that are not chained yet, at most one batch; returns how many. The caller's scope must
    be all units."""
    with transaction.atomic():
        # Two jobs at once would give two entries the same position and the same hash before them.
        alone_with(LockSubject.AUDIT_CHAIN)
        last = Link.objects.order_by("-position").first()
        before, position = (bytes(last.hash), last.position) if last else (chain.START, 0)
        links = []
        for entry in Entry.objects.filter(link=None).order_by("id")[:BATCH]:
            before, position = chain.next_hash(before, entry), position + 1
            links.append(Link(entry=entry, position=position, hash=before))
        Link.objects.bulk_create(links)
    return len(links)


@dataclass(frozen=True)
class Verdict:
    """The result of verifying the chain.

    `broken_at`: the position of the first link whose hash does not match. `gap_at`: the first missing
    position.
    """

    chained: int
    unchained: int
    head: str
    broken_at: int | None
    gap_at: int | None


def verify() -> Verdict:
    """Verifies the whole chain.

    A changed or exchanged entry breaks the chain at its position; a removed link leaves a gap in the
    positions. Store `head` elsewhere (a printed report): only that reveals a chain whose end was cut off.
    """
    before, expected, broken, gap = chain.START, 1, None, None
    for link in Link.objects.select_related("entry").order_by("position").iterator(2000):
        if link.position != expected and gap is None:
            gap = expected
        if chain.next_hash(before, link.entry) != bytes(link.hash) and broken is None:
            broken = link.position
        before, expected = bytes(link.hash), link.position + 1
    return Verdict(expected - 1, Entry.objects.filter(link=None).count(), before.hex(), broken, gap)

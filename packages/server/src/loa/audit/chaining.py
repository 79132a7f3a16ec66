"""Chaining and verifying: entries are written unchained, in the transaction of what they tell, and chained
seconds later by the one who holds the lock."""

from dataclasses import dataclass

from django.db import transaction

from loa.audit import chain
from loa.audit.models import Entry, Link
from loa.kernel.locks import About, alone_with

BATCH = 1000


def extend() -> int:
    """Chain what is not chained yet, a batch; returns how many. In the caller's scope (the whole house)."""
    with transaction.atomic():
        alone_with(About.AUDIT_CHAIN)
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
    """How much was checked; `broken_at` is the position of the first link that does not fit."""

    chained: int
    unchained: int
    head: str
    broken_at: int | None
    gap_at: int | None


def verify() -> Verdict:
    """Walk the whole chain. A changed or exchanged entry breaks it where it stands; a removed link leaves a
    gap in the positions. Keep `head` elsewhere (a printed report): only that shows a chain cut at its end."""
    before, expected, broken, gap = chain.START, 1, None, None
    for link in Link.objects.select_related("entry").order_by("position").iterator(2000):
        if link.position != expected and gap is None:
            gap = expected
        if chain.next_hash(before, link.entry) != bytes(link.hash) and broken is None:
            broken = link.position
        before, expected = bytes(link.hash), link.position + 1
    return Verdict(expected - 1, Entry.objects.filter(link=None).count(), before.hex(), broken, gap)

"""The urgent worker: an act, and the assignment that revokes a box, wait for no plan's proof.

It has a thread, a database connection and a notification channel of its own. The places and keys that it
works with are read while nothing is urgent, so that a round is one transaction of few queries and an act
reaches the loudspeakers soon.
"""

import logging
import time
from datetime import datetime
from typing import Final

from django.db.models import Q
from loa_protocol.messages import Purpose

from loa.kernel import clock
from loa.keys import queries as keys
from loa.keys.models import SignedKind, ToSign
from loa.places import scope
from loa.signer.key_ring import KeyRing
from loa.signer.proofs import acts
from loa.signer.publish import PublishedObjects
from loa.signer.refusing import Code
from loa.signer.round import Round
from loa.signer.work import decide

log = logging.getLogger("loa.signer")

OLDEST_S: Final = 2.0
"""The greatest age in seconds of what the worker knows of places and keys."""


class UrgentWorker:
    """The worker that runs the rounds of what is urgent."""

    def __init__(self, key_ring: KeyRing, published: PublishedObjects) -> None:
        self._key_ring = key_ring
        self._published = published
        self._rooted = False
        self._here = scope.NOTHING
        # So that the first round reads, however soon after the machine's start.
        self._read_at = -OLDEST_S

    def work(self) -> int:
        """Runs one round and returns how many requests were decided. Raises django.db.DatabaseError when the
        database is away."""
        if time.monotonic() - self._read_at >= OLDEST_S:
            self._read()
        if not self._rooted:
            return 0
        now = clock.now()
        which = Q(urgent=True)
        if self._key_ring.until(Purpose.ACT) is None:
            which &= ~self._waits_for_its_key(now)
        decided = decide(self._here, which, lambda: Round(self._key_ring, self._published, now, 0))
        # Nothing is urgent now: the time to read for the next round.
        if not decided:
            self._read()
        return decided

    def _waits_for_its_key(self, now: datetime) -> Q:
        """Returns the stops, which wait while there is no key for acts; marks each with the code NO_KEY."""
        stops = Q(kind=SignedKind.ACT, subject__in=acts.stops(now))
        with scope.entered(self._here):
            # Only those without the code yet, so that each is logged once.
            untold = ToSign.objects.filter(stops, state=ToSign.State.WAITING, code="")
            if untold.update(code=Code.NO_KEY, why=Purpose.ACT.value):
                log.error("stops wait for a key to sign acts with")
        return stops

    def _read(self) -> None:
        """Reads the places and keys for the next rounds."""
        with scope.using(scope.NOWHERE):
            self._rooted = keys.root() is not None
            self._key_ring.read(clock.now())
        self._here = scope.everywhere()
        self._read_at = time.monotonic()

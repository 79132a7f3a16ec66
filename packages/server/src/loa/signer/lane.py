"""The urgent lane: an order, and the word that shuts a box out, wait for no plan's proof.

It has a thread, a connection and a bell of its own. What it works with is read while nothing is urgent, so
that a round is one transaction of few questions: between a person's order and the horns lies little else.
"""

import time
from typing import Final

from django.db.models import Q

from loa.kernel import clock
from loa.keys import queries as keys
from loa.places import scope
from loa.places.models import Unit
from loa.signer.publish import Shelf
from loa.signer.ring import Ring
from loa.signer.round import Round
from loa.signer.work import decide

OLDEST_S: Final = 2.0
"""So old may be what the lane knows of units and keys."""


class Lane:
    """Rounds of what is urgent."""

    def __init__(self, ring: Ring, shelf: Shelf) -> None:
        self._ring = ring
        self._shelf = shelf
        self._rooted = False
        self._units: list[int] = []
        self._read_at = -OLDEST_S

    def work(self) -> int:
        """Do one round; gives how many were decided. Raises DatabaseError when the database is away."""
        if time.monotonic() - self._read_at >= OLDEST_S:
            self._read()
        if not self._rooted:
            return 0
        now = clock.now()
        decided = decide(self._units, Q(urgent=True), lambda: Round(self._ring, self._shelf, now, 0))
        if not decided:
            self._read()
        return decided

    def _read(self) -> None:
        with scope.using(scope.NOWHERE):
            self._rooted = keys.root() is not None
            self._units = list(Unit.objects.values_list("id", flat=True))
            self._ring.read(clock.now())
        self._read_at = time.monotonic()

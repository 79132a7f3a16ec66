"""The signer's own clock: while that stands before, or a day after, what was signed last, nothing is signed
until a person says that it is right.

A head dated wrongly is not taken back: one too far ahead lifts a device's floor and locks it out. So stops
wait too, with all else, and so does the answer to a device that asks the time. What waits is not refused.
"""

import logging
import threading
import time
from datetime import UTC, datetime, timedelta
from typing import Final

from loa.kernel import clock
from loa.kernel.roles import Capability
from loa.keys import queries as keys
from loa.keys.models import ClockDoubt, ClockWord, SignedHead, TrustBundle
from loa.places import scope
from loa.signer.proofs.entitled import of_the_province

log = logging.getLogger("loa.signer")

SAME: Final = timedelta(minutes=1)
"""A clock set back by less is the same clock put right: devices take what is up to ten minutes ahead."""
LONGEST: Final = timedelta(days=1)
"""The list is renewed twice a day: with none for so long the signer did not run, or its clock leapt."""
OLDEST_S: Final = 2.0
"""So old may be what is known of the newest thing signed, while the clock is trusted."""


def believable(now: datetime, newest: datetime | None) -> bool:
    """May a clock show `now` when the newest thing was signed at `newest`? Pure; UTC."""
    return newest is None or newest - SAME <= now < newest + LONGEST


class OwnClock:
    """Whether to sign by this machine's clock. Asked by every lane before each round."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._right = False
        self._newest: datetime | None = None
        self._read_at = -OLDEST_S
        self._shown = datetime.min.replace(tzinfo=UTC)
        """What the clock showed when that was read."""

    def right(self) -> bool:
        """May anything be signed now? Notes a doubt, and its end. Raises DatabaseError."""
        with self._lock:
            if not self.right_lately() or time.monotonic() - self._read_at >= OLDEST_S:
                shown, read_at = clock.now(), time.monotonic()
                with scope.whole_house():
                    self._right = self._look(shown)
                self._shown, self._read_at = shown, read_at
            return self._right

    def right_lately(self) -> bool:
        """The same by what is known already: asks no database, for whoever answers the time. A clock that
        leapt since is not trusted before the next look."""
        now = clock.now()
        passed = timedelta(seconds=time.monotonic() - self._read_at)
        leapt = abs(now - self._shown - passed) > SAME
        return self._right and not leapt and believable(now, self._newest)

    def _look(self, now: datetime) -> bool:
        self._newest = _newest()
        doubt = keys.clock_doubt()
        if believable(now, self._newest):
            if doubt is not None:
                _end(doubt, now, None)
            return True
        if doubt is None:
            doubt = _begin(self._newest or now, now)
        confirmed = _confirmed(doubt, now)
        if confirmed is None:
            return False
        _end(doubt, now, confirmed)
        self._newest = confirmed
        return True


def _newest() -> datetime | None:
    """The moment of the newest head or list, or at which a person said since that the clock was right."""
    last = ClockDoubt.objects.exclude(confirmed_at=None).order_by("-id").first()
    head = SignedHead.objects.filter(id__gt=last.head if last else 0).order_by("-id").first()
    listed = TrustBundle.objects.filter(sequence__gt=last.list if last else 0).order_by("-sequence").first()
    moments = (
        head.signed_at if head else None,
        listed.made_at if listed else None,
        last.confirmed_at if last else None,
    )
    return max((each for each in moments if each is not None), default=None)


def _begin(newest: datetime, now: datetime) -> ClockDoubt:
    head = SignedHead.objects.order_by("-id").first()
    listed = TrustBundle.objects.order_by("-sequence").first()
    log.error("nothing is signed: the clock shows %s, the newest thing was signed at %s", now, newest)
    return ClockDoubt.objects.create(
        newest=newest, shown=now, head=head.id if head else 0, list=listed.sequence if listed else 0
    )


def _confirmed(doubt: ClockDoubt, now: datetime) -> datetime | None:
    """Since when the clock counts as right: a person's word from within the last day. A demo that was off for
    days goes on by itself, since no real box believes its root; one whose clock went back does not."""
    root = keys.root()
    if root is not None and root.demo and now > doubt.newest:
        return now
    for word in ClockWord.objects.filter(doubt=doubt).order_by("-id"):
        if believable(now, word.at) and of_the_province(word.by_id, Capability.CONFIRM_CLOCK, word.at):
            return word.at
    return None


def _end(doubt: ClockDoubt, now: datetime, confirmed: datetime | None) -> None:
    doubt.ended_at, doubt.confirmed_at = now, confirmed
    doubt.save(update_fields=["ended_at", "confirmed_at"])
    log.warning("the clock is trusted again%s", f", by a word of {confirmed}" if confirmed else "")

"""The check of the signer's own clock. While the clock is behind the moment of the newest signature, or a day
ahead of it, nothing is signed until a person says that the clock is right.

A head with a wrong date cannot be taken back: one too far ahead raises a device's floor and locks it out. So
all requests wait, stops too, and so does the answer to a device that asks the time. Nothing is refused.
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
"""A clock that was set back by less counts as corrected. Devices accept what is up to ten minutes ahead."""
LONGEST: Final = timedelta(days=1)
"""The longest credible time since the newest signature. The trust list is renewed twice a day; with none for
so long the signer did not run, or its clock jumped."""
OLDEST_S: Final = 2.0
"""The greatest age in seconds of what is known of the newest signature, while the clock is trusted."""


def believable(now: datetime, newest: datetime | None) -> bool:
    """Returns whether a clock may show `now` when the newest thing was signed at `newest`. Pure; UTC."""
    return newest is None or newest - SAME <= now < newest + LONGEST


class OwnClock:
    """The check whether this machine's clock is good enough to sign by. Every thread asks it before each
    round."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._right = False
        self._newest: datetime | None = None
        self._read_at = -OLDEST_S
        self._shown = datetime.min.replace(tzinfo=UTC)
        """What the clock showed when `_newest` was read."""

    def right(self) -> bool:
        """Returns whether anything may be signed now. Writes when a doubt begins and ends. Raises
        django.db.DatabaseError."""
        with self._lock:
            if not self.right_lately() or time.monotonic() - self._read_at >= OLDEST_S:
                shown, read_at = clock.now(), time.monotonic()
                with scope.all_units():
                    self._right = self._look(shown)
                self._shown, self._read_at = shown, read_at
            return self._right

    def right_lately(self) -> bool:
        """Returns the same from what is known already, without the database, for the thread that answers the
        time.

        A clock that jumped since the last look is not trusted before the next one.
        """
        now = clock.now()
        # The monotonic clock does not jump, so it shows by how much the wall clock should have moved.
        passed = timedelta(seconds=time.monotonic() - self._read_at)
        leapt = abs(now - self._shown - passed) > SAME
        return self._right and not leapt and believable(now, self._newest)

    def _look(self, now: datetime) -> bool:
        """Reads the newest signature and returns whether the clock is right. Begins a doubt where it is not,
        and ends one."""
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
    """Returns the moment of the newest head or list, or when a person last confirmed the clock, whichever is
    later.

    What was signed before the last confirmed doubt does not count: its date may have been wrong.
    """
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
    """Returns since when the clock counts as right: a person's confirmation within the last day; else None.

    A demo whose clock went forward goes on by itself, since it may have been off for days and no real box
    believes its root. A demo whose clock went back does not.
    """
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

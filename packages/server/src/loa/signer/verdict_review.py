"""Reviews the verdicts in force: one ends (`fell_at`) when the rows from which it was read have changed.

Only the proof knows which rows these are, so every few seconds the proof is run again for the few parts that
are unproven. A part that can be proven again is compiled in again. A part that fails and is proven in turns
waits twice as long each time, and reviewing takes no more than a small share of the signer's time.
"""

import logging
import time
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from django.db.models import OuterRef, Subquery
from loa_protocol.messages import Delegation, Purpose

from loa.dispatch.actions.recompiling import ask_jobs
from loa.dispatch.models import Plan, Verdict
from loa.kernel import clock
from loa.keys.models import SignedKind, ToSign
from loa.objects.port import StoreError
from loa.places import scope
from loa.signer.key_ring import KeyRing, NoKey
from loa.signer.proofs import part
from loa.signer.proofs.plan import Evidence
from loa.signer.publish import PublishedObjects
from loa.signer.refusing import NotProven
from loa.signer.work import AWAY

log = logging.getLogger("loa.signer")

REST_S: Final = 5.0
"""The shortest pause between two reviews, in seconds."""
REST_FOR_EACH_S: Final = 20.0
"""The pause is this many times as long as the last review took: a twentieth of the time at most."""
LONGEST_WAIT: Final = timedelta(hours=1)
"""The longest time that a verdict is in force before it is reviewed."""
AT_ONCE: Final = 1000
"""The most verdicts in one review; the next review goes on with those after them."""


class VerdictReview:
    """The review of the verdicts in force, in turn where there are many."""

    def __init__(self, key_ring: KeyRing, published: PublishedObjects) -> None:
        self._key_ring = key_ring
        self._published = published
        self._next = 0.0
        self._after = 0

    def look(self) -> int:
        """Reviews verdicts if it is time and returns how many ended. Raises django.db.DatabaseError when the
        database is away."""
        begun = time.monotonic()
        if begun < self._next:
            return 0
        try:
            fell = self._look()
        except AWAY:
            raise
        except Exception:
            log.exception("verdicts could not be looked at again")
            fell = 0
        now = time.monotonic()
        self._next = now + max(REST_S, REST_FOR_EACH_S * (now - begun))
        return fell

    def _look(self) -> int:
        """Ends the verdicts whose parts can be proven again, and has their units compiled; returns how
        many."""
        now = clock.now()
        with scope.entered(scope.everywhere()):
            standing = Verdict.objects.filter(fell_at=None, date__gte=clock.local(now).date())
            rows = list(standing.filter(id__gt=self._after).select_related("item").order_by("id")[:AT_ONCE])
            self._after = rows[-1].id if len(rows) == AT_ONCE else 0
            due = _due(rows, now)
            fell = self._fallen(due) if due else []
            if fell:
                Verdict.objects.filter(id__in=[row.id for row in fell]).update(fell_at=now)
                _ask_again({row.unit_id for row in fell})
                ask_jobs({row.unit_id for row in fell})
        for row in fell:
            log.info("proven again: %s", row.detail or row)
        return len(fell)

    def _fallen(self, rows: Sequence[Verdict]) -> list[Verdict]:
        """Returns the verdicts whose parts can be proven again. Without a key for plans there are none."""
        try:
            delegation = self._key_ring.delegation(Purpose.PLAN)
        except NoKey:
            return []
        evidence = Evidence()
        plans = Plan.objects.select_related("unit__parent__parent")
        evidence.plans.update(
            {plan.plan_id: plan for plan in plans.filter(unit_id__in={row.unit_id for row in rows})}
        )
        evidence.documents.read_days(
            {row.within for row in rows if row.item_id is not None and row.within},
            [row.item_id for row in rows if row.item_id is not None],
        )
        evidence.take_items()
        return [row for row in rows if self._proven(row, delegation, evidence)]

    def _proven(self, row: Verdict, delegation: Delegation, evidence: Evidence) -> bool:
        """Returns whether the part of this verdict can be proven now."""
        try:
            part.prove(row, delegation, evidence, self._published)
        except (NotProven, StoreError):
            return False
        return True


def _ask_again(units: set[int]) -> None:
    """Makes refused requests wait again, where what they ask for is still what the plan was compiled to.

    Compiled again with the part in it, such a plan would be the same bytes, so compiling would not request
    it.
    """
    compiled = Plan.objects.filter(plan_id=OuterRef("subject")).values("body_id")
    refused = ToSign.objects.filter(kind=SignedKind.PLAN, state=ToSign.State.REFUSED, unit_id__in=units)
    again = refused.filter(wanted=Subquery(compiled))
    again.update(state=ToSign.State.WAITING, code="", why="", decided_at=None)


def _due(rows: Sequence[Verdict], now: datetime) -> list[Verdict]:
    """Returns the verdicts in force for long enough: the longer, the more often verdicts on the same part
    have ended."""
    before = Verdict.objects.filter(unit_id__in={row.unit_id for row in rows}, date__gte=now.date())
    fell: Counter[tuple[int | None, str | None, str]] = Counter()
    if rows:
        fell.update(before.exclude(fell_at=None).values_list("item_id", "plan_id", "within"))
    return [row for row in rows if now - row.at >= _wait(fell[row.item_id, row.plan_id, row.within])]


def _wait(times: int) -> timedelta:
    """Returns how long a verdict is in force before it is reviewed: no time where none on its part has ended
    yet."""
    return min(LONGEST_WAIT, timedelta(seconds=REST_S) * 2 ** min(times, 12)) if times else timedelta()

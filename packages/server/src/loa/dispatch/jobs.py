"""Periodic jobs: extend plans by a day when a new local day has begun."""

from django.db import transaction
from django.db.models import Q
from procrastinate.exceptions import AlreadyEnqueued

from loa.dispatch.actions import compile_unit
from loa.dispatch.actions.recompiling import JOB
from loa.dispatch.models import Plan
from loa.kernel import clock
from loa.places.scoped_job import periodic_job, scoped_job


@scoped_job(JOB)
def extend_unit(*, unit_id: int) -> None:
    """Compiles one commune from today on. What did not change costs only a comparison.

    It runs when a new day has begun, when the signer's verdicts changed, or when a rule above the commune
    changed.
    """
    compile_unit(unit_id)


@periodic_job("dispatch.extend", cron="*/5 * * * *")
def extend(timestamp: int) -> None:
    """Asks for one job for each commune whose plans do not begin today, also after the server was off for
    days."""
    behind = Plan.objects.filter(Q(compiled_for=None) | Q(compiled_for__lt=clock.today()))
    for unit_id in behind.order_by("unit_id").values_list("unit_id", flat=True).distinct():
        try:
            # A savepoint for each: a job that waits already raises an error, and the other communes must
            # still get theirs.
            with transaction.atomic():
                extend_unit.configure(queueing_lock=f"dispatch.extend:{unit_id}").defer(unit_id=unit_id)
        except AlreadyEnqueued:
            continue

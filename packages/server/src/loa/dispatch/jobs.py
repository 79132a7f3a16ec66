"""Work by the clock: plans are extended by a day when a new local day has begun."""

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
    """Compile one commune from today on: by the clock, since the signer's verdicts are others, or since a
    rule above it changed. What is the same already costs a comparison."""
    compile_unit(unit_id)


@periodic_job("dispatch.extend", cron="*/5 * * * *")
def extend(timestamp: int) -> None:
    """Each commune whose plans do not begin today, one job each: also after the house was off for days."""
    behind = Plan.objects.filter(Q(compiled_for=None) | Q(compiled_for__lt=clock.today()))
    for unit_id in behind.order_by("unit_id").values_list("unit_id", flat=True).distinct():
        try:
            # A savepoint each: one that waits already says so by an error, and the others are asked for too.
            with transaction.atomic():
                extend_unit.configure(queueing_lock=f"dispatch.extend:{unit_id}").defer(unit_id=unit_id)
        except AlreadyEnqueued:
            continue

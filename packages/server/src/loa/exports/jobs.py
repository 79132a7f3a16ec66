"""The jobs of requested files. Their queue is served by the process of the queue `imports`, which has time
for work of minutes, so that a long file delays no other job."""

from typing import Any
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from loa.exports import rules, work
from loa.exports.models import RequestedFile
from loa.kernel import clock
from loa.kernel.attempts import STUCK_AFTER
from loa.places import scope
from loa.places.scoped_job import periodic_job


@app.task(queue=rules.QUEUE, name=rules.TASK)
def run(*, file_id: str, unit_id: int) -> None:
    """Writes a file. It sets the scope of the person who requested it."""
    work.work(UUID(file_id), unit_id)


def begin(file: RequestedFile) -> None:
    """Queues the file in the caller's transaction; once, however often it is called."""
    try:
        # A savepoint, so that AlreadyEnqueued does not abort the caller's transaction.
        with transaction.atomic():
            job: Any = run.configure(queueing_lock=f"{rules.TASK}:{file.id}")
            job.defer(file_id=str(file.id), unit_id=file.unit_id)
    except AlreadyEnqueued:
        return


@periodic_job("exports.rescue", cron="* * * * *")
def rescue(timestamp: int) -> None:
    """Queues files again whose worker was killed: those without any progress for two minutes."""
    silent = RequestedFile.objects.filter(
        unit_id__in=scope.current().read,
        state=RequestedFile.State.WRITING,
        changed_at__lt=clock.now() - STUCK_AFTER,
    )
    for file in silent.order_by("changed_at")[:100]:
        begin(file)


@periodic_job("exports.sweep", cron="17 * * * *")
def sweep(timestamp: int) -> None:
    """Deletes files and their bytes `rules.KEPT` after their last change."""
    old = RequestedFile.objects.filter(
        unit_id__in=scope.current().read, changed_at__lt=clock.now() - rules.KEPT
    )
    old.exclude(state=RequestedFile.State.WRITING).delete()

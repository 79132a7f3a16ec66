"""The jobs of the queue `imports`, which has a process of its own, so that a long file delays no other
job."""

from typing import Any
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from loa.imports import rules, work
from loa.imports.models import Upload
from loa.kernel import clock
from loa.kernel.attempts import STUCK_AFTER
from loa.places import scope
from loa.places.scoped_job import periodic_job


@app.task(queue=rules.QUEUE, name=rules.TASK)
def run(*, upload_id: str, unit_id: int, account_id: int) -> None:
    """Checks or writes a file. It sets the scope of the person who sent the file."""
    work.work(UUID(upload_id), unit_id, account_id)


def begin(upload: Upload) -> None:
    """Queues the file in the caller's transaction; once, however often it is called."""
    try:
        # A savepoint, so that AlreadyEnqueued does not abort the caller's transaction.
        with transaction.atomic():
            job: Any = run.configure(queueing_lock=f"{rules.TASK}:{upload.id}")
            job.defer(upload_id=str(upload.id), unit_id=upload.unit_id, account_id=upload.account_id)
    except AlreadyEnqueued:
        return


@periodic_job("imports.rescue", cron="* * * * *")
def rescue(timestamp: int) -> None:
    """Queues files again whose worker was killed: those without any progress for two minutes."""
    silent = Upload.objects.defer("content").filter(
        unit_id__in=scope.current().read,
        state__in=(Upload.State.CHECKING, Upload.State.WRITING),
        changed_at__lt=clock.now() - STUCK_AFTER,
    )
    for upload in silent.order_by("changed_at")[:100]:
        begin(upload)


@periodic_job("imports.sweep", cron="41 2 * * *")
def sweep(timestamp: int) -> None:
    """Deletes files and their rows `rules.KEPT` after their last change."""
    old = Upload.objects.filter(unit_id__in=scope.current().read, changed_at__lt=clock.now() - rules.KEPT)
    old.exclude(state=Upload.State.WRITING).delete()

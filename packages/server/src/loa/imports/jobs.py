"""The queue `imports`, served by a process of its own: a long file holds up no other job."""

from typing import Any
from uuid import UUID

from django.db import transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from loa.imports import rules, work
from loa.imports.models import Upload
from loa.kernel import clock
from loa.places import scope
from loa.places.scoped_job import periodic_job


@app.task(queue=rules.QUEUE, name=rules.TASK)
def run(*, upload_id: str, unit_id: int, account_id: int) -> None:
    """Look at a file, or write it. Sets its scope itself: that of the person who sent it."""
    work.work(UUID(upload_id), unit_id, account_id)


def begin(upload: Upload) -> None:
    """Put the file in line, in the caller's transaction; once, however often asked."""
    try:
        with transaction.atomic():
            job: Any = run.configure(queueing_lock=f"{rules.TASK}:{upload.id}")
            job.defer(upload_id=str(upload.id), unit_id=upload.unit_id, account_id=upload.account_id)
    except AlreadyEnqueued:
        return


@periodic_job("imports.rescue", cron="* * * * *")
def rescue(timestamp: int) -> None:
    """Files whose worker was killed: one of which nothing was heard for two minutes is put in line again."""
    silent = Upload.objects.defer("content").filter(
        unit_id__in=scope.current().read,
        state__in=(Upload.State.CHECKING, Upload.State.WRITING),
        changed_at__lt=clock.now() - rules.STUCK_AFTER,
    )
    for upload in silent.order_by("changed_at")[:100]:
        begin(upload)


@periodic_job("imports.sweep", cron="41 2 * * *")
def sweep(timestamp: int) -> None:
    """Forget files, and what stood in them, some days after they were last touched."""
    old = Upload.objects.filter(unit_id__in=scope.current().read, changed_at__lt=clock.now() - rules.KEPT)
    old.exclude(state=Upload.State.WRITING).delete()

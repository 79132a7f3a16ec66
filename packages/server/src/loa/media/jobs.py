"""The jobs of the queue `media`, and the periodic jobs that resume or delete what was left unfinished."""

from typing import Any
from uuid import UUID

from django.db import transaction
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from loa.kernel import clock
from loa.media import rules, store
from loa.media.actions import work
from loa.media.models import Sound, Upload
from loa.media.pipeline import ChildDied
from loa.places import scope
from loa.places.scoped_job import periodic_job

AGAIN = RetryStrategy(max_attempts=rules.ATTEMPTS, wait=5, retry_exceptions=(ChildDied, OSError))
"""Retries after failures of the server. A Refusal of the pipeline is an answer and is not retried."""


@app.task(queue="media", name="media.render", retry=AGAIN)
def render(*, unit_id: int, sound_id: str) -> None:
    """Makes one sound. It sets its scope itself, for one short transaction at a time, because the work takes
    minutes."""
    work.work(unit_id, UUID(sound_id))


def begin(sound: Sound) -> None:
    """Queues the job of the sound, in the caller's transaction. The queueing lock keeps it to one queued job
    per sound."""
    try:
        # The savepoint lets the caller's transaction go on after AlreadyEnqueued.
        with transaction.atomic():
            job: Any = render.configure(queueing_lock=f"media.render:{sound.id}")
            job.defer(unit_id=sound.unit_id, sound_id=str(sound.id))
    except AlreadyEnqueued:
        return


@periodic_job("media.rescue", cron="* * * * *")
def rescue(timestamp: int) -> None:
    """Queues uploads again whose worker was killed: rows that have not changed for two minutes. The sounds of
    a speech engine have a job of their own."""
    unfinished = Sound.objects.filter(
        unit_id__in=scope.current().read,
        state__in=[Sound.State.WAITING, Sound.State.WORKING],
        changed_at__lt=clock.now() - rules.STUCK_AFTER,
        origin=Sound.Origin.UPLOAD,
    )
    for sound in unfinished.order_by("changed_at")[:100]:
        begin(sound)


@periodic_job("media.sweep", cron="17 * * * *")
def sweep(timestamp: int) -> None:
    """Deletes uploads that nobody finished, and old files that no row names."""
    expired = Upload.objects.filter(unit_id__in=scope.current().read, expires_at__lt=clock.now())
    gone = list(expired.values_list("id", flat=True)[:1000])
    Upload.objects.filter(id__in=gone).delete()
    transaction.on_commit(lambda: store.forget_uploads(gone))

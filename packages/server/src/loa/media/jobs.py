"""Work of the queue `media`, and the sweeps that let no row stick."""

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
from loa.media.pipeline import Died
from loa.places import scope
from loa.places.scoped_job import periodic_job

AGAIN = RetryStrategy(max_attempts=rules.ATTEMPTS, wait=5, retry_exceptions=(Died, OSError))


@app.task(queue="media", name="media.render", retry=AGAIN)
def render(*, unit_id: int, sound_id: str) -> None:
    """Make one sound. Sets its scope itself, a short transaction at a time: the work takes minutes."""
    work.work(unit_id, UUID(sound_id))


def begin(sound: Sound) -> None:
    """Put the sound in line, in the caller's transaction; once, however often asked."""
    try:
        with transaction.atomic():
            job: Any = render.configure(queueing_lock=f"media.render:{sound.id}")
            job.defer(unit_id=sound.unit_id, sound_id=str(sound.id))
    except AlreadyEnqueued:
        return


@periodic_job("media.rescue", cron="* * * * *")
def rescue(timestamp: int) -> None:
    """Uploads whose worker was killed: a row that has said nothing for two minutes is put in line again."""
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
    """Forget uploads that nobody finished, and files that no row names."""
    expired = Upload.objects.filter(unit_id__in=scope.current().read, expires_at__lt=clock.now())
    gone = list(expired.values_list("id", flat=True)[:1000])
    Upload.objects.filter(id__in=gone).delete()
    transaction.on_commit(lambda: store.forget_uploads(gone))

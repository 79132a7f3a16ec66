"""The job that speaks, in the queue `media`, and the periodic job that resumes what was left unfinished."""

from __future__ import annotations

import logging
from typing import Any
from uuid import UUID

from django.db import transaction
from django.db.models import F
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from loa.kernel import clock
from loa.media import actions as media
from loa.media import store
from loa.media.models import Sound
from loa.media.pipeline import ChildDied
from loa.media.rules import STUCK_AFTER
from loa.places import scope
from loa.places.scoped_job import periodic_job
from loa.speech import queries, rules
from loa.speech.engines import EngineError
from loa.speech.models import Script

log = logging.getLogger(__name__)

AGAIN = RetryStrategy(max_attempts=rules.ATTEMPTS, wait=5, retry_exceptions=(ChildDied, OSError, EngineError))


@app.task(queue="media", name="speech.speak", retry=AGAIN)
def speak(*, unit_id: int, sound_id: str) -> None:
    """Speaks one script and takes it through the pipeline. No transaction is open while the engine works."""
    with scope.using([unit_id], [unit_id]):
        waits = Sound.objects.filter(id=sound_id, unit_id=unit_id, state__in=["waiting", "working"]).exists()
        script = Script.objects.get(sound_id=sound_id, unit_id=unit_id)
    if not waits:
        return
    with store.workplace() as folder:
        wav = folder / "spoken.wav"
        try:
            queries.engines().speak(rules.from_rows(script.phrases), script.voice, wav)
        except EngineError as error:
            log.warning("speech %s: %s", sound_id, error)
            # Otherwise the row says that it failed, instead of waiting for ever.
            if error.again and _may_try_again(unit_id, sound_id):
                raise
            media.give_up(unit_id, UUID(sound_id))
            return
        media.add_rendered(unit_id, UUID(sound_id), wav)


def _may_try_again(unit_id: int, sound_id: str) -> bool:
    """Counts an attempt that may have failed because of load, in the sound's row, where the pipeline counts
    its own. Returns whether attempts are left."""
    with scope.using([unit_id], [unit_id]):
        row = Sound.objects.filter(id=sound_id, unit_id=unit_id)
        row.update(attempts=F("attempts") + 1, changed_at=clock.now())
        return row.filter(attempts__lt=rules.ATTEMPTS).exists()


def begin(sound: Sound) -> None:
    """Queues the job of a spoken sound, in the caller's transaction. At most one is queued and at most one
    runs."""
    name = f"speech.speak:{sound.id}"
    try:
        with transaction.atomic():
            job: Any = speak.configure(queueing_lock=name, lock=name)
            job.defer(unit_id=sound.unit_id, sound_id=str(sound.id))
    except AlreadyEnqueued:
        return


@periodic_job("speech.rescue", cron="* * * * *")
def rescue(timestamp: int) -> None:
    """Queues spoken sounds again whose worker was killed: rows that have not changed for `STUCK_AFTER`."""
    since = clock.now() - STUCK_AFTER
    stuck = Sound.objects.filter(
        state__in=[Sound.State.WAITING, Sound.State.WORKING], changed_at__lt=since, origin=Sound.Origin.SPEECH
    )
    for sound in stuck.order_by("changed_at")[:100]:
        begin(sound)

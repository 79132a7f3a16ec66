"""Periodic jobs that join two apps and so belong to neither, and the one that clears the queue."""

from typing import Final

from procrastinate.contrib.django import app

from loa.audit import chaining
from loa.places.scoped_job import periodic_job

REMOVE: Final = "builtin:procrastinate.builtin_tasks.remove_old_jobs"
DONE_KEPT: Final = 3 * 24
"""Hours that a job which was done is kept: some twenty thousand come each day."""
UNDONE_KEPT: Final = 90 * 24
"""Hours that one is kept which failed, was cancelled or given up, for whoever asks why."""


@periodic_job("audit.chain", cron="* * * * * */5")
def chain_audit(timestamp: int) -> None:
    """Adds the newest audit entries of all units to the chain, every five seconds."""
    while chaining.extend() == chaining.BATCH:
        pass


@periodic_job("jobs.remove_old", cron="11 2 * * *")
def remove_old_jobs(timestamp: int) -> None:
    """Each night: forget the jobs that ended long ago, by Procrastinate's own task."""
    app.tasks[REMOVE].defer(max_hours=DONE_KEPT)
    app.tasks[REMOVE].defer(
        max_hours=UNDONE_KEPT, remove_failed=True, remove_cancelled=True, remove_aborted=True
    )

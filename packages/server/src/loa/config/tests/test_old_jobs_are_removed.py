"""Jobs that ended long ago are forgotten by the worker itself; those that failed are kept longer."""

import time
from datetime import timedelta

from django.db import connection

from loa.config import jobs
from loa.kernel import clock
from loa.testing.work import worker

__all__ = ["worker"]
WITHIN_S = 60
DAY = timedelta(days=1)


def ended(status: str, ago: timedelta) -> int:
    """A job that came to an end so long ago."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into procrastinate_jobs (queue_name, task_name, status) values ('default', 'x', %s::"
            "procrastinate_job_status) returning id",
            [status],
        )
        (job,) = cursor.fetchone()
        cursor.execute(
            "insert into procrastinate_events (job_id, type, at)"
            " values (%s, %s::procrastinate_job_event_type, %s)",
            [job, status, clock.now() - ago],
        )
    return int(job)


def left() -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute("select id from procrastinate_jobs where task_name = 'x'")
        return {row[0] for row in cursor.fetchall()}


def test_the_worker_forgets_what_ended_long_ago(own_database: str, worker: None) -> None:
    kept = {ended("succeeded", 2 * DAY), ended("failed", 89 * DAY)}
    ended("succeeded", 4 * DAY)
    ended("failed", 91 * DAY)
    ended("cancelled", 91 * DAY)
    jobs.remove_old_jobs.func(timestamp=0)
    until = time.monotonic() + WITHIN_S
    while left() != kept:
        assert time.monotonic() < until, (left(), kept)
        time.sleep(0.05)

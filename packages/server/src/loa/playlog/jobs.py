"""Work by the clock: next months' partitions, each commune's figures, and its days'."""

from datetime import date

from django.db import connection

from loa.kernel import clock
from loa.places.scoped_job import periodic_job, scoped_job
from loa.playlog import counting, queries

MONTHS_AHEAD = 3
FIRST = 10
"""Before what else waits, which has 0: an hour's days to count must not make this minute's figures old."""


@periodic_job("playlog.add_months", cron="23 1 * * *")
def add_months(timestamp: int) -> None:
    """The partitions of this month and the next three are there."""
    with connection.cursor() as cursor:
        for ahead in range(MONTHS_AHEAD + 1):
            cursor.execute(
                "select playlog_add_month((%s::date + %s * interval '1 month')::date)", [clock.today(), ahead]
            )


@periodic_job("playlog.count_minute", cron="* * * * *", priority=FIRST)
def count_minute(timestamp: int) -> None:
    """Every commune as it is now, for the pages over many of them."""
    counting.every_commune()


@scoped_job("playlog.count_day")
def count_day(*, unit_id: int, day: str) -> None:
    """One commune's local day, counted anew from plan and records (late records change it)."""
    counting.day(unit_id, date.fromisoformat(day))


@periodic_job("playlog.count_days", cron="41 * * * *")
def count_days(timestamp: int) -> None:
    """Today, yesterday, and earlier days of which records came late: one job a commune and day."""
    for unit_id, day in queries.days_to_count(clock.today()):
        count_day.defer(unit_id=unit_id, day=day.isoformat())

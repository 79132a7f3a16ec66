"""Periodic jobs: make the partitions of the next months, and count the figures of communes and of days."""

from datetime import date

from django.db import connection

from loa.kernel import clock
from loa.places.scoped_job import periodic_job, scoped_job
from loa.playlog import counting, queries

MONTHS_AHEAD = 3
FIRST = 10
"""The priority of the count of each minute; other jobs have 0. The many days counted each hour must not delay
it."""


@periodic_job("playlog.add_months", cron="23 1 * * *")
def add_months(timestamp: int) -> None:
    """Makes the partitions of this month and the next three where they are missing."""
    with connection.cursor() as cursor:
        for ahead in range(MONTHS_AHEAD + 1):
            cursor.execute(
                "select playlog_add_month((%s::date + %s * interval '1 month')::date)", [clock.today(), ahead]
            )


@periodic_job("playlog.count_minute", cron="* * * * *", priority=FIRST)
def count_minute(timestamp: int) -> None:
    """Counts every commune as it is now, for the pages over many communes."""
    counting.every_commune()


@scoped_job("playlog.count_day")
def count_day(*, unit_id: int, day: str) -> None:
    """Counts one commune's local day again from plan and records, since late records change it."""
    counting.day(unit_id, date.fromisoformat(day))


@periodic_job("playlog.count_days", cron="41 * * * *")
def count_days(timestamp: int) -> None:
    """Asks for the count of today, yesterday and earlier days with late records: one job for each commune and
    day."""
    for unit_id, day in queries.days_to_count(clock.today()):
        count_day.defer(unit_id=unit_id, day=day.isoformat())

"""Work by the clock: next months' partitions, and each commune's day in figures."""

from datetime import date, datetime, timedelta

from django.db import connection

from loa.kernel import clock
from loa.places.scoped_job import periodic_job, scoped_job
from loa.playlog import planned, queries
from loa.playlog.models import DayTotal

MONTHS_AHEAD = 3


@periodic_job("playlog.add_months", cron="23 1 * * *")
def add_months(timestamp: int) -> None:
    """The partitions of this month and the next three are there."""
    with connection.cursor() as cursor:
        for ahead in range(MONTHS_AHEAD + 1):
            cursor.execute(
                "select playlog_add_month((%s::date + %s * interval '1 month')::date)", [clock.today(), ahead]
            )


@scoped_job("playlog.count_day")
def count_day(*, unit_id: int, day: str) -> None:
    """One commune's local day, counted anew from plan and records (late records change it)."""
    count(unit_id, date.fromisoformat(day))


def count(unit_id: int, day: date) -> DayTotal | None:
    """The row of a commune's local day; None where nothing was planned."""
    begin = datetime.combine(day, datetime.min.time(), tzinfo=clock.LOCAL)
    wanted = planned.between([unit_id], begin, begin + timedelta(days=1))
    done = queries.occurrences(wanted)
    if not done:
        return None
    whole = queries.total(done)
    figures = {
        "devices": planned.clusters(wanted),
        "planned": whole.planned,
        "started": whole.started,
        "completed": whole.completed,
        "sounded_ms": sum(
            int((each.ends_at - each.starts_at) / timedelta(milliseconds=1)) * each.tally.completed
            for each in done
        ),
        "counted_at": clock.now(),
    }
    made, _new = DayTotal.objects.update_or_create(day=day, unit_id=unit_id, defaults=figures)
    return made


@periodic_job("playlog.count_days", cron="41 * * * *")
def count_days(timestamp: int) -> None:
    """Today, yesterday, and earlier days of which records came late: one job a commune and day."""
    for unit_id, day in queries.days_to_count(clock.today()):
        count_day.defer(unit_id=unit_id, day=day.isoformat())

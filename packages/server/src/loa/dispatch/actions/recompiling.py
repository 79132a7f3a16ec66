"""A change above many communes: each is compiled by a job of its own, in the queue's time and not in that of
the page on which it was made. Which ones still wait is in `Recompilation`."""

from collections.abc import Collection, Iterable
from typing import Final

from django.db import connection, transaction
from procrastinate.contrib.django import app
from procrastinate.exceptions import AlreadyEnqueued

from loa.dispatch.models import Plan, Recompilation
from loa.kernel import clock

JOB: Final = "dispatch.extend_unit"
NARROWING: Final = 10
"""The priority of a job after which less sounds: before those that allow more, and those by the clock."""

_ASK: Final = """
insert into dispatch_recompilation (unit_id, asked_at, done_at)
select id, clock_timestamp(), null from unnest(%s::int[]) id order by id
on conflict (unit_id) do update set asked_at = excluded.asked_at, done_at = null
"""


@transaction.atomic
def ask(unit_ids: Iterable[int], narrows: bool) -> list[int]:
    """Have each of these units that has plans compiled by a job. Gives the units, in order."""
    with_plans = Plan.objects.filter(unit_id__in=list(unit_ids)).order_by("unit_id")
    units = list(with_plans.values_list("unit_id", flat=True).distinct())
    with connection.cursor() as cursor:
        cursor.execute(_ASK, [units])
    for unit_id in units:
        ask_job(unit_id, NARROWING if narrows else 0)
    return units


def ask_job(unit_id: int, priority: int = 0) -> None:
    """A job that compiles the unit; one that waits already does it as well. In a savepoint: that one waits is
    told by an error, which would end the transaction."""
    lock = f"dispatch.extend:{unit_id}"
    try:
        with transaction.atomic():
            app.configure_task(JOB, queueing_lock=lock, priority=priority).defer(unit_id=unit_id)
    except AlreadyEnqueued:
        return


def hold(unit_id: int) -> bool:
    """Is a compilation of the unit asked for? Its row is held until the transaction ends: whoever asks for
    another one now waits, or is waited for."""
    asked = Recompilation.objects.select_for_update().filter(unit_id=unit_id, done_at=None)
    return asked.first() is not None


def done(unit_ids: Collection[int]) -> None:
    """Their plans are compiled for what was asked."""
    Recompilation.objects.filter(unit_id__in=unit_ids, done_at=None).update(done_at=clock.now())

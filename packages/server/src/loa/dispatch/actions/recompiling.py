"""Compiles many communes after a change above them: each by a job of its own, so that the page on which the
change was made does not wait. `Recompilation` says which communes still wait."""

from collections.abc import Iterable
from typing import Final

from django.db import connection, transaction
from procrastinate.contrib.django import app

from loa.dispatch.models import Plan, Recompilation

JOB: Final = "dispatch.extend_unit"
NARROWING: Final = 10
"""The priority of a job after which less sounds. It runs before jobs that allow more and before periodic
ones."""

_ASK: Final = """
insert into dispatch_recompilation (unit_id, asked_at, done_at)
select id, clock_timestamp(), null from unnest(%s::int[]) id order by id
on conflict (unit_id) do update set asked_at = excluded.asked_at, done_at = null
"""
"""Rows are written in order of the unit, so that two transactions cannot wait for each other."""


@transaction.atomic
def ask(unit_ids: Iterable[int], narrows: bool) -> list[int]:
    """Asks for a job for each of these units that has plans. Returns the units, in order."""
    with_plans = Plan.objects.filter(unit_id__in=list(unit_ids)).order_by("unit_id")
    units = list(with_plans.values_list("unit_id", flat=True).distinct())
    with connection.cursor() as cursor:
        cursor.execute(_ASK, [units])
    ask_jobs(units, NARROWING if narrows else 0)
    return units


def ask_jobs(unit_ids: Iterable[int], priority: int = 0) -> None:
    """Asks for a job for each unit whose plans have to change, in this transaction.

    It is never merged with a job that waits: that one may begin before this transaction has ended.
    """
    for unit_id in sorted(unit_ids):
        app.configure_task(JOB, priority=priority).defer(unit_id=unit_id)


def hold(unit_id: int) -> Recompilation | None:
    """Returns what is asked of the unit, locked until the transaction ends: whoever asks for more now
    waits."""
    return Recompilation.objects.select_for_update().filter(unit_id=unit_id, done_at=None).first()

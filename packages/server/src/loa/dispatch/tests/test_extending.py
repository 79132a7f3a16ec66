"""Plans are extended when a day has begun: each commune that is behind once, and none that is not."""

from datetime import timedelta

import pytest
from django.db import connection

from loa.dispatch import jobs
from loa.dispatch.actions import compile_unit, need_plan
from loa.dispatch.models import Plan, PlanBody, PlanDay
from loa.kernel import clock
from loa.keys.models import ToSign
from loa.testing import bulletins

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def tick(as_role):
    """The clock strikes, as the worker hears it; gives the units for which a job waits."""

    def one():
        with as_role("worker"):
            jobs.extend(timestamp=0)
        with connection.cursor() as cursor:
            cursor.execute(
                "select (args->>'unit_id')::int from procrastinate_jobs"
                " where task_name = 'dispatch.extend_unit' and status = 'todo' order by id"
            )
            return [unit for (unit,) in cursor.fetchall()]

    return one


@pytest.fixture
def extend(as_role):
    """The job of one commune, done."""

    def one(unit):
        with as_role("worker"):
            jobs.extend_unit(unit_id=unit.pk)
        with connection.cursor() as cursor:
            cursor.execute("delete from procrastinate_jobs where (args->>'unit_id')::int = %s", [unit.pk])

    return one


@pytest.fixture
def planned(places):
    """Plans of both communes, which have their rules, as of today."""
    for unit in (places.own, places.other):
        bulletins.rule(unit)
        need_plan(unit, None)
    return places


def behind(unit, days):
    Plan.objects.filter(unit=unit).update(compiled_for=clock.today() - days * DAY)


def test_what_begins_today_is_left_alone(planned, tick):
    assert tick() == []


@pytest.mark.parametrize("days", [1, 40])
def test_a_commune_that_is_behind_waits_once_however_often_the_clock_strikes(planned, tick, days):
    behind(planned.own, days)
    assert tick() == [planned.own.pk]
    assert tick() == [planned.own.pk]
    behind(planned.other, days)
    assert tick() == [planned.own.pk, planned.other.pk]


def test_what_was_never_compiled_waits_too(planned, tick):
    Plan.objects.filter(unit=planned.other).update(compiled_for=None)
    assert tick() == [planned.other.pk]


def test_on_the_next_day_each_plan_is_asked_for_once_with_a_day_more(planned, tick, extend):
    asked = ToSign.objects.count()
    with clock.fixed(clock.now() + DAY):
        for unit in (planned.own, planned.other):
            extend(unit)
        assert tick() == []
        assert ToSign.objects.count() == asked + 2
        last = PlanDay.objects.filter(plan="14797.0").latest("date").date
        assert last == clock.today() + 7 * DAY


def test_where_nothing_may_sound_it_is_extended_once_a_day_and_nothing_is_asked_again(places, tick, extend):
    plan = need_plan(places.own, None)
    assert not PlanDay.objects.exists()
    bodies, asked = PlanBody.objects.count(), ToSign.objects.count()
    with clock.fixed(clock.now() + DAY):
        assert tick() == [places.own.pk]
        extend(places.own)
        plan.refresh_from_db()
        assert plan.compiled_for == clock.today()
        assert tick() == []
    assert (PlanBody.objects.count(), ToSign.objects.count()) == (bodies, asked)


def test_a_commune_without_a_plan_has_nothing_to_compile(places):
    bulletins.rule(places.own)
    assert compile_unit(places.own.pk) == 0
    assert not PlanBody.objects.exists()

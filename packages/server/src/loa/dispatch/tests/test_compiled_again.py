"""Compiled again, what is the same is left alone: a change writes what is new, in its commune alone."""

from datetime import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from loa.airtime.models import Slot
from loa.dispatch import verdicts
from loa.dispatch.actions import compile_unit, need_plan
from loa.dispatch.documents import Documents
from loa.dispatch.models import DayPlan, Plan, PlanBody, PlanDay, PlannedItem
from loa.dispatch.tests.test_compile import set_up
from loa.keys.models import ToSign
from loa.testing import bulletins

pytestmark = pytest.mark.django_db
TABLES = (PlanBody, DayPlan, Plan, PlanDay, PlannedItem, ToSign)
WRITES = ("INSERT", "UPDATE", "DELETE")


@pytest.fixture
def unit(places, editor, approver, as_role):
    """A commune with three plans and one bulletin for all tomorrow, beside another with a plan of its own."""
    bulletins.rule(places.other)
    need_plan(places.other, None)
    set_up(places, editor, approver, as_role)
    return places.own


def stamps(table, where):
    """Each row's version, as PostgreSQL keeps it: another one once the row was written again."""
    with connection.cursor() as cursor:
        cursor.execute(f"select ctid::text from {table._meta.db_table} where {where} order by 1")
        return [row for (row,) in cursor.fetchall()]


def test_what_is_unchanged_is_compared_and_not_written(unit):
    before = [table.objects.count() for table in TABLES]
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert compile_unit(unit.pk) == 0
    said = [each["sql"] for each in asked if each["sql"].upper().startswith(WRITES)]
    assert said == []
    assert [table.objects.count() for table in TABLES] == before


def test_a_change_writes_the_day_that_it_is_on_and_leaves_the_others(unit, places):
    slot = Slot.objects.get()
    day = PlannedItem.objects.get().date
    others = f"unit_id = {unit.pk} and date <> '{day}'"
    elsewhere = f"unit_id = {places.other.pk}"
    kept = [stamps(PlanDay, others), stamps(PlanDay, elsewhere), stamps(Plan, elsewhere)]
    counted = [table.objects.count() for table in TABLES]
    slot.time = time(17, 20)
    slot.save()
    assert compile_unit(unit.pk) == 3
    assert [stamps(PlanDay, others), stamps(PlanDay, elsewhere), stamps(Plan, elsewhere)] == kept
    grown = [table.objects.count() - was for table, was in zip(TABLES, counted, strict=True)]
    assert grown == [1, 1, 0, 0, 1, 3]  # one body and one day for all who hear the same, three plans to sign
    assert set(PlanDay.objects.filter(unit=unit, date=day).values_list("day", flat=True)) == {
        DayPlan.objects.latest("made_at").pk
    }


def test_changed_back_it_is_the_bytes_that_it_was(unit):
    before = dict(Plan.objects.values_list("plan_id", "body_id"))
    for at in (time(17, 20), time(17)):
        Slot.objects.update(time=at)
        assert compile_unit(unit.pk) == 3
    assert dict(Plan.objects.values_list("plan_id", "body_id")) == before
    assert ToSign.objects.latest("id").wanted in before.values()


def test_all_that_some_plans_name_is_read_in_three_questions_and_once(unit, django_assert_num_queries):
    bodies = set(Plan.objects.filter(unit=unit).values_list("body_id", flat=True))
    read = Documents()
    with django_assert_num_queries(3):
        read.read(bodies)
    assert (len(read.days), len(read.items)) == (8, 1)
    for name in read.days:
        assert read.day(name)


def test_where_no_verdict_stands_what_is_left_out_is_one_question(unit, django_assert_num_queries):
    with django_assert_num_queries(1):
        assert verdicts.left_out(unit) == []

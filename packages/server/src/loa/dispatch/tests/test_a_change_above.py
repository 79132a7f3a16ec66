"""A change of the province's rules is a job a commune: the page does not wait, and says how far it is."""

from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.urls import reverse
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob

from loa.airtime.events import ScheduleChanged
from loa.dispatch import jobs as jobs_of_dispatch
from loa.dispatch import queries
from loa.dispatch.actions import compile_unit, recompiling
from loa.dispatch.actions.listening import schedule_changed
from loa.dispatch.models import Plan, Recompilation
from loa.dispatch.tests.test_who_may_decide import cluster
from loa.fleet.models import Health
from loa.kernel import clock
from loa.testing import bulletins
from loa.testing.client import RoleClient

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def communes(places):
    """Two communes with a plan each that nobody has compiled, and rules of the province."""
    bulletins.rule(places.province)
    for unit in (places.own, places.other):
        Plan.objects.create(plan_id=f"{unit.code}.0", unit=unit)
    return places


def changed(communes, narrows=False, first=0):
    today = clock.today()
    schedule_changed(ScheduleChanged(communes.province.pk, today + first * DAY, today + first * DAY, narrows))


def compiled():
    return set(Plan.objects.exclude(body=None).values_list("unit__code", flat=True))


def jobs():
    waiting = ProcrastinateJob.objects.filter(task_name=recompiling.JOB, status="todo")
    return {job.args["unit_id"]: job.priority for job in waiting}


def work(unit):
    """The job, as the worker runs it."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("set local role loa_worker")
        app.tasks[recompiling.JOB].func(unit_id=unit.pk)
        cursor.execute("set local role loa_owner")


def test_the_change_itself_compiles_no_commune_and_asks_for_each(communes):
    changed(communes)
    assert compiled() == set()
    assert jobs() == {communes.own.pk: 0, communes.other.pk: 0}
    assert set(Recompilation.objects.values_list("unit_id", "done_at")) == {
        (communes.own.pk, None),
        (communes.other.pk, None),
    }


def test_each_job_compiles_its_commune_and_says_that_it_is_done(communes):
    changed(communes)
    work(communes.own)
    assert compiled() == {communes.own.code}
    assert list(Recompilation.objects.filter(done_at=None).values_list("unit_id", flat=True)) == [
        communes.other.pk
    ]
    work(communes.other)
    assert compiled() == {communes.own.code, communes.other.code}
    assert not Recompilation.objects.filter(done_at=None).exists()


def test_what_narrows_goes_before_what_widens_and_before_the_clock(communes):
    changed(communes, narrows=True)
    assert set(jobs().values()) == {recompiling.NARROWING}


def test_each_change_has_jobs_of_its_own(communes):
    """One that waits may begin before this change is committed, and would compile what was before."""
    changed(communes)
    changed(communes)
    assert len(ProcrastinateJob.objects.filter(task_name=recompiling.JOB)) == 4


def test_nor_is_it_left_to_the_job_of_the_clock(communes):
    jobs_of_dispatch.extend.func(0)
    assert len(jobs()) == 2
    changed(communes, narrows=True)
    assert len(ProcrastinateJob.objects.filter(task_name=recompiling.JOB)) == 4


def test_a_day_beyond_what_boxes_hold_asks_for_nothing(communes):
    changed(communes, first=8)
    assert jobs() == {}
    assert queries.change([communes.own.pk, communes.other.pk]) is None


def test_a_change_of_the_communes_own_does_for_what_was_asked_above(communes):
    """It compiles by all the rules that there are; the job that follows finds nothing to do."""
    changed(communes)
    compile_unit(communes.own.pk)
    assert Recompilation.objects.get(unit=communes.own).done_at is not None
    work(communes.own)
    assert compiled() == {communes.own.code}


def test_the_plan_of_the_province_itself_is_compiled_at_once(communes):
    Plan.objects.create(plan_id="38.0", unit=communes.province)
    changed(communes)
    assert compiled() == {"38"}
    assert len(jobs()) == 2


def test_boxes_on_the_old_hours_are_counted_to_zero(communes):
    units = [communes.own.pk, communes.other.pk]
    box = cluster(communes.own)
    health = Health.objects.get_or_create(device=box, defaults={"unit": communes.own})[0]
    plan = Plan.objects.get_or_create(plan_id=box.plan_id, defaults={"unit": communes.own})[0]
    changed(communes)
    assert (queries.change(units).communes, queries.change(units).compiled) == (2, 0)
    assert (queries.change(units).clusters, queries.change(units).old) == (1, 1)
    work(communes.own)
    work(communes.other)
    plan.refresh_from_db()
    told = queries.change(units)
    assert (told.compiled, told.old, told.is_over) == (2, 1, False)
    health.plan_id, health.body_sha256, health.missing = plan.plan_id, plan.body_id, 0
    health.save()
    told = queries.change(units)
    assert (told.old, told.is_over) == (0, True)


def test_a_commune_with_rules_of_its_own_keeps_them_and_is_counted_apart(communes):
    units = [communes.own.pk, communes.other.pk]
    bulletins.rule(communes.own)
    cluster(communes.own)
    changed(communes)
    told = queries.change(units)
    assert (told.communes, told.own, told.clusters, told.old) == (2, 1, 0, 0)


def test_two_days_later_it_is_no_news_but_what_still_waits_is(communes):
    units = [communes.own.pk, communes.other.pk]
    changed(communes)
    work(communes.own)
    Recompilation.objects.update(asked_at=clock.now() - 3 * DAY)
    told = queries.change(units)
    assert (told.communes, told.compiled) == (1, 0)
    work(communes.other)
    assert queries.change(units) is None


def test_the_page_of_the_rules_says_how_far_it_is(communes, operator):
    changed(communes)
    web = RoleClient()
    web.sign_in(operator)
    address = reverse("schedule_regulation") + f"?noi={communes.province.pk}"
    assert "0/2 xã, phường đã lập lại lịch." in web.get(address).content.decode()
    work(communes.own)
    assert "1/2 xã, phường đã lập lại lịch." in web.get(address).content.decode()
    work(communes.other)
    said = web.get(address).content.decode()
    assert "2/2 xã, phường đã lập lại lịch." in said
    assert "Ở đó chưa có cụm loa nào đang dùng." in said
    own = web.get(reverse("schedule_regulation") + f"?noi={communes.own.pk}").content.decode()
    assert "đã lập lại lịch" not in own


def test_a_commune_writes_no_other_communes_row(communes, editor, as_role):
    with as_role("web", editor):
        asked = recompiling.ask([communes.own.pk], narrows=False)
        assert asked == [communes.own.pk]
        assert recompiling.ask([communes.other.pk], narrows=False) == []

"""What other rooms announce reaches plans: those that it touches, and no others. What is changed above many
communes reaches each by a job (see test_a_change_above.py)."""

from datetime import timedelta

import pytest

from loa.airtime.events import ScheduleChanged
from loa.dispatch.actions import need_plan
from loa.dispatch.actions.listening import schedule_changed
from loa.dispatch.models import Act, Plan
from loa.dispatch.tests.test_who_may_decide import cluster
from loa.kernel import clock
from loa.keys.models import ToSign
from loa.newsroom import actions as newsroom
from loa.places.models import Unit
from loa.testing import bulletins, people

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def waiting(places):
    """Plans of both communes that nobody has compiled."""
    for unit in (places.own, places.other):
        bulletins.rule(unit)
        Plan.objects.create(plan_id=f"{unit.code}.0", unit=unit)
    return places


def compiled():
    return set(Plan.objects.exclude(body=None).values_list("unit__code", flat=True))


@pytest.mark.parametrize(
    ("first", "last", "touched"),
    [(0, 0, True), (-9, 0, True), (-9, -1, False), (7, 7, True), (8, 9, False), (-9, 90, True)],
)
def test_a_change_of_the_days_that_boxes_hold_is_compiled_and_no_other(waiting, first, last, touched):
    today = clock.today()
    schedule_changed(ScheduleChanged(waiting.own.pk, today + first * DAY, today + last * DAY))
    assert compiled() == ({"14797"} if touched else set())


def test_a_commune_that_has_ended_is_compiled_for_its_own_change_too(waiting):
    today = clock.today()
    Unit.objects.filter(pk=waiting.own.pk).update(valid_to=today)
    schedule_changed(ScheduleChanged(waiting.own.pk, today, today))
    assert compiled() == {"14797"}


def test_a_first_cluster_makes_its_plan_and_a_second_asks_for_nothing_more(places):
    bulletins.rule(places.own)
    hamlet = people.hamlet(places.own, "Thôn 9")
    plan = need_plan(places.own, hamlet.pk)
    assert (plan.plan_id, plan.hamlet) == (f"14797.{hamlet.pk}", hamlet)
    assert ToSign.objects.get().subject == plan.plan_id
    assert need_plan(places.own, hamlet.pk).pk == plan.pk
    assert ToSign.objects.count() == 1
    need_plan(places.own, None)
    assert set(ToSign.objects.values_list("subject", flat=True)) == {plan.plan_id, "14797.0"}


def test_a_plan_that_was_made_and_never_compiled_is_compiled_when_it_is_needed(waiting):
    need_plan(waiting.own, None)
    assert compiled() == {"14797"}


@pytest.mark.parametrize("clusters", [0, 1])
def test_a_withdrawn_bulletin_is_stopped_by_its_right_wherever_it_could_sound(
    places, editor, approver, as_role, clusters
):
    bulletins.rule(places.own)
    for number in range(clusters):
        cluster(places.own, f"Cụm {number}")
    desk = bulletins.Desk(places.own, editor, approver, as_role)
    approved = desk.approved(desk.words(bulletins.ready_sound(places.own)))
    with as_role("web", editor):
        newsroom.withdraw(approved.bulletin_id, "Đổi ngày tiêm")
    found = Act.objects.values_list("kind", "target", "cancels", "why", "by_id", "reaches")
    stop = [{"what": "right", "id": str(approved.pk)}]
    wanted = ("cancel", "unit", stop, "Đổi ngày tiêm", editor.person_id, clusters)
    assert list(found) == ([wanted] if clusters else [])

"""Of two changes at one time the later one compiles what both have done, and a plan is made once."""

from datetime import time

import pytest

from loa.airtime.models import Slot
from loa.dispatch.actions import compile_unit, need_plan
from loa.dispatch.models import Plan, PlannedItem
from loa.dispatch.tests.test_compile import set_up, whole
from loa.kernel import clock
from loa.keys.models import ToSign
from loa.newsroom.times import Once
from loa.people.models import Role
from loa.testing import bulletins, people
from loa.testing.at_once import one_behind_another
from loa.testing.people import someone


@pytest.fixture
def places(own_database):
    return people.places()


def changed(slot, at, unit):
    """A slot is put to another time, and its commune compiled."""

    def done():
        Slot.objects.filter(pk=slot).update(time=at)
        return compile_unit(unit.pk)

    return done


def test_both_changes_are_in_the_plan_that_was_compiled_last(places, as_role):
    own = places.own
    editor, approver = (
        someone(name, (role, own), home=own, username=name)
        for name, role in (("mai", Role.EDITOR), ("hung", Role.APPROVER))
    )
    set_up(places, editor, approver, as_role)
    desk = bulletins.Desk(own, editor, approver, as_role)
    desk.approved(desk.words(bulletins.ready_sound(own, b"hai"), times=(Once(bulletins.tomorrow_at(5)),)))
    evening, morning = Slot.objects.order_by("-time").values_list("pk", flat=True)
    first = changed(morning, time(5, 20), own)
    assert one_behind_another(first, changed(evening, time(17, 20), own)) == 3
    day = Plan.objects.get(plan_id="14797.0").days.order_by("date")[1].day
    starts = PlannedItem.objects.filter(pk__in=day.items).values_list("starts_at", flat=True)
    assert sorted(f"{clock.local(at):%H:%M}" for at in starts) == ["05:20", "17:20"]
    assert whole(day.pk)


def test_two_first_clusters_of_a_place_make_one_plan(places):
    bulletins.rule(places.own)
    plans = one_behind_another(
        lambda: need_plan(places.own, None), lambda: (need_plan(places.own, None), Plan.objects.count())
    )
    assert plans[1] == 1
    assert ToSign.objects.filter(subject="14797.0").count() == 1

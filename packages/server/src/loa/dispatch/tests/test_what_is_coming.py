"""What will sound by the day plans in force: each title at a moment once, how many places, how many boxes."""

from datetime import timedelta

import pytest

from loa.desk.operations.tests import ground
from loa.dispatch import mute
from loa.dispatch.upcoming import UpcomingSounding, coming
from loa.fleet.models import Device
from loa.kernel import clock
from loa.testing import people
from loa.testing.roots import demo_root

pytestmark = pytest.mark.django_db
HOUR, TICK = timedelta(hours=1), timedelta(microseconds=1)
NOBODY = mute.Mute()


@pytest.fixture
def units(places):
    demo_root()
    return [places.own.pk, places.other.pk]


@pytest.fixture
def soon():
    return clock.now() + 2 * HOUR


def told(units, begin, end, muted=NOBODY):
    return [(each.title, each.units, each.clusters) for each in coming(units, begin, end, muted)]


def test_one_title_at_one_moment_is_one_line_wherever_it_sounds(places, units, soon):
    for unit, clusters in ((places.own, 2), (places.other, 3)):
        ground.clusters(unit, clusters)
        ground.item(ground.plan(unit), "Phòng cháy", soon)
    (line,) = coming(units, soon, soon + HOUR, NOBODY)
    ends = soon + ground.LONG
    assert line == UpcomingSounding(soon, ends, "Phòng cháy", "ordinary", units=2, clusters=5, muted=0)
    assert told(units[:1], soon, soon + HOUR) == [("Phòng cháy", 1, 2)]


def test_another_moment_title_or_class_is_another_line_in_their_order(places, units, soon):
    of = ground.plan(places.own)
    ground.item(of, "B", soon + HOUR)
    ground.item(of, "C", soon)
    ground.item(of, "A", soon)
    ground.item(of, "A", soon, "priority")
    found = coming(units, soon, soon + 2 * HOUR, NOBODY)
    assert [(each.title, each.priority) for each in found] == [
        ("A", "ordinary"),
        ("A", "priority"),
        ("C", "ordinary"),
        ("B", "ordinary"),
    ]


def test_from_the_first_moment_until_before_the_last(places, units, soon):
    ground.item(ground.plan(places.own), "Bản tin", soon)
    assert told(units, soon, soon + TICK)
    assert told(units, soon - HOUR, soon) == []
    assert told(units, soon + TICK, soon + HOUR) == []


def test_only_those_that_serve_the_plan_and_are_in_use_hear_it(places, units, soon):
    hamlet = people.hamlet(places.own, "Thôn 9")
    ground.clusters(places.own, 2)
    ground.clusters(places.own, 3, hamlet)
    ground.plan(places.own)
    ground.item(ground.plan(places.own, hamlet), "Họp thôn", soon)
    assert told(units, soon, soon + HOUR) == [("Họp thôn", 1, 3)]
    Device.objects.filter(hamlet=hamlet).update(state="disabled", disabled_at=clock.now())
    assert told(units, soon, soon + HOUR) == [("Họp thôn", 1, 0)]


def test_who_is_silenced_does_not_hear_it_and_where_all_are_it_is_mute(places, units, soon):
    hamlet = people.hamlet(places.own, "Thôn 9")
    box, _other = ground.clusters(places.own, 2, hamlet)
    ground.item(ground.plan(places.own, hamlet), "Họp thôn", soon)
    now = clock.now()
    for muted, clusters, mute_there in (
        (NOBODY, 2, False),
        (mute.Mute(devices={box.pk: now}), 1, False),
        (mute.Mute(plans={f"14797.{hamlet.pk}": now}), 0, False),
        (mute.Mute(units={places.other.pk: now}), 2, False),
        (mute.Mute(units={places.own.pk: now}), 0, True),
        (mute.Mute(everything=now), 0, True),
    ):
        (line,) = coming(units, soon, soon + HOUR, muted)
        assert (line.clusters, line.mute) == (clusters, mute_there)

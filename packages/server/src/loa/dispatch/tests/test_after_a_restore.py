"""After a restore: what would sound from now on, and what boxes hold that this house does not know."""

import hashlib
from datetime import timedelta
from uuid import uuid4

import pytest

from loa.desk.operations.tests import ground
from loa.dispatch import after_restore
from loa.fleet.models import Device, Health
from loa.kernel import clock
from loa.keys.models import SignedHead
from loa.testing.roots import demo_root

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
OURS, THEIRS, ACT = (hashlib.sha256(each).hexdigest() for each in (b"ours", b"theirs", b"act"))


@pytest.fixture
def restored(places):
    demo_root()
    now = clock.now()
    SignedHead.objects.create(
        unit=places.own, kind="plan", subject="14797.0", serial=1, sequence=1, sha256=OURS, head=b"x",
        signed_at=now, valid_to=now + HOUR,
    )  # fmt: skip
    return now - HOUR


def box(unit, said=timedelta(), **last):
    """A cluster in use that said so long ago what it holds."""
    (made,) = ground.clusters(unit, 1, held_at=clock.now() - said, **last)
    return made


def found(restored, *units):
    by_unit, holdings = after_restore.found([each.pk for each in units], restored)
    return {each.unit_id: each for each in by_unit}, holdings


def test_where_nothing_sounds_and_no_cluster_is_in_use_nothing_is_told(restored, places):
    assert found(restored, places.own) == ({}, [])


def test_a_plan_and_acts_that_stand_in_no_row_are_told_by_cluster_and_counted(restored, places):
    known = box(places.own, plan_sha256=OURS)
    plan = box(places.own, plan_sha256=THEIRS)
    acts = [box(places.own, plan_sha256=OURS, unknown_acts=[ACT]) for _two in range(2)]
    units, holdings = found(restored, places.own)
    told = {each.device_id: (each.plan, each.acts) for each in holdings}
    assert told == {plan.pk: (True, ()), acts[0].pk: (False, (ACT,)), acts[1].pk: (False, (ACT,))}
    one = units[places.own.pk]
    assert (one.clusters, one.heard, one.unknown_plans, one.unknown_acts) == (4, 4, 1, 1)
    assert known.pk not in told


def test_only_what_was_said_since_the_restore_is_believed(restored, places):
    box(places.own, said=2 * HOUR, plan_sha256=THEIRS, unknown_acts=[ACT])
    box(places.own, plan_sha256="")
    Health.objects.create(device=Device.objects.create(
        id=uuid4(), unit=places.own, name="Cụm 99", plan_id="14797.0", places=[], state="active",
        public_key=bytes(32), claimed_at=clock.now(),
    ), unit=places.own)  # fmt: skip
    units, holdings = found(restored, places.own)
    assert holdings == []
    assert (units[places.own.pk].clusters, units[places.own.pk].heard) == (3, 1)


def test_what_is_shut_out_counts_for_nothing(restored, places):
    gone = box(places.own, plan_sha256=THEIRS)
    gone.state, gone.disabled_at = "disabled", clock.now()
    gone.save()
    assert found(restored, places.own) == ({}, [])


def test_what_would_sound_is_counted_from_now_on_and_the_first_is_named(restored, places):
    of = ground.plan(places.own)
    now = clock.now()
    ground.item(of, "Đã qua", now - HOUR)
    ground.item(of, "Bản tin chiều", now + 26 * HOUR)
    first = ground.item(of, "Bản tin sáng", now + HOUR)
    ground.item(of, "Tuần sau", now + timedelta(days=9))
    one = found(restored, places.own)[0][places.own.pk]
    assert (one.sounds, one.first_title, one.first_at) == (2, "Bản tin sáng", first.starts_at)
    assert (one.clusters, one.heard) == (0, 0)


def test_each_commune_is_told_apart_and_a_neighbour_not_at_all(restored, places):
    box(places.own, plan_sha256=THEIRS)
    ground.item(ground.plan(places.other), "Bản tin", clock.now() + HOUR)
    units, holdings = found(restored, places.own, places.other)
    assert units[places.own.pk].unknown_plans == 1
    assert (units[places.other.pk].sounds, units[places.other.pk].unknown_plans) == (1, 0)
    assert {each.unit_id for each in holdings} == {places.own.pk}
    assert set(found(restored, places.other)[0]) == {places.other.pk}

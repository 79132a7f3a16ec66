"""Which silences stand: each target's own, until that target is restored, whoever else is silenced."""

import uuid
from datetime import timedelta

import pytest

from loa.dispatch import mute, queries, targets
from loa.dispatch.models import Act, Plan
from loa.fleet.models import Device
from loa.kernel import clock
from loa.keys.models import ToSign
from loa.places import queries as places_queries
from loa.testing.forging import past_the_fences

pytestmark = pytest.mark.django_db
HOUR, YEAR = timedelta(hours=1), timedelta(days=365)


@pytest.fixture
def act(places, operator):
    """An act decided some hours ago, as the rows keep it."""

    def one(kind, target, ago, lasts=YEAR, **changes):
        decided = clock.now() - ago * HOUR
        with past_the_fences():
            return Act.objects.create(
                id=uuid.uuid4(), unit=target.unit, kind=kind, target=target.kind, target_id=target.id,
                by_id=operator.person_id, decided_at=decided, latest_start_at=decided + lasts,
                expires_at=decided + lasts, **changes,
            )  # fmt: skip

    return one


@pytest.fixture
def own(places):
    return targets.unit(places.own.pk)


@pytest.fixture
def box(places):
    return Device.objects.create(
        id=uuid.uuid4(), unit=places.own, name="Cụm 01", plan_id="14797.9", places=["38", "14797"],
        state="active", public_key=bytes(32), claimed_at=clock.now(),
    )  # fmt: skip


def refused(act):
    """As the signer leaves what it does not sign."""
    ToSign.objects.create(
        unit=act.unit, kind="act", subject=str(act.pk), urgent=True, state="refused", code="from-above",
        decided_at=clock.now(),
    )  # fmt: skip


def stand(target):
    return [each.pk for each in queries.laid_on(target)]


def test_all_since_the_last_restore_stand_the_newest_first(act, own):
    act("silence", own, 9)
    act("restore", own, 8)
    first, second = act("silence", own, 7), act("silence", own, 6)
    act("tone", own, 5)
    act("cancel", own, 5)
    assert stand(own) == [second.pk, first.pk]
    assert queries.silences([own.unit.pk]) == [second]
    act("restore", own, 1)
    assert stand(own) == []
    assert queries.laid([own.unit.pk]) == []


def test_what_the_signer_refused_has_neither_silenced_nor_lifted_anything(act, own):
    stands = act("silence", own, 9)
    refused(act("restore", own, 8))
    assert stand(own) == [stands.pk]
    refused(act("silence", own, 7))
    assert stand(own) == [stands.pk]


def test_a_silence_that_has_ended_stands_no_more(act, own):
    act("silence", own, 9, lasts=8 * HOUR)
    assert stand(own) == []


def test_a_silence_is_lifted_at_its_own_target_alone(act, own, box, places):
    device, everything = targets.device(box.pk), targets.everything()
    laid = {target.key: act("silence", target, 9) for target in (own, device, everything)}
    act("restore", everything, 8)
    assert stand(everything) == []
    for target in (own, device):
        assert stand(target) == [laid[target.key].pk]
    act("restore", own, 8)
    assert [each.target for each in queries.silences([places.own.pk, places.province.pk])] == ["device"]


def test_a_neighbours_silence_is_its_own(act, own, places):
    other = targets.unit(places.other.pk)
    mine, theirs = act("silence", own, 9), act("silence", other, 8)
    act("restore", other, 7)
    assert stand(own) == [mine.pk]
    assert stand(other) == []
    assert queries.silences([places.other.pk]) == []
    assert theirs.pk != mine.pk


class TestSinceWhen:
    def test_whatever_came_first_keeps_a_cluster_silent(self, act, own, box, places):
        assert mute.standing([places.own.pk]) == mute.Mute()
        late = act("silence", targets.device(box.pk), 1)
        found = mute.standing([places.own.pk])
        assert (found.of_device(box), found.of_unit(places.own.pk)) == (late.decided_at, None)
        whole = act("silence", own, 3)
        found = mute.standing([places.own.pk])
        assert found.of_device(box) == found.of_unit(places.own.pk) == whole.decided_at
        top = act("silence", targets.everything(), 5)
        found = mute.standing([places.own.pk])
        assert found.of_device(box) == found.of_unit(places.other.pk) == top.decided_at

    def test_a_second_silence_over_the_first_makes_it_no_younger(self, act, own, box, places):
        act("silence", own, 9)
        act("restore", own, 8)
        first = act("silence", own, 7)
        act("silence", own, 2)
        found = mute.standing([places.own.pk])
        assert found.of_unit(places.own.pk) == found.of_device(box) == first.decided_at

    def test_a_silenced_hamlet_silences_what_serves_it_and_not_its_commune(self, act, box, places):
        Plan.objects.create(plan_id="14797.9", unit=places.own)
        laid = act("silence", targets.plan("14797.9"), 2)
        found = mute.standing([places.own.pk])
        assert found.of_device(box) == laid.decided_at
        assert found.among([places.own.pk]) == set()
        box.plan_id = "14797.0"
        assert found.of_device(box) is None

    def test_those_silenced_whole_are_named_and_no_others(self, act, own, places):
        both = [places.own.pk, places.other.pk]
        act("silence", own, 2)
        assert mute.standing(both).among(both) == {places.own.pk}
        assert mute.standing([places.other.pk]).among(both) == set()
        act("silence", targets.everything(), 1)
        assert mute.standing([places.other.pk]).among(both) == set(both)

    def test_over_a_unit_lies_all_that_is_above_it(self, places):
        assert places_queries.with_all_above([places.own.pk]) == {places.own.pk, places.province.pk}
        assert places_queries.with_all_above([]) == set()

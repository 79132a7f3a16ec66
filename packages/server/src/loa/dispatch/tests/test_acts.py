"""Deciding acts: who may, whom they reach, what stands."""

import uuid

import pytest
from loa_protocol.signing import SoftKey

from loa.audit.models import Entry
from loa.dispatch import queries, targets
from loa.dispatch.actions import cancel, restore, silence, tone
from loa.dispatch.models import Attempt
from loa.fleet import actions as fleet
from loa.kernel import clock
from loa.kernel.errors import Forbidden, Invalid
from loa.keys.models import ToSign
from loa.testing import boxes
from loa.testing.roots import demo_root

pytestmark = pytest.mark.django_db


@pytest.fixture
def fleet_of_five(places, operator, as_role):
    """Three clusters in one commune, two in the other; a demo's root."""
    demo_root()
    with as_role("web", operator):
        for unit, count in ((places.own, 3), (places.other, 2)):
            wanted = [
                fleet.Enrolment(boxes.claim(uuid.uuid4(), SoftKey.generate()), None, f"Cụm {n:02}")
                for n in range(count)
            ]
            fleet.enrol_demo(unit, wanted)


@pytest.mark.usefixtures("fleet_of_five")
class TestReach:
    def test_an_act_reaches_exactly_its_target_and_says_how_many(self, places, operator, as_role):
        with as_role("web", operator):
            assert queries.reaches(targets.everything()) == 5
            commune = targets.unit(places.own.id)
            assert queries.reaches(commune) == 3
            one = commune.devices()[0]
            assert queries.reaches(targets.device(one.id)) == 1
            act = silence(commune, "Có đám tang")
        assert (act.reaches, act.attempts.count()) == (3, 3)
        assert set(Attempt.objects.values_list("unit_id", flat=True)) == {places.own.id}
        assert ToSign.objects.get(kind="act").urgent
        assert Entry.objects.filter(verb="dispatch.silence", person_id=operator.person_id).count() == 1

    def test_a_silence_stands_until_its_own_target_is_restored(self, places, operator, as_role):
        with as_role("web", operator):
            silence(targets.everything(), "Bão số 5")
            silence(targets.unit(places.own.id), "Có đám tang")
            reach = [places.province.id, places.own.id]
            assert len(queries.silences(reach)) == 2
            restore(targets.unit(places.own.id))
            (left,) = queries.silences(reach)
        assert left.target == "all"

    def test_progress_counts_each_answer_once(self, places, operator, as_role):
        with as_role("web", operator):
            act = tone(targets.unit(places.own.id))
        first = Attempt.objects.filter(act=act).first()
        Attempt.objects.filter(act=act, device_id=first.device_id).update(state="applied")
        said = queries.progress(act)
        assert (said.reaches, said.applied, said.waiting) == (3, 1, 2)

    def test_a_reason_is_asked_for(self, places, operator, as_role):
        with as_role("web", operator), pytest.raises(Invalid, match="lý do"):
            silence(targets.unit(places.own.id), "  ")

    def test_only_operators_silence_but_who_writes_may_stop(self, places, editor, as_role):
        with as_role("web", editor):
            with pytest.raises(Forbidden):
                silence(targets.unit(places.own.id), "Tự ý")
            (act,) = cancel(targets.unit(places.own.id), "item", ["x@2026-11-24"], "Đọc nhầm")
        assert act.kind == "cancel"

    def test_nobody_stops_another_commune(self, places, editor, as_role):
        with as_role("web", editor), pytest.raises(Forbidden):
            cancel(targets.unit(places.other.id), "item", ["x@2026-11-24"], "Ồn")

    def test_many_things_are_stopped_by_several_acts_of_four(self, places, operator, as_role):
        with as_role("web", operator):
            acts = cancel(
                targets.unit(places.own.id), "item", [f"{n}@2026-11-24" for n in range(9)], "Dừng hết"
            )
        assert [len(act.cancels) for act in acts] == [4, 4, 1]


@pytest.mark.usefixtures("fleet_of_five")
def test_no_more_have_done_an_act_than_it_was_sent_to(operator, as_role):
    """Whoever answered has it, however it came there: from the subject of all, or by reconciling."""
    with as_role("web", operator):
        act = silence(targets.everything(), "Có đám tang")
        assert queries.progress(act).sent == 0
    first, second, third, *_rest = Attempt.objects.filter(act=act).values_list("device", flat=True)
    Attempt.objects.filter(device=first).update(state="applied", answered_at=clock.now())
    Attempt.objects.filter(device=second).update(tries=3, state="expired")
    Attempt.objects.filter(device=third).update(next_at=clock.now())
    with as_role("web", operator):
        got = queries.progress(act)
    assert (got.reaches, got.sent, got.applied, got.waiting) == (5, 3, 1, 3)

"""What the signer proves of an assignment."""

import uuid

import pytest
from loa_protocol.judging import AcceptedHead, Recipient, judge
from loa_protocol.signing import SoftKey
from loa_protocol.timing import to_ms

from loa.dispatch.models import Plan
from loa.fleet import actions as fleet
from loa.fleet.models import Device
from loa.kernel import clock
from loa.kernel.roles import Role
from loa.keys.models import Assignment, SignedHead, SignedKind, ToSign
from loa.signer.refusing import Code
from loa.signer.tests.desk import head
from loa.testing.forging import lift
from loa.testing.people import someone


def judged(signer, box, raw):
    trust, pins = signer.trust_and_pins()
    return judge(raw, trust, pins, Recipient(str(box.id), box.key.public_key.hex()), to_ms(clock.now()))


def test_a_claimed_box_believes_its_assignment(signer, enrol, places):
    box = enrol(places.own)
    signer.work()
    verdict = judged(signer, box, head("assign", str(box.id)))
    assert isinstance(verdict, AcceptedHead)
    said = verdict.message
    assert (said.places, said.plan_id, said.state) == (("38", "14797"), "14797.0", "active")
    assert Plan.objects.filter(plan_id="14797.0").exists()


def test_a_disabled_box_is_told_so_and_named_in_the_bundle(signer, enrol, places, operator, as_role):
    box = enrol(places.own)
    signer.work()
    with as_role("web", operator):
        fleet.disable(box.id, "Mất trộm đêm qua")
    signer.work()
    verdict = judged(signer, box, head("assign", str(box.id)))
    assert verdict.message.state == "disabled"
    assert signer.trust_and_pins()[0].devices_revoked == {str(box.id)}
    assert SignedHead.objects.filter(subject=str(box.id)).count() == 2


def refused():
    return ToSign.objects.get(state="refused")


@pytest.fixture
def decided(signer, enrol, places):
    """Asks for an assignment with something changed, as a taken web process could."""
    box = enrol(places.own)
    signer.work()
    good = Assignment.objects.get(device=box.id)

    def ask(**changes):
        good.id = uuid.uuid4()
        for name, value in changes.items():
            setattr(good, name, value)
        good.save(force_insert=True)
        ToSign.objects.create(kind=SignedKind.ASSIGN, unit_id=good.unit_id, subject=str(good.id))
        signer.work()
        return refused().code

    return ask


def test_a_key_that_claimed_nothing_is_refused(decided):
    assert decided(public_key=SoftKey.generate().public_key) == Code.NOT_CLAIMED


def test_a_state_that_no_device_knows_is_refused(decided):
    assert decided(state="lent") == Code.ALTERED


def test_no_speaker_is_believed_to_have_heard(decided):
    assert decided(ceiling="heard") == Code.CEILING


def test_places_that_are_not_the_trees_are_refused(decided):
    assert decided(places=["38", "16078"]) == Code.OTHER_PLACE


def test_a_plan_of_another_commune_is_refused(decided):
    assert decided(plan_id="16078.0") == Code.OTHER_PLACE


def test_who_had_no_role_there_then_decides_nothing(decided, places):
    stranger = someone("Lê Văn Lạ", (Role.OPERATOR, places.other), home=places.other, username="la")
    assert decided(by_id=stranger.person_id) == Code.NOT_ENTITLED


def test_a_request_for_nothing_is_refused_and_blocks_none(signer, enrol, places, caplog):
    lift("keys_tosign", "keys_tosign_subject_is_an_id")
    ToSign.objects.create(kind=SignedKind.ASSIGN, unit=places.own, subject=str(uuid.uuid4()))
    ToSign.objects.create(kind=SignedKind.ASSIGN, unit=places.own, subject="no-uuid-at-all")
    ToSign.objects.create(kind=SignedKind.ACT, unit=places.own, subject="nor-this", urgent=True)
    box = enrol(places.own)
    signer.work()
    assert set(ToSign.objects.filter(state="refused").values_list("code", flat=True)) == {Code.MISSING}
    assert "a round failed" not in caplog.text
    assert SignedHead.objects.filter(subject=str(box.id)).exists()
    assert Device.objects.get(id=box.id).state == "active"

"""What stands under an older key is signed again by the newest: a box on a pole outlives every key."""

from datetime import timedelta

import pytest
from loa_protocol.judging import AcceptedHead, Recipient, judge
from loa_protocol.messages import Purpose
from loa_protocol.refusals import Code, Refusal
from loa_protocol.timing import to_ms

from loa.dispatch import targets
from loa.dispatch.actions import cancel, restore, silence
from loa.fleet import actions as fleet
from loa.kernel import clock
from loa.kernel.roles import Role
from loa.keys.models import Delegation, Revocation, RevocationAgreement, SignedHead, ToSign
from loa.signer.ceremony import LIFE
from loa.signer.refusing import Code as NotSigned
from loa.signer.tests.desk import head
from loa.testing.forging import past_the_fences
from loa.testing.people import someone


def heads_of(kind, subject):
    return SignedHead.objects.filter(kind=kind, subject=str(subject)).order_by("id")


def still_held(signer, box, raw, at):
    """What a box says of an assignment that it holds, at its next start."""
    trust, pins = signer.trust_and_pins()
    return judge(raw, trust, pins, Recipient(str(box.id), box.key.public_key.hex()), to_ms(at), held=True)


@pytest.fixture
def revoke(as_role, places):
    """Two administrators of the province take the key of a purpose out of force."""

    def one(purpose):
        first, second = (
            someone(name, (Role.ADMINISTRATOR, places.province), home=places.province, username=name)
            for name in (f"hoa-{purpose}", f"binh-{purpose}")
        )
        key_id = Delegation.objects.filter(purpose=purpose).latest("valid_to").key_id
        with as_role("web", first):
            row = Revocation.objects.create(
                unit=places.province, key_id=key_id, why="lộ", by_id=first.person_id
            )
        with as_role("web", second):
            RevocationAgreement.objects.create(
                unit=places.province, revocation=row, person_id=second.person_id
            )
        return key_id

    return one


def test_a_box_of_last_year_belongs_where_it_hangs_after_its_first_keys_end(signer, box):
    old = head("assign", str(box.id))
    with clock.fixed(clock.now() + LIFE - timedelta(days=1)):
        signer.renew()
        signer.sign_again()
        new = head("assign", str(box.id))
    after = clock.now() + LIFE + timedelta(days=1)
    with clock.fixed(after):
        signer.work()
        refused = still_held(signer, box, old, after)
        assert isinstance(refused, Refusal)
        assert refused.code in (Code.EXPIRED, Code.UNKNOWN_KEY)
        assert isinstance(still_held(signer, box, new, after), AcceptedHead)


def test_each_is_signed_once_and_nothing_is_asked_for_under_the_same_keys(signer, box, approved):
    signer.settle()
    assert signer.sign_again() == 0
    signer.renew()
    assert signer.sign_again() == SignedHead.objects.filter(kind__in=["assign", "plan"]).count() // 2
    assert signer.sign_again() == 0
    assert not ToSign.objects.filter(state="waiting").exists()


def test_plan_and_address_follow_too_and_say_the_same(signer, box, approved):
    signer.settle()
    (before,) = SignedHead.objects.filter(kind="plan").order_by("-sequence")[:1]
    signer.renew()
    signer.sign_again()
    (after,) = SignedHead.objects.filter(kind="plan").order_by("-serial", "-sequence")[:1]
    assert (after.subject, after.names) == (before.subject, before.names)
    assert after.serial > before.serial
    assert heads_of("address", "all").last().serial == after.serial


def test_a_silence_that_stands_is_signed_again_one_that_was_lifted_is_not(
    signer, box, places, operator, as_role
):
    with as_role("web", operator):
        commune = silence(targets.unit(places.own.id), "Có đám tang")
        lifted = silence(targets.device(box.id), "Hỏng loa")
    signer.work()
    with as_role("web", operator):
        lift = restore(targets.device(box.id))
        stopped = cancel(targets.unit(places.own.id), "item", ["x@2026-11-24"], "Đọc nhầm")[0]
    signer.work()
    signer.renew()
    signer.sign_again()
    assert [heads_of("act", each.id).count() for each in (commune, stopped)] == [2, 2]
    assert [heads_of("act", each.id).count() for each in (lifted, lift)] == [1, 1]


def test_a_revoked_key_signs_nothing_more_and_the_sheet_is_the_way_back(signer, box, approved, revoke):
    signer.settle()
    plan = SignedHead.objects.filter(kind="plan").latest("sequence")
    revoke(Purpose.PLAN)
    signer.work()
    signer.work()
    assert signer.key_ring.until(Purpose.PLAN) is None
    asked = ToSign.objects.create(kind="plan", unit_id=plan.unit_id, subject=plan.subject, wanted=plan.names)
    signer.work()
    asked.refresh_from_db()
    assert (asked.state, asked.code) == ("refused", NotSigned.NO_KEY)
    signer.renew()
    signer.sign_again()
    newest = SignedHead.objects.filter(kind="plan").latest("serial")
    assert newest.serial > plan.serial
    assert newest.names == plan.names


def test_revoked_keys_of_a_list_are_named_by_it_and_then_it_signs_no_other(signer, revoke):
    key_id = revoke(Purpose.BUNDLE)
    signer.work()
    assert key_id in signer.trust_and_pins()[0].revoked
    signer.work()
    assert signer.key_ring.until(Purpose.BUNDLE) is None
    signer.renew()
    signer.work()
    trust, _pins = signer.trust_and_pins()
    assert key_id in trust.revoked
    lists = {name for name, each in trust.keys.items() if each.purpose is Purpose.BUNDLE}
    assert len(lists - trust.revoked) == 1


def test_an_assignment_that_waited_does_not_undo_a_later_one(signer, enrol, box, places, operator, as_role):
    """Switched off while its first assignment waited for a key: the lane for what is urgent comes first."""
    late = enrol(places.own, name="Cụm 02")
    with as_role("web", operator):
        fleet.disable(late.id, "Mất trộm đêm qua")
    signer.work()
    assert judged_state(signer, late) == "disabled"
    waiting = ToSign.objects.filter(kind="assign", state="overtaken")
    assert waiting.count() == 1
    assert heads_of("assign", late.id).count() == 1


def judged_state(signer, box):
    verdict = still_held(signer, box, head("assign", str(box.id)), clock.now())
    assert isinstance(verdict, AcceptedHead), verdict
    return verdict.message.state


def test_a_newer_key_begins_at_now_whatever_an_older_one_signed_by_a_wrong_clock(
    signer, box, approved, places, operator, as_role
):
    signer.settle()
    far = to_ms(clock.now() + timedelta(days=900))
    with past_the_fences():
        for number, each in enumerate(SignedHead.objects.order_by("id")):
            SignedHead.objects.filter(pk=each.pk).update(sequence=far + number)
    signer.renew()
    signer.sign_again()
    with as_role("web", operator):
        act = silence(targets.unit(places.own.id), "Có đám tang")
    signer.work()
    soon = to_ms(clock.now() + timedelta(hours=1))
    for kind, subject in (("assign", box.id), ("plan", "14797.0"), ("act", act.id), ("address", "all")):
        newest = SignedHead.objects.filter(kind=kind, subject=str(subject)).latest("serial", "sequence")
        assert newest.sequence < soon, kind

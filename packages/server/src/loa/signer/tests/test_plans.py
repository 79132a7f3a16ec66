"""From an approval to a plan that a device believes; and all that the signer will not sign."""

import hashlib
import uuid
from dataclasses import replace
from datetime import time, timedelta

import msgspec
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from loa_protocol.bodies import admit_body, admit_day
from loa_protocol.judging import AcceptedHead, Recipient, judge
from loa_protocol.messages import Assignment, Right
from loa_protocol.timing import to_ms

from loa.airtime.models import BroadcastRule, Slot
from loa.dispatch.actions import compile_unit
from loa.dispatch.documents import Documents
from loa.dispatch.models import Act, Attempt, DayPlan, Plan, PlanBody, PlannedItem
from loa.fleet.models import Health
from loa.kernel import clock
from loa.kernel.roles import Capability, Role, roles_with
from loa.keys.models import SignedHead, ToSign
from loa.media.models import Sound
from loa.newsroom import actions as newsroom
from loa.newsroom import form, queries
from loa.newsroom.models import Approval, Bulletin, Decision, Edit
from loa.newsroom.times import Once
from loa.people.models import RoleGrant
from loa.places.models import Hamlet
from loa.signer.ownclock import OwnClock
from loa.signer.proofs import bulletin
from loa.signer.refusing import Code
from loa.signer.tests.desk import SOUND, head, refused
from loa.testing import bulletins
from loa.testing.forging import past_the_fences
from loa.testing.people import SINCE, someone


@pytest.fixture
def desk_again(approved, editor, approver, as_role):
    """The bulletin edited three times more by its editor and approved again; gives the new approval."""

    def done():
        with as_role("web", editor):
            bulletin = Bulletin.objects.get(pk=approved.bulletin_id)
            said = queries.words_of_latest(bulletin)[1]
            for number in range(3):
                newsroom.save(bulletin.pk, replace(said, title=f"Lịch tiêm, sửa lần {number}"))
            bulletin = newsroom.submit(bulletin.pk)
        with as_role("web", approver):
            return newsroom.approve(bulletin.pk, bulletin.latest_revision_id, bulletins.proof(approver))

    return done


def assignment_of(signer, box):
    from loa.kernel import clock

    trust, pins = signer.trust_and_pins()
    verdict = judge(
        head("assign", str(box.id)),
        trust,
        pins,
        Recipient(str(box.id), box.key.public_key.hex()),
        to_ms(clock.now()),
    )
    assert isinstance(verdict.message, Assignment)
    return verdict


def test_an_approved_bulletin_becomes_a_plan_that_the_device_believes_and_can_fetch(signer, box, approved):
    from loa.kernel import clock

    signer.work()
    assigned = assignment_of(signer, box)
    me = Recipient(str(box.id), box.key.public_key.hex(), assigned.message)
    trust, _ = signer.trust_and_pins()
    verdict = judge(head("plan", "14797.0"), trust, assigned.pins, me, to_ms(clock.now()))
    assert isinstance(verdict, AcceptedHead)

    def fetched(name):
        data = (signer.folder / "objects" / name[:2] / name).read_bytes()
        assert hashlib.sha256(data).hexdigest() == name
        return data

    named = verdict.message.body((1,))
    body = admit_body(named, fetched(named))
    assert len(body.days) == 8
    days = [admit_day(ref, fetched(ref.sha256), "14797.0", verdict.delegation) for ref in body.days]
    (item,) = [item for day in days for item in day.items]
    assert [sound.right for sound in item.media] == [Right("bulletin", str(approved.id))]
    assert fetched(item.media[0].sha256) == SOUND
    assert PlannedItem.objects.get().item == item.id


def test_the_same_schedule_is_the_same_bytes_and_asks_for_nothing(approved, places):
    before = ToSign.objects.count(), PlanBody.objects.count(), DayPlan.objects.count()
    assert compile_unit(places.own.id) == 0
    assert (ToSign.objects.count(), PlanBody.objects.count(), DayPlan.objects.count()) == before


def test_a_box_that_tells_an_absurd_sequence_hides_no_honest_one(signer, box, approved, enrol, places, move):
    """After a restore of a backup boxes hold newer heads than the database: the next is above theirs."""
    from loa.kernel import clock

    signer.work()
    first = SignedHead.objects.filter(kind="plan", subject="14797.0").latest("sequence")
    rogue = enrol(places.own, name="Cụm 02")
    honest = to_ms(clock.now()) + 3_600_000
    for device, told in ((box.id, honest), (rogue.id, 2**53 - 1)):
        told = {"plan_id": "14797.0", "plan_serial": first.serial, "plan_sequence": told}
        Health.objects.update_or_create(device_id=device, defaults={"unit_id": places.own.id, **told})
    move(time(17, 30))
    signer.work()
    assert SignedHead.objects.filter(kind="plan", subject="14797.0").latest("sequence").sequence == honest + 1


def test_a_change_touches_only_its_commune(signer, approved, enrol, places, move):
    bulletins.rule(places.other)
    enrol(places.other, name="Cụm 02")
    signer.work()
    before = SignedHead.objects.filter(kind="plan", subject="16078.0").count()
    move(time(17, 30))
    assert ToSign.objects.filter(state="waiting").count() == 1
    signer.work()
    assert SignedHead.objects.filter(kind="plan", subject="16078.0").count() == before
    heads = SignedHead.objects.filter(kind="plan", subject="14797.0").order_by("sequence")
    assert heads[0].sequence < heads[len(heads) - 1].sequence


def test_withdrawn_is_gone_from_the_plan_and_cancelled_at_once(signer, box, approved, editor, as_role):
    signer.work()
    with as_role("web", editor):
        newsroom.withdraw(approved.bulletin_id, "Đổi ngày tiêm")
    signer.work()
    act = Act.objects.get()
    assert (act.kind, act.cancels, act.reaches) == (
        "cancel",
        [{"what": "right", "id": str(approved.id)}],
        1,
    )
    assert ToSign.objects.get(kind="act").state == "signed", ToSign.objects.get(kind="act").why
    assert Attempt.objects.get().device_id == box.id
    plan = Plan.objects.get(plan_id="14797.0")
    newest = SignedHead.objects.filter(kind="plan").order_by("-sequence").first()
    assert newest.names == plan.body_id
    said = Documents()
    said.read([plan.body_id])
    assert len(said.days) == 8
    assert str(approved.id).encode() not in b"".join(map(said.day, said.days))


def test_an_approval_whose_bytes_were_changed_signs_nothing(signer, approved):
    raised = bytes(approved.form).replace(b'"cls":"ordinary"', b'"cls":"priority"')
    with past_the_fences():
        Approval.objects.update(form=raised)
    assert refused(signer) == Code.ALTERED


def test_a_form_that_differs_from_its_row_signs_nothing(signer, approved, operator):
    with past_the_fences():
        Approval.objects.update(person_id=operator.person_id)
    assert refused(signer) == Code.ALTERED


def test_a_withdrawn_approval_signs_nothing_even_if_the_old_body_is_asked_for(signer, approved):
    Decision.objects.create(
        unit_id=approved.unit_id,
        kind=Decision.WITHDRAWN,
        bulletin_id=approved.bulletin_id,
        revision_id=approved.revision_id,
        approval=approved,
        person_id=approved.person_id,
    )
    assert refused(signer) == Code.WITHDRAWN


def test_an_approver_without_the_role_that_day_signs_nothing(signer, approved, approver):
    RoleGrant.objects.filter(person_id=approver.person_id).update(valid_to=approved.decided_at.date())
    RoleGrant.objects.filter(person_id=approver.person_id).update(
        valid_from="2025-07-02", valid_to="2025-07-03"
    )
    assert refused(signer) == Code.NOT_ENTITLED


def test_an_approval_by_nobody_entitled_hides_no_edit_before_it(signer, approved, approver, desk_again):
    """What the approver edited, "approved" by a row that nobody decided, then edited by another."""
    changed = desk_again()
    Edit.objects.create(
        unit_id=approved.unit_id,
        bulletin_id=approved.bulletin_id,
        revision_id=changed.revision_id - 1,
        person_id=approver.person_id,
        at=approved.decided_at,
    )
    with past_the_fences():
        Approval.objects.create(
            id=uuid.uuid4(),
            unit_id=approved.unit_id,
            bulletin_id=approved.bulletin_id,
            revision_id=changed.revision_id - 1,
            person_id=approver.person_id,
            account_id=changed.account_id,
            media_sha256=approved.media_sha256,
            form=b"{}",
            said=b"",
            proof={},
            decided_at=approved.decided_at,
        )
    assert refused(signer) == Code.OWN_WORK


def test_who_edited_it_cannot_have_approved_it(signer, approved, approver, places):
    Edit.objects.create(
        unit=places.own,
        bulletin_id=approved.bulletin_id,
        revision_id=approved.revision_id,
        person_id=approver.person_id,
        at=approved.decided_at,
    )
    assert refused(signer) == Code.OWN_WORK


def test_words_changed_after_the_approval_sign_nothing(signer, approved):
    said = bytes(approved.said).replace("Trạm Y tế".encode(), "Trạm Thú y".encode())
    with past_the_fences():
        Approval.objects.update(said=said)
    assert refused(signer) == Code.ALTERED


def test_words_that_say_otherwise_than_the_decision_sign_nothing(signer, approved):
    yes = form.decode(bytes(approved.form))
    said = bytes(approved.said).replace(b'"hamlets":[]', b'"hamlets":[7]')
    other = msgspec.structs.replace(yes, said_sha256=hashlib.sha256(said).hexdigest())
    with past_the_fences():
        Approval.objects.update(said=said, form=form.encode(other))
    assert refused(signer) == Code.ALTERED


def test_wagtails_own_json_of_the_revision_is_not_asked(signer, approved):
    from wagtail.models import Revision

    Revision.objects.filter(pk=approved.revision_id).update(content={})
    signer.work()
    assert ToSign.objects.filter(kind="plan").latest("id").state == "signed"


@pytest.mark.parametrize(
    ("field", "word", "code"),
    [
        ("role", "editor", Code.NOT_ENTITLED),
        ("role", "mayor", Code.NOT_ENTITLED),
        ("proof", "passkey", Code.NOT_APPROVED),
        ("source", "programme", Code.OTHER_SOURCE),
        ("right", "01936f5e-0000-7000-8000-000000000000", Code.ALTERED),
    ],
)
def test_a_word_in_the_form_that_does_not_count_signs_nothing(signer, approved, field, word, code):
    yes = form.decode(bytes(approved.form))
    with past_the_fences():
        Approval.objects.update(form=form.encode(msgspec.structs.replace(yes, **{field: word})))
    assert refused(signer) == code


@pytest.mark.parametrize(("held", "state"), [("editor", "signed"), ("operator", "refused")])
def test_the_table_of_roles_says_who_decides_and_the_named_role_is_held(
    signer, approved, approver, places, monkeypatch, held, state
):
    """By a table in which an editor approves: the decision names that role, which its person holds or not."""
    more = {Capability.APPROVE: {Role.EDITOR}}
    monkeypatch.setattr(
        "loa.signer.proofs.entitled.roles_with", lambda asked: roles_with(asked) | more.get(asked, set())
    )
    RoleGrant.objects.filter(person_id=approver.person_id).update(role=held)
    yes = form.decode(bytes(approved.form))
    with past_the_fences():
        Approval.objects.update(form=form.encode(msgspec.structs.replace(yes, role="editor")))
    signer.work()
    assert ToSign.objects.filter(kind="plan").latest("id").state == state


def test_another_file_than_the_approved_one_is_never_published(signer, approved):
    name = approved.media_sha256
    (signer.media / name[:2] / name).write_bytes(SOUND[:-1] + b"x")
    assert refused(signer) == Code.OTHER_SOUND
    assert not (signer.folder / "objects" / name[:2] / name).exists()


def test_a_sound_that_is_not_there_signs_nothing(signer, approved):
    name = approved.media_sha256
    (signer.media / name[:2] / name).unlink()
    assert refused(signer) == Code.MISSING


def test_rules_that_are_not_the_communes_own_sign_nothing(signer, approved):
    with past_the_fences():
        BroadcastRule.objects.update(minutes_per_session=1)
    assert refused(signer) == Code.RULES


def test_a_time_outside_the_rules_signs_nothing(signer, approved, places):
    Slot.objects.update(time=time(21, 0))
    compile_unit(places.own.id)
    assert refused(signer) == Code.RULES


def test_a_date_that_was_not_approved_signs_nothing(signer, approved, places):
    from datetime import timedelta

    slot = Slot.objects.get()
    later = slot.first + timedelta(days=2)
    expires = slot.expires_at + timedelta(days=2)
    Slot.objects.update(first=later, last=later, days=[later.isoweekday()], expires_at=expires)
    compile_unit(places.own.id)
    assert refused(signer) == Code.OTHER_TIME


def test_a_body_that_is_not_what_its_hash_says_signs_nothing(signer, approved):
    row = ToSign.objects.get(kind="plan", state="waiting", wanted=Plan.objects.get().body_id)
    PlanBody.objects.filter(sha256=row.wanted).update(bytes=b'{"days":[],"v":1}')
    assert refused(signer) == Code.ALTERED


def test_a_plan_that_there_is_not_is_refused(signer, approved, places):
    ToSign.objects.create(kind="plan", unit=places.own, subject="14797.99", wanted="0" * 64)
    assert refused(signer) == Code.MISSING


def test_an_older_request_for_the_same_plan_is_overtaken(signer, approved, move):
    move(time(17, 15))
    signer.work()
    states = list(ToSign.objects.filter(kind="plan").order_by("id").values_list("state", flat=True))
    assert states[-2:] == ["overtaken", "signed"]


def test_a_rounds_questions_do_not_grow_with_its_plans(signer, approved, enrol, places, move):
    signer.work()

    def asked(change):
        move(change)
        plans = ToSign.objects.filter(state="waiting").count()
        signer.own = OwnClock()  # looks at its clock in each of the two
        with CaptureQueriesContext(connection) as questions:
            signer.work()
        assert not ToSign.objects.exclude(state__in=("signed", "overtaken")).exists()
        return plans, len(questions)

    one, few = asked(time(17, 30))
    for number in range(6):
        hamlet = Hamlet.objects.create(
            unit=places.own, name=f"Thôn {number}", kind="thon", valid_from=SINCE, search="", sort_key=b""
        )
        enrol(places.own, hamlet.id, name=f"Cụm {number + 10}")
    signer.work()
    many, more = asked(time(17, 40))
    assert (one, many) == (1, 7)
    assert more <= few


def test_own_words_after_a_colleagues_copy_are_not_signed(
    signer, box, approved, editor, places, as_role, monkeypatch
):
    """Also where web let them be approved."""
    monkeypatch.setattr("loa.newsroom.rules.may_approve", lambda person, editors: True)
    roles = ((Role.EDITOR, places.own), (Role.APPROVER, places.own))
    both = someone("Lê Bá Dũng", *roles, home=places.own, username="dung")
    said = queries.words_of_latest(Bulletin.objects.get(pk=approved.bulletin_id))[1]
    with as_role("web", both):
        mine = newsroom.create(places.own.pk, replace(said, title="Của Dũng"))
    with as_role("web", editor):
        copied = newsroom.copy_as_new(mine.pk, places.own.pk)
        newsroom.save(copied.pk, replace(said, times=(Once(bulletins.tomorrow_at(17, 30)),)))
        waiting = newsroom.submit(copied.pk)
    with as_role("web", both):
        newsroom.approve(waiting.pk, waiting.latest_revision_id, bulletins.proof(both))
    assert refused(signer) == Code.OWN_WORK


@pytest.mark.parametrize("asked", [False, True])
def test_what_the_approver_recorded_is_not_signed(signer, box, approved, approver, monkeypatch, asked):
    """What was approved before that was asked sounds on."""
    since = clock.today() + timedelta(days=0 if asked else 1)
    monkeypatch.setattr(bulletin, "RECORDED_ASKED_SINCE", since)
    with past_the_fences():
        Sound.objects.filter(sha256=approved.media_sha256).update(made_by=approver.person_id)
    if asked:
        assert refused(signer) == Code.OWN_WORK
    else:
        signer.work()
        assert ToSign.objects.filter(kind="plan").latest("id").state == "signed"

"""An approval covers one revision, one sound, its places and times; two different people make one."""

import hashlib

import pytest
from django.db import IntegrityError, transaction

from loa.kernel.errors import Conflict, Forbidden, NotFound
from loa.kernel.events import listen
from loa.kernel.roles import Role
from loa.newsroom import actions, events, form, queries
from loa.newsroom.models import Approval, Bulletin, Decision
from loa.testing.people import grant_directly, someone

pytestmark = pytest.mark.django_db


def test_an_approval_holds_the_bytes_of_what_was_approved(approved, approver):
    approval = Approval.objects.get(bulletin=approved)
    said = form.decode(bytes(approval.form))
    assert said.revision == approved.live_revision_id == approval.revision_id
    assert said.media_sha256 == approved.sound.sha256 == approval.media_sha256
    assert (said.person, said.role) == (approver.person_id, "approver")
    assert form.encode(said) == bytes(approval.form)
    words = form.second.decode_said(bytes(approval.said))
    assert (words.title, words.text) == (approved.title, approved.text)
    assert form.encode(words) == bytes(approval.said)
    assert said.said_sha256 == hashlib.sha256(bytes(approval.said)).hexdigest()
    assert approved.state == Bulletin.State.APPROVED
    assert approved.live


def test_an_approval_names_the_role_that_let_it(places, submitted, as_role, proof, monkeypatch):
    """By a table of roles in which an auditor approves; by today's it is an approver, in the same bytes."""
    monkeypatch.setattr("loa.places.rights.roles_with", lambda capability: frozenset({Role.AUDITOR}))
    held = ((Role.APPROVER, places.own), (Role.AUDITOR, places.own))
    who = someone("Lê Bá Dũng", *held, home=places.own, username="dung")
    with as_role("web", who):
        approval = actions.approve(submitted.pk, submitted.latest_revision_id, proof(who))
    assert form.decode(bytes(approval.form)).role == "auditor"


def test_who_edited_does_not_approve(places, words, as_role, proof):
    both = someone(
        "Lê Bá Dũng", (Role.EDITOR, places.own), (Role.APPROVER, places.own), home=places.own, username="dung"
    )
    with as_role("web", both):
        bulletin = actions.create(places.own.pk, words())
        actions.submit(bulletin.pk)
    with pytest.raises(Forbidden), as_role("web", both):
        actions.approve(bulletin.pk, bulletin.latest_revision_id, proof(both))
    assert not Approval.objects.exists()


@pytest.mark.parametrize("elsewhere", [False, True])
def test_a_colleagues_copy_washes_nobody_off(places, editor, words, as_role, proof, elsewhere):
    """Words of the approver's own, copied by a colleague, also after a copy of the copy."""
    held = [(Role.EDITOR, places.own), (Role.APPROVER, places.own), (Role.EDITOR, places.other)]
    both = someone("Lê Bá Dũng", *held, home=places.own, username="dung")
    clean = someone("Trịnh Văn Sạch", (Role.APPROVER, places.own), home=places.own, username="sach")
    with as_role("web", both):
        made = actions.create(places.other.pk if elsewhere else places.own.pk, words(sound_id=None))
    copier = both if elsewhere else editor
    with as_role("web", copier):
        copy = actions.copy_as_new(made.pk, places.own.pk)
    with as_role("web", editor):
        again = actions.copy_as_new(copy.pk, places.own.pk)
        actions.save(again.pk, words())
        actions.submit(again.pk)
        again.refresh_from_db()
        assert queries.editors_since_approval(again) == {both.person_id, editor.person_id}
    with pytest.raises(Forbidden, match="không duyệt được chính bản đó"), as_role("web", both):
        actions.approve(again.pk, again.latest_revision_id, proof(both))
    with as_role("web", clean):
        actions.approve(again.pk, again.latest_revision_id, proof(clean))
    with as_role("web", editor):
        actions.save(again.pk, words(title="Sửa lại"))
        later = actions.submit(again.pk)
        assert queries.editors_since_approval(later) == {editor.person_id}


def test_who_recorded_the_sound_does_not_approve_it(places, editor, approver, sound, words, as_role, proof):
    type(sound).objects.filter(pk=sound.pk).update(made_by=approver.person_id)
    with as_role("web", editor):
        bulletin = actions.create(places.own.pk, words(voice=""))
        actions.submit(bulletin.pk)
        bulletin.refresh_from_db()
    with pytest.raises(Forbidden, match="không duyệt được chính bản đó"), as_role("web", approver):
        actions.approve(bulletin.pk, bulletin.latest_revision_id, proof(approver))


def test_a_sound_that_was_approved_already_is_nobodys_new_work(
    places, approved, editor, approver, sound, words, as_role, proof
):
    type(sound).objects.filter(pk=sound.pk).update(made_by=approver.person_id)
    with as_role("web", editor):
        actions.save(approved.pk, words(title="Đổi tên", voice=""))
        edit = actions.submit(approved.pk)
    with as_role("web", approver):
        assert actions.approve(edit.pk, edit.latest_revision_id, proof(approver))


def test_the_same_person_with_another_account_does_not_approve_either(places, words, as_role, proof):
    from dataclasses import replace

    from loa.people.models import Account, Person

    writer = someone("Lê Bá Dũng", (Role.EDITOR, places.own), home=places.own, username="dung")
    person = Person.objects.get(pk=writer.person_id)
    grant_directly(person, Role.APPROVER, places.own)
    second = Account.objects.create(username="dung2", person=person, unit=places.own)
    with as_role("web", writer):
        bulletin = actions.create(places.own.pk, words())
        actions.submit(bulletin.pk)
    approver_side = someone("Khác", (Role.APPROVER, places.own), home=places.own, username="khac")
    disguised = replace(approver_side, account_id=second.pk, person_id=person.pk)
    with pytest.raises(Forbidden), as_role("web", disguised):
        actions.approve(bulletin.pk, bulletin.latest_revision_id, proof(disguised))


def test_touching_it_once_after_the_last_approval_is_enough_to_be_out(
    submitted, approver, words, as_role, proof
):
    """Even when another edited last."""
    both = someone(
        "Vũ Hải",
        (Role.EDITOR, submitted.unit),
        (Role.APPROVER, submitted.unit),
        home=submitted.unit,
        username="hai",
    )
    third = someone("Đỗ An", (Role.EDITOR, submitted.unit), home=submitted.unit, username="an")
    with as_role("web", both):
        actions.recall(submitted.pk)
        actions.save(submitted.pk, words(title="Hải sửa"))
    with as_role("web", third):
        actions.save(submitted.pk, words(title="An sửa sau"))
        last = actions.submit(submitted.pk)
    with pytest.raises(Forbidden), as_role("web", both):
        actions.approve(last.pk, last.latest_revision_id, proof(both))
    with as_role("web", approver):
        actions.approve(last.pk, last.latest_revision_id, proof(approver))


def test_an_approver_of_elsewhere_cannot(submitted, stranger, operator, as_role, proof):
    with pytest.raises(NotFound), as_role("web", stranger):
        actions.approve(submitted.pk, submitted.latest_revision_id, proof(stranger))
    with pytest.raises(Forbidden), as_role("web", operator):
        actions.approve(submitted.pk, submitted.latest_revision_id, proof(operator))


def test_only_the_revision_that_was_seen(submitted, approver, as_role, proof):
    with pytest.raises(Conflict), as_role("web", approver):
        actions.approve(submitted.pk, submitted.latest_revision_id - 1, proof(approver))


def test_a_later_edit_needs_a_new_approval_and_the_old_one_stands_until_then(
    approved, editor, approver, words, as_role, proof
):
    first = Approval.objects.get(bulletin=approved)
    with as_role("web", editor):
        actions.save(approved.pk, words(title="Thêm một thôn"))
        changed = actions.submit(approved.pk)
    assert Approval.objects.get(pk=first.pk).stands
    assert Bulletin.objects.get(pk=approved.pk).title == "Lịch tiêm vắc-xin"
    with as_role("web", approver):
        second = actions.approve(changed.pk, changed.latest_revision_id, proof(approver))
    assert Approval.objects.get(pk=first.pk).ending.kind == Decision.REPLACED
    assert second.stands
    assert Bulletin.objects.get(pk=approved.pk).title == "Thêm một thôn"


def test_the_database_holds_one_standing_approval_a_bulletin(approved):
    standing = Approval.objects.get(bulletin=approved)
    with pytest.raises(IntegrityError), transaction.atomic():
        Approval.objects.create(
            unit_id=standing.unit_id,
            bulletin=approved,
            revision_id=1,
            person_id=standing.person_id,
            account_id=standing.account_id,
            media_sha256="0" * 64,
            form=standing.form,
            said=b"",
            proof={},
        )


def test_a_listener_that_refuses_leaves_nothing_half_done(submitted, approver, as_role, proof, monkeypatch):
    from loa.kernel import events as kernel_events

    monkeypatch.setattr(kernel_events, "_listeners", kernel_events._listeners.copy())
    kernel_events._listeners[events.BulletinApproved] = []

    def refuse(_event):
        raise Conflict("Chồng giờ")

    listen(events.BulletinApproved)(refuse)
    with pytest.raises(Conflict), as_role("web", approver):
        actions.approve(submitted.pk, submitted.latest_revision_id, proof(approver))
    submitted.refresh_from_db()
    assert submitted.state == Bulletin.State.SUBMITTED
    assert not Approval.objects.exists()
    assert queries.rounds(submitted) == 1
    assert not Decision.objects.filter(bulletin=submitted, kind=Decision.APPROVED).exists()


def test_withdrawing_ends_the_approval_with_a_reason(approved, editor, as_role):
    with as_role("web", editor):
        gone = actions.withdraw(approved.pk, "Hoãn tiêm vì mưa bão")
    ending = Approval.objects.get(bulletin=approved).ending
    assert (gone.state, gone.live) == (Bulletin.State.WITHDRAWN, False)
    assert (ending.kind, ending.reason) == (Decision.WITHDRAWN, "Hoãn tiêm vì mưa bão")
    assert ending.person_id == editor.person_id


def test_what_is_withdrawn_is_not_edited_again(approved, editor, words, as_role):
    with as_role("web", editor):
        actions.withdraw(approved.pk, "Hoãn")
    with pytest.raises(Conflict, match=f"Bản tin đã rút: {editor.name} rút lúc"), as_role("web", editor):
        actions.save(approved.pk, words())


def test_an_editor_cannot_write_an_approval_row_by_hand_for_another_unit(approved, stranger, as_role):
    whole = Approval.objects.get()
    with pytest.raises(IntegrityError, match="of another unit"), as_role("web", stranger):
        Approval.objects.create(
            unit_id=approved.unit_id,
            bulletin_id=approved.pk,
            revision_id=1,
            person_id=stranger.person_id,
            account_id=stranger.account_id,
            media_sha256="0" * 64,
            form=whole.form,
            said=whole.said,
            proof={},
        )

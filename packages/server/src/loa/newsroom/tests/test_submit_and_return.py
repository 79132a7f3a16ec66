"""Sending for approval, taking back, returning with a reason."""

import pytest

from loa.kernel.errors import Forbidden, Invalid
from loa.newsroom import actions, queries
from loa.newsroom.models import Bulletin, Decision

pytestmark = pytest.mark.django_db


def test_submitting_is_a_decision_on_that_revision(submitted, editor):
    assert submitted.state == Bulletin.State.SUBMITTED
    (sent,) = submitted.decisions.all()
    assert (sent.kind, sent.revision_id) == (Decision.SUBMITTED, submitted.latest_revision_id)
    assert (sent.person_id, sent.unit_id) == (editor.person_id, submitted.unit_id)


def test_a_fault_is_an_error_at_its_field(places, editor, words, as_role):
    with as_role("web", editor):
        bulletin = actions.create(places.own.pk, words(times=()))
    with pytest.raises(Invalid) as error, as_role("web", editor):
        actions.submit(bulletin.pk)
    assert error.value.field == "times"
    bulletin.refresh_from_db()
    assert bulletin.state == Bulletin.State.DRAFT


def test_submitting_twice_is_submitting_once(submitted, editor, as_role):
    with as_role("web", editor):
        actions.submit(submitted.pk)
    assert queries.rounds(submitted) == 1


def test_while_it_waits_nobody_edits(submitted, editor, words, as_role):
    with pytest.raises(Forbidden), as_role("web", editor):
        actions.save(submitted.pk, words(title="Lén sửa"))


def test_taking_back_makes_it_a_draft_again(submitted, editor, as_role):
    with as_role("web", editor):
        actions.recall(submitted.pk)
        again = actions.submit(submitted.pk)
    assert again.state == Bulletin.State.SUBMITTED


def test_returning_needs_a_reason_and_keeps_it_word_for_word(submitted, approver, editor, as_role):
    with pytest.raises(Invalid), as_role("web", approver):
        actions.return_(submitted.pk, "   ")
    with as_role("web", approver):
        back = actions.return_(submitted.pk, "Ghi rõ hạn nộp, bỏ số điện thoại riêng.")
        reason, name, _at = queries.last_return(back)
    assert back.state == Bulletin.State.RETURNED
    assert (reason, name) == ("Ghi rõ hạn nộp, bỏ số điện thoại riêng.", "Trần Văn Hùng")


def test_after_a_return_it_can_be_mended_and_sent_again(submitted, approver, editor, words, as_role):
    with as_role("web", approver):
        actions.return_(submitted.pk, "Sửa giờ.")
    with as_role("web", editor):
        actions.save(submitted.pk, words(title="Đã sửa giờ"))
        again = actions.submit(submitted.pk)
    assert again.state == Bulletin.State.SUBMITTED
    with as_role("web", approver):
        difference = queries.difference(again)
    assert difference.against == "returned"


def test_an_editor_does_not_return_and_a_neighbour_does_not_see(submitted, editor, as_role):
    with pytest.raises(Forbidden), as_role("web", editor):
        actions.return_(submitted.pk, "Tự trả lại")


def test_waiting_ones_are_counted_for_the_approver(submitted, draft, approver, stranger, places, as_role):
    with as_role("web", approver):
        assert [each.pk for each in queries.waiting([places.own.pk])] == [submitted.pk]
    with as_role("web", stranger):
        assert not queries.waiting([places.own.pk, places.other.pk]).exists()

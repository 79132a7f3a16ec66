"""Sending for approval, taking back, returning with a reason."""

import pytest
from django.db import IntegrityError, transaction

from loa.kernel.errors import Conflict, Forbidden, Invalid
from loa.newsroom import actions, differences, queries
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
    with pytest.raises(Conflict), as_role("web", editor):
        actions.save(submitted.pk, words(title="Lén sửa"))


def test_taking_back_makes_it_a_draft_again(submitted, editor, as_role):
    with as_role("web", editor):
        actions.recall(submitted.pk)
        again = actions.submit(submitted.pk)
    assert again.state == Bulletin.State.SUBMITTED


def test_returning_needs_a_reason_and_keeps_it_word_for_word(submitted, approver, editor, as_role):
    with pytest.raises(Invalid), as_role("web", approver):
        actions.return_(submitted.pk, submitted.latest_revision_id, "   ")
    with as_role("web", approver):
        back = actions.return_(
            submitted.pk, submitted.latest_revision_id, "Ghi rõ hạn nộp, bỏ số điện thoại riêng."
        )
        note = queries.last_return(back)
    assert back.state == Bulletin.State.RETURNED
    assert (note.reason, note.by) == ("Ghi rõ hạn nộp, bỏ số điện thoại riêng.", "Trần Văn Hùng")
    assert note.passage == ""


def test_it_is_returned_at_words_of_the_text_of_then(draft, approver, editor, words, as_role):
    with as_role("web", editor):
        actions.save(draft.pk, words(text="Tiêm lúc 7h30.\nMang sổ tiêm.\nTiêm lúc 7h30 ở trạm."))
        submitted = actions.submit(draft.pk)
    with as_role("web", approver):
        back = actions.return_(submitted.pk, submitted.latest_revision_id, "Giờ nào?", "lúc\n7h30", nth=1)
    row = Decision.objects.get(bulletin=back, kind=Decision.RETURNED)
    assert (row.place_start, row.place_end) == (34, 42)
    with as_role("web", editor):
        actions.save(back.pk, words(text="Viết lại cả."))
        note = queries.last_return(Bulletin.objects.get(pk=back.pk))
    assert (note.passage, note.nth) == ("lúc 7h30", 1)


def test_words_that_are_not_in_the_text_return_nothing(submitted, approver, as_role):
    with pytest.raises(Invalid) as refused, as_role("web", approver):
        actions.return_(submitted.pk, submitted.latest_revision_id, "Sửa giờ.", "không có chữ này")
    assert refused.value.field == "passage"
    assert Bulletin.objects.get(pk=submitted.pk).state == Bulletin.State.SUBMITTED
    assert not Decision.objects.filter(kind=Decision.RETURNED).exists()


def test_a_passage_is_bounded_before_it_is_looked_for(submitted, approver, as_role):
    with pytest.raises(Invalid) as refused, as_role("web", approver):
        actions.return_(submitted.pk, submitted.latest_revision_id, "Sửa giờ.", "a " * 1001)
    assert refused.value.field == "passage"
    assert "2000" in refused.value.message


@pytest.mark.parametrize(
    ("kind", "start", "end"),
    [("submitted", 1, 2), ("returned", 2, 2), ("returned", 1, None), ("returned", None, 2)],
)
def test_a_place_is_a_whole_one_and_only_of_a_return(submitted, approver, kind, start, end):
    row = Decision(
        unit_id=submitted.unit_id,
        kind=kind,
        bulletin=submitted,
        revision_id=submitted.latest_revision_id,
        person_id=approver.person_id,
        place_start=start,
        place_end=end,
    )
    with pytest.raises(IntegrityError, match="newsroom_decision_place"), transaction.atomic():
        row.save()


def test_after_a_return_it_can_be_mended_and_sent_again(submitted, approver, editor, words, as_role):
    with as_role("web", approver):
        actions.return_(submitted.pk, submitted.latest_revision_id, "Sửa giờ.")
    with as_role("web", editor):
        actions.save(submitted.pk, words(title="Đã sửa giờ"))
        again = actions.submit(submitted.pk)
    assert again.state == Bulletin.State.SUBMITTED
    with as_role("web", approver):
        (difference,) = differences.of_latest(again)
    assert (difference.against, difference.changed) == ("returned", {"title"})


def test_an_editor_does_not_return_and_a_neighbour_does_not_see(submitted, editor, as_role):
    with pytest.raises(Forbidden), as_role("web", editor):
        actions.return_(submitted.pk, submitted.latest_revision_id, "Tự trả lại")


def test_waiting_ones_are_counted_for_the_approver(submitted, draft, approver, stranger, places, as_role):
    with as_role("web", approver):
        assert [each.pk for each in queries.waiting([places.own.pk])] == [submitted.pk]
    with as_role("web", stranger):
        assert not queries.waiting([places.own.pk, places.other.pk]).exists()

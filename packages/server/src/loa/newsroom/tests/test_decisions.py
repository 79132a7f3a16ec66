"""What is decided is a row that nobody changes, at the database's own moment, in one's own name."""

import re
import uuid
from datetime import UTC, datetime

import msgspec
import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from loa.kernel import clock
from loa.kernel.errors import Conflict
from loa.newsroom import actions, form, queries
from loa.newsroom.models import Approval, Bulletin, Decision, Edit

pytestmark = pytest.mark.django_db

LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)


def again(row, **changes):
    """The same row once more, with something changed."""
    row.pk, row._state.adding = None, True
    for name, value in changes.items():
        setattr(row, name, value)
    row.save(force_insert=True)
    row.refresh_from_db()
    return row


@pytest.fixture
def withdrawn(approved, editor, as_role):
    with as_role("web", editor):
        return actions.withdraw(approved.pk, "Hoãn")


@pytest.mark.parametrize("rows", [Approval, Decision, Edit])
def test_decisions_are_only_ever_added(withdrawn, editor, as_role, rows):
    for change in (
        lambda: rows.objects.update(revision_id=1),
        lambda: rows.objects.all()._raw_delete("default"),
    ):
        with pytest.raises(ProgrammingError, match="only ever added"), transaction.atomic():
            change()
        with pytest.raises(ProgrammingError, match="permission denied"), as_role("web", editor):
            change()


def test_every_step_is_a_decision(submitted, approver, editor, as_role, proof):
    with as_role("web", approver):
        actions.return_(submitted.pk, submitted.latest_revision_id, "Ghi rõ ngày")
    with as_role("web", editor):
        actions.submit(submitted.pk)
        actions.recall(submitted.pk)
        again = actions.submit(submitted.pk)
    with as_role("web", approver):
        actions.approve(again.pk, again.latest_revision_id, proof(approver))
    with as_role("web", editor):
        actions.withdraw(again.pk, "Hoãn")
    said = Decision.objects.order_by("id").values_list("kind", "person_id", "reason")
    assert list(said) == [
        ("submitted", editor.person_id, ""),
        ("returned", approver.person_id, "Ghi rõ ngày"),
        ("submitted", editor.person_id, ""),
        ("recalled", editor.person_id, ""),
        ("submitted", editor.person_id, ""),
        ("approved", approver.person_id, ""),
        ("withdrawn", editor.person_id, "Hoãn"),
    ]
    assert set(Decision.objects.values_list("revision_id", "unit_id")) == {
        (again.latest_revision_id, again.unit_id)
    }


def test_wagtails_columns_follow_from_the_approval(submitted, approver, editor, words, as_role, proof):
    """Nothing asks them; they must not say otherwise to whoever looks into the table."""

    def agrees(live):
        row = Bulletin.objects.get(pk=submitted.pk)
        standing = queries.standing_approval(row)
        assert row.live == (standing is not None) == live
        assert not live or row.live_revision_id == standing.revision_id
        return row

    agrees(live=False)
    for title in ("Lần đầu", "Lần hai"):
        row = agrees(live=title == "Lần hai")
        with as_role("web", editor):
            if row.state == Bulletin.State.SUBMITTED:
                actions.recall(row.pk)
            actions.save(row.pk, words(title=title))
            agrees(live=title == "Lần hai")
            again = actions.submit(row.pk)
        with as_role("web", approver):
            actions.approve(again.pk, again.latest_revision_id, proof(approver))
        assert agrees(live=True).title == title
        with pytest.raises(Conflict), as_role("web", editor):
            actions.submit(row.pk)
    with as_role("web", editor):
        actions.withdraw(row.pk, "Hoãn")
    agrees(live=False)


def test_the_moment_is_the_databases_whatever_a_process_writes(withdrawn, editor, as_role):
    said = Decision.objects.get(kind=Decision.WITHDRAWN)
    with as_role("web", editor):
        edit = again(Edit.objects.filter(bulletin=withdrawn).first(), at=LONG_AGO)
        other = again(Decision.objects.get(kind=Decision.SUBMITTED), at=LONG_AGO)
    assert edit.at > said.at
    assert other.at > said.at


def test_the_bytes_of_an_approval_say_the_moment_of_its_row(approved):
    approval = Approval.objects.get()
    assert form.decode(bytes(approval.form)).decided_ms == approval.decided_at.timestamp() * 1000


@pytest.mark.parametrize("ms", [-86_400_000, 86_400_000])
def test_a_moment_that_is_not_of_this_transaction_is_refused(withdrawn, approver, as_role, ms):
    row = Approval.objects.get()
    said = form.decode(bytes(row.form))
    row.form = form.encode(msgspec.structs.replace(said, decided_ms=said.decided_ms + ms))
    with pytest.raises(IntegrityError, match="not of this transaction"), as_role("web", approver):
        again(row, id=uuid.uuid4())


def test_nobody_decides_in_anothers_name(withdrawn, editor, second_editor, as_role):
    for row, changes in (
        (Edit.objects.filter(bulletin=withdrawn).first(), {"person_id": second_editor.person_id}),
        (
            Decision.objects.get(kind=Decision.WITHDRAWN),
            {"person_id": second_editor.person_id, "approval": None},
        ),
        (Approval.objects.get(), {"id": uuid.uuid4()}),
    ):
        with pytest.raises(ProgrammingError, match="somebody else"), as_role("web", editor):
            again(row, **changes)


def test_who_comes_too_late_reads_who_was_before_and_when(submitted, approver, editor, as_role, proof):
    """Two at one bulletin, or one person in two tabs: no role would help the second."""
    seen = submitted.latest_revision_id
    with as_role("web", approver):
        actions.approve(submitted.pk, seen, proof(approver))
        at = clock.local(Decision.objects.latest("id").at)
        sentence = f"Bản tin không chờ duyệt nữa: {approver.name} đã duyệt lúc {at:%H:%M %d/%m/%Y}."
        with pytest.raises(Conflict, match=re.escape(sentence)):
            actions.approve(submitted.pk, seen, proof(approver))
        with pytest.raises(Conflict, match=re.escape(sentence)):
            actions.return_(submitted.pk, submitted.latest_revision_id, "Sai ngày")
    with as_role("web", editor):
        with pytest.raises(Conflict, match=re.escape(sentence)):
            actions.recall(submitted.pk)
        actions.withdraw(submitted.pk, "Hoãn")
        for step in (lambda: actions.withdraw(submitted.pk, "Hoãn"), lambda: actions.submit(submitted.pk)):
            with pytest.raises(Conflict, match=f"Bản tin đã rút: {editor.name} rút lúc"):
                step()


def test_who_recalled_is_named_to_the_approver(submitted, approver, editor, as_role, proof):
    with as_role("web", editor):
        actions.recall(submitted.pk)
    with as_role("web", approver), pytest.raises(Conflict, match=f"{editor.name} đã lấy về sửa lúc"):
        actions.approve(submitted.pk, submitted.latest_revision_id, proof(approver))


def test_what_was_never_submitted_is_neither_approved_nor_recalled(draft, approver, editor, as_role, proof):
    with as_role("web", approver), pytest.raises(Conflict, match="chưa gửi duyệt lần nào"):
        actions.approve(draft.pk, draft.latest_revision_id, proof(approver))
    with as_role("web", editor), pytest.raises(Conflict, match="chưa gửi duyệt lần nào"):
        actions.recall(draft.pk)

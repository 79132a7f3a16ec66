"""What the role of web cannot write as a decision, whatever scope it names: each row once, by SQL."""

import pytest
from django.db import DatabaseError, connection, transaction

from loa.newsroom import actions
from loa.newsroom.models import Decision

pytestmark = pytest.mark.django_db
INSERT = """
    insert into newsroom_decision (unit_id, kind, bulletin_id, revision_id, approval_id, person_id, reason)
    values (%(unit)s, %(kind)s, %(bulletin)s, %(revision)s, %(approval)s, %(person)s, 'x')
"""


@pytest.fixture
def forged(approved, editor, as_role, places):
    """Writes a decision of a bulletin that is approved, with something changed; says why not."""

    def one(**changes):
        standing = approved.approvals.get()
        row = {
            "unit": approved.unit_id,
            "kind": "withdrawn",
            "bulletin": approved.pk,
            "revision": standing.revision_id,
            "approval": standing.pk,
            "person": editor.person_id,
        }
        everywhere = (places.own.id, places.other.id)
        with as_role("web", read=everywhere, write=everywhere), connection.cursor() as cursor:
            cursor.execute("select set_config('loa.person', %s, true)", [str(editor.person_id)])
            try:
                with transaction.atomic():
                    cursor.execute(INSERT, row | changes)
                    cursor.execute("set constraints all immediate")
            except DatabaseError as refused:
                return str(refused).splitlines()[0]
        return ""

    return one


def test_an_honest_row_is_written(forged):
    assert forged() == ""


@pytest.mark.parametrize("kind", ["nonsense", "", "WITHDRAWN"])
def test_of_a_kind_that_there_is_not(forged, kind):
    for approval in ({}, {"approval": None}):
        assert "newsroom_decision_kind" in forged(kind=kind, **approval)


@pytest.mark.parametrize("kind", ["withdrawn", "replaced"])
def test_an_end_of_no_approval(forged, kind):
    assert "newsroom_decision_kind" in forged(kind=kind, approval=None)


@pytest.mark.parametrize("kind", ["submitted", "recalled", "returned", "approved", "discarded"])
def test_a_step_that_ends_an_approval(forged, kind):
    assert "newsroom_decision_kind" in forged(kind=kind)


def test_of_another_unit_than_the_bulletin(forged, places):
    assert "names a row of another unit" in forged(unit=places.other.id)


@pytest.mark.parametrize("revision", [1, 2147483647])
def test_on_a_revision_that_is_not_the_bulletins(forged, revision):
    assert "of another bulletin" in forged(revision=revision)
    assert "of another bulletin" in forged(revision=revision, kind="returned", approval=None)


def test_of_an_approval_of_another_revision(forged, approved, editor, as_role, words):
    with as_role("web", editor):
        actions.save(approved.pk, words(title="Lần hai"))
    approved.refresh_from_db()
    assert "of another revision" in forged(revision=approved.latest_revision_id)


def test_after_all_of_these_it_can_be_approved_anew(
    forged, approved, editor, approver, as_role, words, proof, places
):
    for changes in ({"unit": places.other.id}, {"revision": 2147483647}, {}):
        assert forged(**changes, approval=None)
    with as_role("web", editor):
        actions.save(approved.pk, words(title="Lần hai"))
        sent = actions.submit(approved.pk)
    with as_role("web", approver):
        actions.approve(sent.pk, sent.latest_revision_id, proof(approver))
    assert Decision.objects.filter(bulletin=approved, kind="replaced").count() == 1

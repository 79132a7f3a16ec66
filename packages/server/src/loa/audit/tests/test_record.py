"""The record is only added to, names people by id, and shows when it was touched."""

import pytest
from django.core.management import CommandError, call_command
from django.db import ProgrammingError, connection, transaction

from loa.audit import chaining
from loa.audit.actions import record
from loa.audit.models import Entry, Link
from loa.audit.queries import entries
from loa.audit.sentences import sentences
from loa.kernel.errors import Forbidden
from loa.places import actions as places_actions
from loa.places import scope

pytestmark = pytest.mark.django_db


@pytest.fixture
def five(as_role, places, editor):
    """Five acts of an editor."""
    with as_role("web", editor):
        for number in range(5):
            places_actions.add_hamlet(places.own.id, f"Linh Trường {number}", "thon")


def test_an_act_of_nobody_is_refused(places):
    with pytest.raises(Forbidden):
        record("places.hamlet_added", "places.hamlet:1", places.own.id)


def test_no_role_changes_or_removes_what_was_recorded(as_role, places, editor, five):
    for role in ("web", "worker", "bridge", "signer"):
        for statement in (
            "update audit_entry set verb = 'x'",
            "delete from audit_entry",
            "truncate audit_entry",
        ):
            with (
                as_role(role, read=(places.own.id,), write=(places.own.id,)),
                pytest.raises(ProgrammingError, match="permission denied"),
                transaction.atomic(),
                connection.cursor() as cursor,
            ):
                cursor.execute(statement)


def test_not_even_the_owner_by_accident(five):
    with pytest.raises(ProgrammingError, match="only ever added to"), transaction.atomic():
        Entry.objects.update(verb="x")
    with pytest.raises(ProgrammingError, match="only ever added to"), transaction.atomic():
        Entry.objects.all().delete()


def test_the_chain_is_made_by_the_worker_and_holds(as_role, five):
    with as_role("worker"), scope.all_units():
        assert chaining.extend() == 5
        assert chaining.extend() == 0
    found = chaining.verify()
    assert (found.chained, found.unchained, found.broken_at, found.gap_at) == (5, 0, None, None)
    call_command("verify_audit")


def tampered(statement: str) -> None:
    """What a thief of the owner's password could do: switch the trigger off."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table audit_entry disable trigger audit_append_only")
        cursor.execute("alter table audit_link disable trigger audit_append_only")
        cursor.execute(statement)


def test_a_changed_entry_breaks_the_chain_where_it_stands(five):
    chaining.extend()
    third = Link.objects.get(position=3).entry_id
    tampered(f'update audit_entry set detail = \'{{"name": "khác"}}\' where id = {third}')
    assert chaining.verify().broken_at == 3
    with pytest.raises(CommandError, match="mắt xích số 3"):
        call_command("verify_audit")


def test_a_removed_entry_leaves_a_gap(five):
    chaining.extend()
    third = Link.objects.get(position=3).entry_id
    tampered(f"delete from audit_link where entry_id = {third}; delete from audit_entry where id = {third}")
    assert chaining.verify().gap_at == 3


def test_entries_of_a_rolled_back_act_are_not_there(as_role, places, editor):
    with as_role("web", editor), transaction.atomic():
        places_actions.add_hamlet(places.own.id, "Linh Sơn", "thon")
        assert Entry.objects.count() == 1
        transaction.set_rollback(True)
    assert Entry.objects.count() == 0


def test_an_entry_reads_as_a_sentence_and_holds_no_name(as_role, places, editor, five):
    with as_role("web", editor):
        entry = entries([places.own.id]).first()
        (said,) = sentences([entry])
    hamlet = f'<a href="/quan-ly/dia-ban/{places.own.id}/">thôn Linh Trường 4</a>'
    assert said == f"Lê Thị Mai đã thêm {hamlet} vào danh sách thôn, bản"
    assert "Mai" not in str(entry.detail)


def test_an_erased_person_is_said_to_be_erased(as_role, editor, five):
    with as_role("web", editor):
        entry = Entry.objects.first()
        assert sentences([entry])[0].startswith("Lê Thị Mai ")
        entry.person_id = 9_999
        assert sentences([entry])[0].startswith("Người dùng số 9999 (đã xóa tên) ")


def test_another_units_record_is_not_seen(as_role, places, five, operator):
    with as_role("web", read=(places.other.id,)):
        assert Entry.objects.count() == 0
    with as_role("web", operator):
        assert Entry.objects.count() == 5

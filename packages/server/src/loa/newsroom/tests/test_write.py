"""Writing: drafts, autosaves, two writers at once, copies."""

import dataclasses
from uuid import uuid4

import pytest

from loa.audit.models import Entry
from loa.kernel.errors import Conflict, Forbidden, Invalid, NotFound
from loa.newsroom import actions, content, queries
from loa.newsroom.models import Bulletin, Edit
from loa.testing.bulletins import ready_sound

pytestmark = pytest.mark.django_db


def test_a_new_bulletin_is_a_draft_with_a_revision_a_code_and_an_audit_row(draft, editor):
    assert (draft.state, draft.live) == (Bulletin.State.DRAFT, False)
    assert draft.latest_revision.user_id == editor.account_id
    assert len(draft.code) == 8
    assert Entry.objects.filter(verb="newsroom.created", person_id=editor.person_id).exists()


def test_only_an_editor_of_the_unit_writes_there(places, approver, operator, stranger, words, as_role):
    for actor in (approver, operator, stranger):
        with pytest.raises(Forbidden), as_role("web", actor):
            actions.create(places.own.pk, words())
    assert not Bulletin.objects.exists()


def test_a_neighbour_does_not_even_see_it(draft, stranger, words, as_role):
    with pytest.raises(NotFound), as_role("web", stranger):
        actions.save(draft.pk, words(title="Của xã khác"))


def test_saving_makes_a_revision_and_records_who(draft, second_editor, words, as_role):
    before = draft.latest_revision_id
    with as_role("web", second_editor):
        saved = actions.save(draft.pk, words(title="Lịch mới"), based_on=queries.version(draft))
    assert saved.latest_revision_id != before
    assert content.latest(saved)[0].title == "Lịch mới"
    editors = Edit.objects.filter(bulletin=draft).values_list("person_id", flat=True)
    assert second_editor.person_id in editors


def test_saving_the_same_words_writes_nothing(draft, editor, as_role):
    said = content.words(content.latest(draft)[0])
    with as_role("web", editor):
        saved = actions.save(draft.pk, said)
    assert saved.latest_revision_id == draft.latest_revision_id


def test_an_autosave_overwrites_ones_own_revision_but_never_anothers(
    draft, editor, second_editor, words, as_role
):
    with as_role("web", editor):
        once = actions.save(draft.pk, words(title="Lịch 1"), autosave=True).latest_revision_id
        twice = actions.save(draft.pk, words(title="Lịch 2"), autosave=True).latest_revision_id
    assert once == twice == draft.latest_revision_id
    with as_role("web", second_editor):
        other = actions.save(draft.pk, words(title="Lịch 3"), autosave=True).latest_revision_id
    assert other != twice


def test_an_autosave_never_overwrites_what_was_submitted(submitted, editor, words, as_role):
    sent = submitted.latest_revision_id
    with as_role("web", editor):
        actions.recall(submitted.pk)
        saved = actions.save(submitted.pk, words(title="Sửa lại"), autosave=True)
    assert saved.latest_revision_id != sent


def test_two_writers_do_not_undo_each_other(draft, editor, second_editor, words, as_role):
    seen = queries.version(draft)
    with as_role("web", second_editor):
        actions.save(draft.pk, words(title="Của Toàn"), based_on=seen)
    with pytest.raises(Conflict), as_role("web", editor):
        actions.save(draft.pk, words(title="Của Mai"), based_on=seen)
    assert content.latest(Bulletin.objects.get(pk=draft.pk))[0].title == "Của Toàn"


def test_an_autosave_over_ones_own_revision_is_a_newer_version_too(
    draft, editor, second_editor, words, as_role
):
    """The revision stays the same then: whoever has seen the words before it is told."""
    seen = queries.version(draft)
    with as_role("web", editor):
        saved = actions.save(draft.pk, words(title="Của Mai"), based_on=seen, autosave=True)
    assert saved.latest_revision_id == draft.latest_revision_id
    with pytest.raises(Conflict, match="vừa sửa bản tin này, nên chưa lưu"), as_role("web", second_editor):
        actions.save(draft.pk, words(title="Của Toàn"), based_on=seen)
    with pytest.raises(Conflict, match="từ một trang khác của chính mình"), as_role("web", editor):
        actions.save(draft.pk, words(title="Của Mai ở thẻ khác"), based_on=seen, autosave=True)
    assert content.latest(Bulletin.objects.get(pk=draft.pk))[0].title == "Của Mai"


def test_who_saves_what_stands_already_undoes_nobody(draft, editor, words, as_role):
    """A button pressed twice sends the same words again, over the revision that the first press made."""
    seen = queries.version(draft)
    with as_role("web", editor):
        once = actions.save(draft.pk, words(title="Lịch mới"), based_on=seen)
        twice = actions.save(draft.pk, words(title="Lịch mới"), based_on=seen)
    assert once.latest_revision_id == twice.latest_revision_id


def test_of_one_page_an_author_has_one_bulletin(places, editor, second_editor, words, as_role):
    page = uuid4()
    with as_role("web", editor):
        first = actions.create(places.own.pk, words(title="Lịch"), page)
        again = actions.create(places.own.pk, words(title="Lịch tiêm"), page)
        other = actions.create(places.own.pk, words(title="Lịch"), uuid4())
    assert again.pk == first.pk != other.pk
    assert content.latest(Bulletin.objects.get(pk=first.pk))[0].title == "Lịch tiêm"
    with as_role("web", second_editor):
        theirs = actions.create(places.own.pk, words(title="Lịch"), page)
    assert theirs.pk != first.pk


def test_another_units_sound_cannot_be_used(draft, editor, places, words, as_role):
    theirs = ready_sound(places.other, b"khac")
    with pytest.raises(Invalid), as_role("web", editor):
        actions.save(draft.pk, words(sound_id=theirs.pk))


def test_a_copy_is_a_draft_of_its_own_without_times(approved, editor, places, as_role):
    with as_role("web", editor):
        copy = actions.copy_as_new(approved.pk, places.own.pk)
    old, new = content.words(content.latest(approved)[0]), content.words(content.latest(copy)[0])
    assert copy.pk != approved.pk
    assert copy.state == Bulletin.State.DRAFT
    assert new == dataclasses.replace(old, times=())


def test_a_revision_of_before_keeps_its_class(draft):
    """Revisions made when the field was called `cls` stay as they are, and are read."""
    revision = draft.get_latest_revision()
    revision.content["cls"] = "priority"
    del revision.content["priority"]
    revision.save(update_fields=["content"])
    assert draft.get_latest_revision().as_object().priority == "priority"

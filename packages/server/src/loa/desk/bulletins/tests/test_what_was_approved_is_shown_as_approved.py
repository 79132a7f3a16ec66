"""What a page, a copy and a file say of an approved bulletin is what was approved, whatever was written
since."""

import pytest
from django.urls import reverse

from loa.newsroom import actions, content, queries
from loa.newsroom.models import Bulletin, Decision
from loa.testing import bulletins

from .conftest import edit, shown

pytestmark = pytest.mark.django_db


def test_the_page_shows_what_was_approved_and_names_the_edit(web, edited, editor):
    web.sign_in(editor)
    page = shown(web, "bulletins_show", edited)
    assert "<h1>Lịch tiêm</h1>" in page
    assert "17:00" in page
    facts = page[page.index("Nghe và đọc") : page.index("Đường dẫn ngắn")]
    assert "Chữ lạ." not in facts
    assert "05:10" not in facts
    assert "Có bản sửa chưa gửi duyệt" in page
    assert reverse("bulletins_edit", args=[edited.code]) in page


def test_the_record_says_that_an_edit_was_begun(web, edited, editor, desk, sound):
    edit(desk, edited, desk.words(sound, title="Sửa nữa"))
    web.sign_in(editor)
    assert shown(web, "bulletins_show", edited).count("đã bắt đầu sửa bản tin đã duyệt") == 1


def test_without_an_edit_none_is_named(web, approved, editor):
    web.sign_in(editor)
    assert "bản sửa chưa gửi" not in shown(web, "bulletins_show", approved)


def test_a_sent_edit_is_beside_what_was_approved(web, edited, editor, approver, desk):
    with desk.as_role("web", editor):
        actions.submit(edited.pk)
    for reader in (editor, approver):
        web.sign_in(reader)
        page = shown(web, "bulletins_show", edited)
        assert "<h1>Lịch tiêm</h1>" in page
        assert "Bản sửa chờ duyệt" in page
        # Nobody else shows the writer what is waiting.
        assert "<ins>Tên lạ</ins>" in page
        assert "<ins>Chữ lạ.</ins>" in page


def test_what_was_withdrawn_is_what_was_approved(web, edited, editor, desk):
    with desk.as_role("web", editor):
        actions.withdraw(edited.pk, "Hoãn")
    web.sign_in(editor)
    page = shown(web, "bulletins_show", edited)
    assert "<h1>Lịch tiêm</h1>" in page
    assert "Tên lạ" not in page
    assert "Chữ lạ." not in page


@pytest.mark.parametrize("withdrawn", [False, True])
def test_a_copy_has_the_approved_words(edited, editor, desk, withdrawn):
    with desk.as_role("web", editor):
        if withdrawn:
            actions.withdraw(edited.pk, "Hoãn")
        copy = actions.copy_as_new(edited.pk, edited.unit_id)
    assert (copy.title, content.latest(copy)[0].title) == ("Lịch tiêm", "Lịch tiêm")


def test_the_page_that_withdraws_names_what_sounds_and_when(web, edited, editor):
    web.sign_in(editor)
    page = shown(web, "bulletins_withdraw", edited)
    assert "Rút “Lịch tiêm” khỏi loa" in page
    assert "Tên lạ" not in page
    at = bulletins.tomorrow_at(17)
    assert f"Còn 1 lần phát, lần tới {at:%H:%M}" in page


def test_what_is_withdrawn_is_not_asked_about_again(web, edited, editor, desk):
    with desk.as_role("web", editor):
        actions.withdraw(edited.pk, "Hoãn")
    web.sign_in(editor)
    answer = web.get(reverse("bulletins_withdraw", args=[edited.code]), follow=True)
    assert answer.redirect_chain == [(reverse("bulletins_show", args=[edited.code]), 302)]
    assert "không có bản đã duyệt nào để rút" in answer.content.decode()


def test_an_edit_is_thrown_away_and_the_approved_words_stand(web, edited, editor, desk, sound):
    seen = edited.latest_revision_id
    web.sign_in(editor)
    address = reverse("bulletins_discard", args=[edited.code])
    assert "Tên lạ" in web.get(address).content.decode()
    assert web.post(address, {"version": queries.version(edited)}).status_code == 302
    row = Bulletin.objects.get(pk=edited.pk)
    assert row.state == Bulletin.State.APPROVED
    assert content.latest(row)[0].title == "Lịch tiêm"
    thrown = Decision.objects.get(kind=Decision.DISCARDED)
    assert (thrown.revision_id, thrown.person_id) == (seen, editor.person_id)
    page = shown(web, "bulletins_show", row)
    assert "đã bỏ bản sửa" in page
    assert "bản sửa chưa gửi" not in page
    # The next edit begins at the approved words, and what was thrown away stays as it was.
    again = edit(desk, row, desk.words(sound, title="Lần khác"))
    assert again.latest_revision_id > seen
    assert content.of_revision(seen).title == "Tên lạ"


def test_an_edit_that_somebody_went_on_with_is_not_thrown_away(web, edited, editor, desk, sound):
    seen = queries.version(edited)
    with desk.as_role("web", editor):
        actions.save(edited.pk, desk.words(sound, title="Viết tiếp"))
    web.sign_in(editor)
    page = reverse("bulletins_discard", args=[edited.code])
    answer = web.post(page, {"version": seen})
    assert (answer.status_code, answer["Location"]) == (302, page)
    assert "Viết tiếp" in web.get(page).content.decode()
    assert not Decision.objects.filter(kind=Decision.DISCARDED).exists()

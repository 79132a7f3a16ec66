"""An approver is told everything that differs from what was approved."""

import dataclasses

import msgspec
import pytest

from loa.desk.bulletins import differing
from loa.newsroom import actions, differences
from loa.newsroom.form import BulletinContent
from loa.newsroom.models import Decision, Topic
from loa.newsroom.times import Once
from loa.testing import bulletins

from .conftest import edit, shown

WHAT = BulletinContent(
    version=1,
    title="Lịch tiêm",
    text="Tiêm ở trạm.",
    language="vi",
    topic="",
    priority="ordinary",
    valid_from="2026-11-30",
    valid_to="2026-12-01",
    voice="",
    media_sha256="0" * 64,
    duration_ms=62_000,
    hamlets=(),
    times=(Once(bulletins.tomorrow_at(17)),),
)
OTHER = {
    "title": "Tên khác",
    "text": "Tiêm ở trường.",
    "language": "hmn",
    "topic": "Y tế",
    "priority": "priority",
    "valid_from": "2026-11-29",
    "valid_to": "2026-12-02",
    "voice": "giong",
    "media_sha256": "1" * 64,
    "duration_ms": 63_000,
    "hamlets": (1,),
    "times": (Once(bulletins.tomorrow_at(5)),),
}
SHOWN_IN_FULL = {"title", "text"}
FIELDS = [name for name in BulletinContent.__struct_fields__ if name != "version"]


@pytest.mark.django_db
@pytest.mark.parametrize("field", FIELDS)
def test_whatever_is_approved_is_compared_and_said(places, field):
    """A new field of the approval has another value here, and words, or this fails."""
    after = msgspec.structs.replace(WHAT, **{field: OTHER[field]})
    found = differences.Difference(Decision.APPROVED, WHAT, after)
    assert found.changed == {field}
    lines = differing.lines(found, places.own)
    assert bool(lines) != (field in SHOWN_IN_FULL)
    assert all(line.before != line.after for line in lines)


@pytest.mark.django_db
def test_the_approver_reads_that_place_time_class_and_topic_changed(
    web, approved, desk, sound, hamlet, approver
):
    words = desk.words(
        sound,
        title="Lịch tiêm",
        hamlets=(hamlet.pk,),
        priority="priority",
        topic_id=Topic.objects.first().pk,
        times=(Once(bulletins.tomorrow_at(5, 10)),),
    )
    edit(desk, approved, words)
    with desk.as_role("web", desk.editor):
        actions.submit(approved.pk)
    web.sign_in(approver)
    page = shown(web, "bulletins_approve", approved)
    section = page[page.index("Khác gì bản đã duyệt") : page.index("Toàn văn")]
    for word in ("Giờ", "17:00", "05:10", "Cả phường", "Kim Tân", "Loại tin", "Ưu tiên", "Chuyên mục"):
        assert word in section
    assert "Ngôn ngữ" not in section


@pytest.mark.django_db
def test_a_returned_edit_is_held_against_what_sounds_too(web, edited, desk, sound, approver):
    with desk.as_role("web", desk.editor):
        sent = actions.submit(edited.pk)
    with desk.as_role("web", approver):
        actions.return_(sent.pk, sent.latest_revision_id, "Sửa tên")
    edit(desk, edited, desk.words(sound, title="Tên mới"))
    with desk.as_role("web", desk.editor):
        actions.submit(edited.pk)
    web.sign_in(approver)
    page = shown(web, "bulletins_approve", edited)
    assert "Khác gì bản đã duyệt" in page
    assert "Khác gì lần trả lại" in page


@pytest.mark.django_db
def test_the_approver_is_told_who_speaks(web, desk, sound, approver):
    made = desk.submitted(desk.words(sound))
    web.sign_in(approver)
    page = shown(web, "bulletins_approve", made)
    assert "<b>Bản thu.</b> Chữ dưới đây có thể khác lời trong bản thu." in page
    assert "LUFS" not in page
    with desk.as_role("web", desk.editor):
        actions.recall(made.pk)
        actions.save(made.pk, dataclasses.replace(desk.words(sound), voice="giong-x"))
        actions.submit(made.pk)
    page = shown(web, "bulletins_approve", made)
    assert "Máy đọc: giong-x" in page
    assert "Bản thu" not in page

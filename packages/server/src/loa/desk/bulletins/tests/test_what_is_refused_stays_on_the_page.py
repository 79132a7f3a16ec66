"""A refusal stays where somebody works: what was typed is kept, the way on is offered, and what could never
be approved is not sent."""

from html import unescape

import pytest
from django.urls import reverse

from loa.desk.operations.tests import ground
from loa.kernel import clock
from loa.newsroom import actions, queries
from loa.newsroom.models import Bulletin, Decision
from loa.newsroom.times import Once
from loa.places.models import Hamlet
from loa.testing import bulletins

from .conftest import edit, shown

pytestmark = pytest.mark.django_db
REASON = "Ghi rõ là buổi sáng hay buổi chiều."


@pytest.fixture
def waiting(desk, sound):
    return desk.submitted(desk.words(sound, title="Họp dân"))


def post(web, bulletin, **given):
    answer = web.post(reverse("bulletins_approve", args=[bulletin.code]), given, follow=True)
    return answer, unescape(answer.content.decode())


def send(web, desk, sound, at, title="Vướng giờ"):
    """What a writer who presses *Gửi duyệt* gets."""
    page = {
        "unit": desk.unit.pk,
        "title": title,
        "text": "Chữ.",
        "reader": "own",
        "sound": sound.pk,
        "where": "all",
        "times": f"once|{at:%Y-%m-%dT%H:%M}",
        "do": "submit",
    }
    answer = web.post(reverse("bulletins_new"), page)
    return answer, unescape(answer.content.decode())


def test_a_time_that_clashes_is_not_sent_and_others_are_offered(web, desk, sound, approved, editor):
    web.sign_in(editor)
    answer, page = send(web, desk, sound, bulletins.tomorrow_at(17))
    assert answer.status_code == 409
    assert "chồng" in page
    at_field = page[page.index('id="b-times"') :]
    assert "Đổi sang" in at_field[: at_field.index("Chọn ngày giờ khác")]
    made = Bulletin.objects.get(title="Vướng giờ")
    assert made.state == Bulletin.State.DRAFT


def test_a_time_outside_the_hours_is_not_sent(web, desk, sound, editor):
    web.sign_in(editor)
    answer, page = send(web, desk, sound, bulletins.tomorrow_at(22))
    assert answer.status_code == 409
    assert "Không phát được lúc 22:00" in page
    assert Bulletin.objects.get(title="Vướng giờ").state == Bulletin.State.DRAFT


def taken(desk, sound, waiting):
    """Somebody else's bulletin has got the time meanwhile, as one that was sent before could."""
    other = desk.submitted(desk.words(sound, title="Đến trước"))
    with desk.as_role("web", desk.approver):
        actions.approve(other.pk, other.latest_revision_id, bulletins.proof(desk.approver))


def test_what_cannot_be_approved_offers_to_return_it(web, desk, sound, waiting, approver):
    web.sign_in(approver)
    taken(desk, sound, waiting)
    page = unescape(shown(web, "bulletins_approve", waiting))
    assert "Còn trống:" in page
    assert 'value="approve" disabled' in page
    assert 'class="btn btn-main" href="#ly-do"' in page
    answer, page = post(web, waiting, do="approve", revision=waiting.latest_revision_id, reason=REASON)
    assert answer.status_code == 409
    assert "Toàn văn" in page
    assert "chồng" in page
    assert "Không vướng quy chế" not in page


def test_what_went_wrong_since_is_said_before_the_button_is_pressed(web, desk, sound, hamlet, approver):
    made = desk.submitted(desk.words(sound, hamlets=(hamlet.pk,)))
    Hamlet.objects.filter(pk=hamlet.pk).update(valid_to=clock.today())
    web.sign_in(approver)
    page = unescape(shown(web, "bulletins_approve", made))
    assert "Có thôn không thuộc đơn vị này." in page
    assert 'value="approve" disabled' in page
    answer, page = post(web, made, do="approve", revision=made.latest_revision_id)
    assert answer.status_code == 422
    assert page.count("Có thôn không thuộc đơn vị này.") == 1


def test_who_recalled_meanwhile_is_named_and_the_reason_is_kept(web, desk, waiting, approver, editor):
    web.sign_in(approver)
    with desk.as_role("web", editor):
        actions.recall(waiting.pk)
    given = {"do": "return", "revision": waiting.latest_revision_id, "reason": REASON}
    answer, page = post(web, waiting, **given)
    assert answer.status_code == 409
    assert f"{editor.name} đã lấy về sửa lúc" in page
    assert f">{REASON}</textarea>" in page


def test_a_text_that_nobody_saw_is_not_returned(web, desk, sound, waiting, approver, editor):
    web.sign_in(approver)
    seen = waiting.latest_revision_id
    with desk.as_role("web", editor):
        actions.recall(waiting.pk)
    edit(desk, waiting, desk.words(sound, title="Họp dân chiều nay"))
    with desk.as_role("web", editor):
        actions.submit(waiting.pk)
    answer, page = post(web, waiting, do="return", revision=seen, reason=REASON)
    assert answer.status_code == 409
    assert "Họp dân chiều nay" in page
    assert "Bản tin vừa được sửa." in page
    assert f">{REASON}</textarea>" in page
    assert not Decision.objects.filter(kind=Decision.RETURNED).exists()


def test_a_wrong_place_is_marked_at_its_field(web, waiting, approver):
    web.sign_in(approver)
    given = {"do": "return", "revision": waiting.latest_revision_id, "reason": REASON, "passage": "không có"}
    answer, page = post(web, waiting, **given)
    assert answer.status_code == 422
    assert page.count("Không thấy những chữ này trong toàn văn.") == 1
    assert page.index('name="passage"') < page.index("Không thấy những chữ này")
    assert "Không vướng quy chế" in page
    field = page[page.index('id="cho"') : page.index("Không thấy những chữ này")]
    assert "autofocus" in field
    assert f">{REASON}</textarea>" in page


@pytest.mark.parametrize("step", ["approve", "return"])
def test_a_decision_leads_to_its_own_page_which_leads_to_the_next_one(
    web, desk, sound, waiting, approver, step
):
    """On the page of the next one the button to approve would lie under the thumb that just pressed it."""
    later = desk.submitted(desk.words(sound, title="Tin sau", times=(Once(bulletins.tomorrow_at(5)),)))
    web.sign_in(approver)
    answer, page = post(web, waiting, do=step, revision=waiting.latest_revision_id, reason=REASON)
    assert answer.redirect_chain == [(reverse("bulletins_show", args=[waiting.code]), 302)]
    assert "Xem tin đang chờ: “Tin sau”" in page
    assert reverse("bulletins_approve", args=[later.code]) in page
    assert 'value="approve"' not in page
    assert ("Đã duyệt “Họp dân”" if step == "approve" else "Đã trả lại “Họp dân”") in page


@pytest.mark.parametrize("step", ["recall", "withdraw"])
def test_taking_back_and_withdrawing_name_the_bulletin(web, desk, waiting, editor, approver, step):
    if step == "withdraw":
        with desk.as_role("web", approver):
            actions.approve(waiting.pk, waiting.latest_revision_id, bulletins.proof(approver))
    web.sign_in(editor)
    answer = web.post(reverse(f"bulletins_{step}", args=[waiting.code]), {"reason": "Hoãn"}, follow=True)
    words = {"recall": "Đã lấy “Họp dân” về", "withdraw": "Đã rút “Họp dân”"}
    assert words[step] in unescape(answer.content.decode())


def test_the_reason_stays_while_it_is_mended_and_the_place_is_in_the_history(
    web, desk, sound, waiting, approver, editor
):
    with desk.as_role("web", approver):
        actions.return_(waiting.pk, waiting.latest_revision_id, REASON, "Trạm Y tế")
    edit(desk, waiting, desk.words(sound, title="Họp dân, sửa"))
    web.sign_in(editor)
    for route in ("bulletins_edit", "bulletins_show"):
        page = unescape(shown(web, route, waiting))
        assert REASON in page
        assert "Trạm Y tế" in page
    assert "ở chỗ “Trạm Y tế”" in unescape(shown(web, "bulletins_show", waiting))
    assert REASON in unescape(web.get("/quan-ly/").content.decode())
    listed = web.get(reverse("bulletins_list"), {"trang-thai": "returned"}).content.decode()
    assert "Họp dân, sửa" in listed
    with desk.as_role("web", editor):
        sent = actions.submit(waiting.pk)
        assert queries.last_return(sent) is None
        actions.recall(waiting.pk)
    assert REASON not in unescape(shown(web, "bulletins_edit", waiting))


def test_clusters_that_will_not_sound_are_named_in_the_word_of_their_condition(
    web, waiting, approver, places
):
    ground.clusters(places.own, 1)
    ground.clusters(places.own, 2, silenced=True)
    web.sign_in(approver)
    page = unescape(shown(web, "bulletins_approve", waiting))
    assert "2 cụm ở nơi này đang tắt tiếng:</b> Cụm 02, Cụm 03" in page
    assert "liên lạc" not in page
    assert "im lặng" not in page
    assert "Rút xuống được bất cứ lúc nào" in page

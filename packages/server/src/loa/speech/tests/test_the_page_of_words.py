"""A unit's own words on their page, by the whole stack."""

import pytest

from loa.kernel.actor import Actor
from loa.speech.models import LexiconEntry
from loa.testing.people import Places
from loa.testing.plugin import RoleClient

pytestmark = pytest.mark.django_db


def test_an_editor_adds_tries_and_removes_a_word(web: RoleClient, places: Places, editor: Actor) -> None:
    web.sign_in(editor)
    address = f"/quan-ly/tu-doc-rieng/{places.own.id}/"
    assert "Chưa có từ nào đọc riêng." in web.get(address).content.decode()
    answer = web.post(address, {"written": "BCG", "reading": "Vắc-xin phòng lao"})
    assert (answer.status_code, answer.headers["Location"]) == (302, address)
    page = web.get(address, {"thu": "Tiêm BCG lúc 7h30."}).content.decode()
    assert "tiêm vắc xin phòng lao lúc bảy giờ ba mươi" in " ".join(page.split())
    entry = LexiconEntry.objects.get(valid_to=None)
    assert web.post(f"{address}{entry.pk}/bo/").status_code == 302
    assert not LexiconEntry.objects.filter(valid_to=None).exists()


def test_what_cannot_be_said_comes_back_with_its_fault(
    web: RoleClient, places: Places, editor: Actor
) -> None:
    web.sign_in(editor)
    answer = web.post(f"/quan-ly/tu-doc-rieng/{places.own.id}/", {"written": "BCG", "reading": "mũi 1"})
    assert answer.status_code == 200
    assert "không dùng số hay ký hiệu" in answer.content.decode()


def test_others_see_no_form_and_another_commune_nothing(
    web: RoleClient, places: Places, approver: Actor
) -> None:
    web.sign_in(approver)
    assert "Thêm một từ" not in web.get(f"/quan-ly/tu-doc-rieng/{places.own.id}/").content.decode()
    assert (
        web.post(f"/quan-ly/tu-doc-rieng/{places.own.id}/", {"written": "A B", "reading": "a"}).status_code
        == 403
    )
    assert web.get(f"/quan-ly/tu-doc-rieng/{places.other.id}/").status_code == 404

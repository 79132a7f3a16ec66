"""Whatever goes wrong, the page is ours: what did not happen and the step now, in Vietnamese, without the
database."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.test import Client, RequestFactory
from django.urls import reverse
from django.views import defaults
from django.views.csrf import csrf_failure


def asked() -> HttpRequest:
    return RequestFactory().get("/không-có/")


@pytest.mark.parametrize(
    ("status", "sentence"),
    [
        (400, "Máy chủ không hiểu điều vừa gửi."),
        (403, "Tài khoản này không có quyền mở trang này."),
        (404, "Không có trang này, hoặc nó thuộc nơi khác."),
        (409, "Việc này vướng một việc vừa được làm trước."),
        (422, "Điều vừa gửi chưa đúng, nên chưa ghi lại."),
        (429, "Thử quá nhiều lần trong thời gian ngắn."),
        (500, "Máy chủ gặp lỗi, việc vừa rồi chưa được ghi lại."),
    ],
)
def test_each_status_has_its_sentence(status: int, sentence: str) -> None:
    page = render_to_string("loa/error.html", {"status": status}, asked())
    assert f"<h1>{sentence}</h1>" in page
    assert f"Mã {status}" in page
    assert "Về trang Hôm nay" in page


def test_a_sentence_of_its_own_wins() -> None:
    said = {"status": 409, "sentence": "Khung giờ này vừa có người đặt.", "step": "Chọn giờ khác."}
    page = render_to_string("loa/error.html", said, asked())
    assert "<h1>Khung giờ này vừa có người đặt.</h1>" in page
    assert "Chọn giờ khác." in page
    assert "<title>Khung giờ này vừa có người đặt. · Loa</title>" in page


def test_djangos_own_answers_are_drawn_by_us() -> None:
    assert "Mã 500" in defaults.server_error(asked()).content.decode()
    assert "Mã 404" in defaults.page_not_found(asked(), Exception("x")).content.decode()
    assert "Mã 403" in defaults.permission_denied(asked(), Exception("x")).content.decode()
    assert "Mã 400" in defaults.bad_request(asked(), Exception("x")).content.decode()
    stale = csrf_failure(asked(), "no cookie")
    assert stale.status_code == 403
    assert "Trang này mở đã lâu" in stale.content.decode()


@pytest.mark.django_db
def test_an_address_that_is_not_there() -> None:
    answer = Client().get("/không-có-trang-này/")
    assert answer.status_code == 404
    assert "Không có trang này, hoặc nó thuộc nơi khác." in answer.content.decode()


@pytest.mark.django_db
def test_an_address_inside_the_frame_that_is_not_there(web, editor) -> None:
    web.sign_in(editor)
    for address in ("/quan-ly/khong-co/", "/quan-ly/pages/", "/quan-ly/logout/", "/quan-ly"):
        answer = web.get(address, follow=True)
        assert answer.status_code == (200 if address == "/quan-ly" else 404), address
    assert "Không có trang này, hoặc nó thuộc nơi khác." in web.get("/quan-ly/khong-co/").content.decode()


@pytest.mark.django_db
def test_a_script_is_told_a_session_that_is_over_from_a_right_that_is_missing(web, editor, places) -> None:
    asked_by_a_script = {"headers": {"X-Requested-With": "XMLHttpRequest"}}
    sent = web.post(reverse("bulletins_save_new"), **asked_by_a_script)
    watched = web.get(reverse("media_status", args=[uuid4()]), **asked_by_a_script)
    for answer in (sent, watched):
        assert answer.status_code >= 400
        assert answer["Loa-Sign-In"] == "/dang-nhap/"
    web.sign_in(editor)
    answer = web.post(reverse("bulletins_save_new"), {"unit": places.other.pk}, **asked_by_a_script)
    assert answer.status_code == 403
    assert "Loa-Sign-In" not in answer


@pytest.mark.django_db
def test_after_a_form_the_step_is_the_page_that_it_stood_on(web, editor, places) -> None:
    web.sign_in(editor)
    page = reverse("bulletins_new")
    told = {"headers": {"Referer": f"http://testserver{page}"}}
    answer = web.post(page, {"unit": places.other.pk}, **told)
    assert answer.status_code == 403
    assert f'href="{page}">Mở lại trang vừa làm</a>' in answer.content.decode()
    assert "Mở lại trang vừa làm" not in web.get(f"{page}?noi={places.other.pk}", **told).content.decode()

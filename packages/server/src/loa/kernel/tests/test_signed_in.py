"""Whoever has to sign in first is brought back to a page that there is."""

from urllib.parse import parse_qs, urlsplit

import pytest
from django.http import HttpResponse
from django.test import RequestFactory

from loa.kernel.signed_in import signed_in

FORM = "/quan-ly/nhap/7/ghi/"


def brought_back(request):
    answer = signed_in(lambda request: HttpResponse())(request)
    assert answer.status_code == 302
    return parse_qs(urlsplit(answer["Location"]).query)["next"]


def test_who_opens_a_page_comes_back_to_it():
    assert brought_back(RequestFactory().get("/quan-ly/cum-loa/?noi=1")) == ["/quan-ly/cum-loa/?noi=1"]


def test_who_sends_a_form_comes_back_to_the_page_it_was_on():
    said = {"referer": "http://testserver/quan-ly/nhap/7/?sai=1"}
    assert brought_back(RequestFactory().post(FORM, headers=said)) == ["/quan-ly/nhap/7/?sai=1"]


@pytest.mark.parametrize(
    "page", ["", "https://elsewhere.example/quan-ly/", "//", "http://[", "javascript:alert(1)"]
)
def test_who_came_from_elsewhere_comes_to_the_first_page(page):
    assert brought_back(RequestFactory().post(FORM, headers={"referer": page})) == ["/"]

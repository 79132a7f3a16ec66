"""Pages are Vietnamese whatever the browser wishes, English when this device asked for it."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_a_browser_that_wishes_for_english_still_gets_vietnamese() -> None:
    answer = Client().get("/dang-nhap/", headers={"accept-language": "en-US,en"})
    assert answer.headers["Content-Language"] == "vi"
    assert "Đăng nhập" in answer.content.decode()


def test_a_device_that_asked_for_english_gets_it_until_it_asks_again() -> None:
    device = Client()
    answer = device.post("/ngon-ngu/", {"language": "en", "next": "/dang-nhap/"})
    assert answer.headers["Location"] == "/dang-nhap/"
    page = device.get("/dang-nhap/").content.decode()
    assert '<html lang="en"' in page
    assert "Sign in to work with the commune" in page
    device.post("/ngon-ngu/", {"language": "vi", "next": "/dang-nhap/"})
    assert '<html lang="vi"' in device.get("/dang-nhap/").content.decode()


def test_an_unknown_language_changes_nothing_and_nobody_is_sent_elsewhere() -> None:
    device = Client()
    answer = device.post("/ngon-ngu/", {"language": "xx", "next": "https://elsewhere.example/"})
    assert answer.headers["Location"] == "/"
    assert '<html lang="vi"' in device.get("/dang-nhap/").content.decode()

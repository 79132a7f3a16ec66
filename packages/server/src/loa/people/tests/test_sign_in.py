"""Signing in through the real pages, as the real database role."""

from dataclasses import replace

import pytest

from loa.audit.models import Entry
from loa.kernel.roles import Role
from loa.people.attempts import MOST_FROM_ONE_ADDRESS
from loa.people.models import Account
from loa.testing.client import RoleClient
from loa.testing.people import someone

pytestmark = pytest.mark.django_db
SECRET = "ba tu de nho"


@pytest.fixture
def mai(places):
    return someone("Lê Thị Mai", (Role.EDITOR, places.own), home=places.own, username="mai", password=SECRET)


def sign_in(client: RoleClient, password: str = SECRET, username: str = "mai"):
    return client.post("/dang-nhap/", {"username": username, "password": password})


def test_a_right_password_opens_the_frame(web, mai):
    assert sign_in(web).headers["Location"] == "/quan-ly/"
    assert web.get("/quan-ly/").status_code == 200


def test_the_sign_in_page_returns_to_where_one_wanted_to_go_but_never_elsewhere(web, mai):
    answer = web.post("/dang-nhap/", {"username": "MAI ", "password": SECRET, "next": "/quan-ly/dia-ban/"})
    assert answer.headers["Location"] == "/quan-ly/dia-ban/"
    answer = web.post("/dang-nhap/", {"username": "mai", "password": SECRET, "next": "https://example.org/"})
    assert answer.headers["Location"] == "/quan-ly/"


def test_a_page_asks_to_sign_in_first(web, places):
    answer = web.get("/quan-ly/dia-ban/")
    assert answer.headers["Location"] == "/dang-nhap/?next=/quan-ly/dia-ban/"


def test_five_wrong_passwords_close_the_name_even_to_the_right_one(web, mai):
    for _ in range(5):
        answer = sign_in(web, "sai rồi nhé")
    assert answer.status_code == 429
    assert "15 phút" in answer.content.decode()
    assert sign_in(web).status_code == 429
    assert sign_in(web, username="nguoi.khac").status_code == 200


def test_one_address_tries_only_so_many_names(web, mai):
    for number in range(MOST_FROM_ONE_ADDRESS):
        sign_in(web, "một hai ba bốn", f"nguoi.{number}")
    answer = sign_in(web)
    assert answer.status_code == 429
    assert "Máy này thử sai" in answer.content.decode()
    elsewhere = RoleClient(REMOTE_ADDR="203.0.113.9")
    assert sign_in(elsewhere).headers["Location"] == "/quan-ly/"


@pytest.fixture
def proxied(settings):
    """Behind `--proxy`, every request comes from the proxy."""
    settings.LOA_ENV = replace(settings.LOA_ENV, proxy="https://loa.example.vn")


def test_behind_the_proxy_a_stranger_closes_nobodys_name_but_from_where_they_are(web, mai, proxied):
    stranger = RoleClient(headers={"X-Forwarded-For": "198.51.100.7, 203.0.113.1"})
    for _ in range(5):
        sign_in(stranger, "sai rồi nhé")
    assert sign_in(stranger).status_code == 429
    pretending = RoleClient(headers={"X-Forwarded-For": "198.51.100.8, 203.0.113.1"})
    assert sign_in(pretending).status_code == 429
    officer = RoleClient(headers={"X-Forwarded-For": "198.51.100.9"})
    assert sign_in(officer).headers["Location"] == "/quan-ly/"


def test_without_a_proxy_nobody_says_where_they_are(web, mai):
    for number in range(5):
        sign_in(RoleClient(headers={"X-Forwarded-For": f"198.51.100.{number}"}), "sai rồi nhé")
    assert sign_in(web).status_code == 429


def test_an_address_that_is_none_breaks_nothing(web, mai, proxied):
    assert (
        sign_in(RoleClient(headers={"X-Forwarded-For": "không phải địa chỉ"}), "sai rồi").status_code == 200
    )


def test_a_disabled_account_is_out_with_its_next_request(web, mai):
    sign_in(web)
    Account.objects.filter(username="mai").update(is_active=False)
    assert web.get("/quan-ly/dia-ban/").status_code == 302
    assert sign_in(web).status_code == 200


def test_changing_the_password_ends_the_other_sessions_and_keeps_this_one(web, mai):
    other = RoleClient()
    sign_in(web)
    sign_in(other)
    answer = web.post(
        "/tai-khoan/mat-khau/", {"old": SECRET, "password": "cây đa giếng nước", "again": "cây đa giếng nước"}
    )
    assert answer.status_code == 302, answer.content.decode()
    assert web.get("/quan-ly/dia-ban/").status_code == 200
    assert other.get("/quan-ly/dia-ban/").status_code == 302
    assert Entry.objects.filter(verb="people.password_changed").count() == 1


@pytest.mark.parametrize(
    ("password", "why"),
    [
        ("ngắn", "ít nhất 10 ký tự"),
        ("12345678901", "chỉ có chữ số"),
        ("lethimai 2026", "tên đăng nhập hoặc họ tên"),
        ("password123", "quá nhiều người dùng"),
    ],
)
def test_a_weak_password_is_refused_in_words(web, mai, password, why):
    sign_in(web)
    answer = web.post("/tai-khoan/mat-khau/", {"old": SECRET, "password": password, "again": password})
    assert why in answer.content.decode()


def test_an_idle_session_ends(web, mai):
    from datetime import timedelta

    from loa.kernel import clock

    sign_in(web)
    web.get("/quan-ly/dia-ban/")
    with clock.fixed(clock.now() + timedelta(hours=2, minutes=1)):
        assert web.get("/quan-ly/dia-ban/").status_code == 302


def test_a_wrong_old_password_in_a_session_counts_like_a_sign_in(web, mai):
    sign_in(web)
    page = "/tai-khoan/mat-khau/"
    given = {"old": "sai rồi nhé", "password": "bốn từ khác hẳn", "again": "bốn từ khác hẳn"}
    for _ in range(5):
        assert "Mật khẩu đang dùng không đúng." in web.post(page, given).content.decode()
    right = given | {"old": SECRET}
    answer = web.post(page, right)
    assert answer.status_code == 429
    assert "Chờ 15 phút" in answer.content.decode()
    assert sign_in(RoleClient()).status_code == 429
    assert sign_in(RoleClient(REMOTE_ADDR="203.0.113.9")).headers["Location"] == "/quan-ly/"


def test_opening_the_address_that_signs_out_signs_nobody_out(web, mai):
    sign_in(web)
    assert web.get("/dang-xuat/").status_code == 405
    assert web.get("/quan-ly/").status_code == 200
    assert web.post("/dang-xuat/").headers["Location"] == "/dang-nhap/"
    assert web.get("/quan-ly/").status_code == 302

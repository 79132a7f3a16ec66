"""A link that is shown once and works once."""

from datetime import timedelta

import pytest

from loa.audit.models import Entry
from loa.kernel import actor, clock
from loa.kernel.errors import Forbidden
from loa.kernel.roles import Role
from loa.people import actions
from loa.people.models import Account, OneTimeLink
from loa.testing.people import someone

pytestmark = pytest.mark.django_db
PASSWORD = {"password": "cây đa giếng nước", "again": "cây đa giếng nước"}


@pytest.fixture
def admin(places):
    return someone(
        "Quản Trị Một", (Role.ADMINISTRATOR, places.province), home=places.province, username="qt1"
    )


@pytest.fixture
def invited(places, admin, as_role):
    """(account, secret) of a new person."""
    with as_role("web", admin):
        account = actions.create_person("Lê Thị Mai", "0912 345 678", places.own)
        secret = actions.make_link(account)
    return account, secret


def test_the_link_sets_the_password_once_and_the_person_signs_in(web, invited):
    account, secret = invited
    page = web.get(f"/mo/{secret}/")
    assert "Đặt mật khẩu cho Lê Thị Mai" in page.content.decode()
    # Not "no-referrer": a browser would call its form one from nowhere, and the form would be refused.
    assert page.headers["Referrer-Policy"] == "same-origin"
    assert web.post(f"/mo/{secret}/", PASSWORD).headers["Location"] == "/dang-nhap/"
    answer = web.post("/dang-nhap/", {"username": account.username, "password": PASSWORD["password"]})
    assert answer.headers["Location"] == "/quan-ly/"
    assert web.get(f"/mo/{secret}/").status_code == 404
    assert web.post(f"/mo/{secret}/", PASSWORD).status_code == 404
    assert Entry.objects.filter(verb="people.password_set_by_link", person_id=account.person_id).count() == 1


def test_only_the_hash_is_kept(invited):
    _account, secret = invited
    assert secret not in "".join(map(str, OneTimeLink.objects.values_list()))


def test_a_weak_password_leaves_the_link_alive(web, invited):
    _account, secret = invited
    answer = web.post(f"/mo/{secret}/", {"password": "123", "again": "123"})
    assert "ít nhất 10 ký tự" in answer.content.decode()
    assert web.post(f"/mo/{secret}/", PASSWORD).status_code == 302


def test_an_old_link_is_dead(web, invited):
    _account, secret = invited
    with clock.fixed(clock.now() + timedelta(days=14, seconds=1)):
        assert web.get(f"/mo/{secret}/").status_code == 404


def test_a_newer_link_voids_the_older(web, invited, admin, as_role):
    account, secret = invited
    with as_role("web", admin):
        newer = actions.make_link(Account.objects.get(pk=account.pk))
    assert web.get(f"/mo/{secret}/").status_code == 404
    assert web.get(f"/mo/{newer}/").status_code == 200


def test_a_link_of_a_disabled_account_is_dead(web, invited):
    account, secret = invited
    Account.objects.filter(pk=account.pk).update(is_active=False)
    assert web.post(f"/mo/{secret}/", PASSWORD).status_code == 404


def test_a_guessed_link_says_no_more_than_a_used_one(web, places):
    assert web.get("/mo/khong-co/").status_code == 404


def test_setting_the_password_ends_every_session(web, invited, admin, as_role):
    account, secret = invited
    web.post(f"/mo/{secret}/", PASSWORD)
    web.post("/dang-nhap/", {"username": account.username, "password": PASSWORD["password"]})
    with as_role("web", admin):
        reset = actions.make_link(Account.objects.get(pk=account.pk))
    assert OneTimeLink.objects.get(used_at=None, void_at=None).purpose == "reset"
    assert web.get("/quan-ly/dia-ban/").status_code == 200
    type(web)().post(f"/mo/{reset}/", {"password": "con sông quê tôi", "again": "con sông quê tôi"})
    assert web.get("/quan-ly/dia-ban/").status_code == 302


def test_only_an_administrator_of_the_place_makes_links(invited, as_role, places, editor):
    account, _secret = invited
    with as_role("web", editor), pytest.raises(Forbidden):
        actions.make_link(Account.objects.get(pk=account.pk))
    assert actor.current_or_none() is None

"""Whoever makes a link for someone who approves or administers does not hold what opens it."""

import re
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction

from loa.audit.models import Entry
from loa.kernel import clock
from loa.kernel.errors import Conflict, Forbidden, NotFound
from loa.kernel.roles import Role
from loa.people import actions, queries
from loa.people.actions.two_person_reset import TRIES, find_link
from loa.people.models import Account, OneTimeLink
from loa.testing.people import grant_directly, someone

pytestmark = pytest.mark.django_db
PASSWORD = {"password": "cây đa giếng nước", "again": "cây đa giếng nước"}
ASKED = "Mã của quản trị viên thứ hai"


@pytest.fixture
def maker(places):
    return someone(
        "Quản Trị Một", (Role.ADMINISTRATOR, places.province), home=places.province, username="qt1"
    )


@pytest.fixture
def second(places):
    who = (Role.ADMINISTRATOR, places.province)
    return someone("Quản Trị Hai", who, home=places.province, username="qt2", password="mật khẩu thứ hai")


@pytest.fixture
def approver(places):
    return someone("Người Duyệt", (Role.APPROVER, places.own), home=places.own, username="nd")


def account_of(who):
    return Account.objects.get(pk=who.account_id)


def link_of(who):
    return queries.live_links().get(account_id=who.account_id)


@pytest.fixture
def secret(maker, approver, as_role):
    """Of the approver's link, made by one administrator."""
    with as_role("web", maker):
        return actions.make_link(account_of(approver))


@pytest.fixture
def code(secret, second, approver, as_role):
    """What the other administrator is told."""
    with as_role("web", second):
        return actions.vouch(link_of(approver))


def test_the_link_alone_opens_nothing(web, secret, approver):
    before = account_of(approver).password
    assert ASKED in web.get(f"/mo/{secret}/").content.decode()
    assert web.post(f"/mo/{secret}/", PASSWORD).status_code == 200
    assert "Chưa có mã" in web.post(f"/mo/{secret}/", {**PASSWORD, "code": "12345678"}).content.decode()
    assert account_of(approver).password == before


def test_link_and_code_together_do(web, secret, code, approver):
    answer = web.post(f"/mo/{secret}/", {**PASSWORD, "code": f" {code[:4]} {code[4:]} "})
    assert answer.headers["Location"] == "/dang-nhap/"
    now = account_of(approver)
    assert now.check_password(PASSWORD["password"])
    assert now.vouched_at == OneTimeLink.objects.get(account=now).used_at


def test_the_second_administrator_takes_the_code_from_the_page_of_what_waits(web, secret, second, approver):
    web.post("/dang-nhap/", {"username": "qt2", "password": "mật khẩu thứ hai"})
    page = web.get("/quan-ly/nguoi-dung/cho-dong-y/").content.decode()
    assert "Người Duyệt" in page
    assert "Quản Trị Một tạo liên kết" in page
    link = link_of(approver)
    told = web.post("/quan-ly/nguoi-dung/cho-dong-y/ma/", {"link": [link.pk]}).content.decode()
    code = re.search(r'value="([0-9]{8})"', told)[1]
    assert Entry.objects.filter(verb="people.code_given", person_id=second.person_id).count() == 1
    assert code not in "".join(map(str, OneTimeLink.objects.values_list()))
    assert type(web)().post(f"/mo/{secret}/", {**PASSWORD, "code": code}).status_code == 302


def test_neither_the_maker_nor_the_holder_gives_the_code(secret, maker, approver, places, as_role):
    with as_role("web", maker), pytest.raises(Forbidden):
        actions.vouch(link_of(approver))
    other = someone("Người Kia", (Role.ADMINISTRATOR, places.province), home=places.province, username="qt3")
    with as_role("web", maker):
        actions.make_link(account_of(other))
    with as_role("web", other), pytest.raises(Forbidden):
        actions.vouch(link_of(other))


def test_an_administrator_of_another_commune_gives_none(secret, approver, places, as_role):
    far = someone("Xã Khác", (Role.ADMINISTRATOR, places.other), home=places.other, username="qt4")
    link = link_of(approver)
    with as_role("web", far), pytest.raises(NotFound):
        find_link(link.pk)


def test_five_wrong_codes_end_the_link(web, secret, code, approver):
    wrong = "00000000" if code != "00000000" else "11111111"
    for left in range(TRIES - 1, 0, -1):
        page = web.post(f"/mo/{secret}/", {**PASSWORD, "code": wrong}).content.decode()
        assert f"Còn {left} lần thử" in page
    assert "hết dùng được" in web.post(f"/mo/{secret}/", {**PASSWORD, "code": wrong}).content.decode()
    assert web.post(f"/mo/{secret}/", {**PASSWORD, "code": code}).status_code == 404


def test_a_weak_password_uses_up_no_try(web, secret, code):
    web.post(f"/mo/{secret}/", {"password": "123", "again": "123", "code": "1"})
    assert OneTimeLink.objects.get(used_at=None, void_at=None).wrong_codes == 0
    assert web.post(f"/mo/{secret}/", {**PASSWORD, "code": code}).status_code == 302


def test_a_newer_code_voids_the_older(web, secret, code, second, approver, as_role):
    with as_role("web", second):
        newer = actions.vouch(link_of(approver))
    if newer != code:
        assert "Mã chưa đúng" in web.post(f"/mo/{secret}/", {**PASSWORD, "code": code}).content.decode()
    assert web.post(f"/mo/{secret}/", {**PASSWORD, "code": newer}).status_code == 302


def test_an_editor_needs_no_code(web, maker, second, places, as_role):
    writer = someone("Người Viết", (Role.EDITOR, places.own), home=places.own, username="nv")
    with as_role("web", maker):
        secret = actions.make_link(account_of(writer))
    with as_role("web", second), pytest.raises(Conflict):
        actions.vouch(link_of(writer))
    assert ASKED not in web.get(f"/mo/{secret}/").content.decode()
    assert web.post(f"/mo/{secret}/", PASSWORD).status_code == 302


def test_a_role_given_after_the_link_was_used_alone_has_no_effect(web, maker, places, as_role):
    """Taking an account first and giving it the role later gains nothing."""
    writer = someone("Người Viết", (Role.EDITOR, places.own), home=places.own, username="nv")
    with as_role("web", maker):
        secret = actions.make_link(account_of(writer))
    web.post(f"/mo/{secret}/", PASSWORD)
    grant_directly(account_of(writer).person, Role.APPROVER, places.own)
    web.post("/dang-nhap/", {"username": "nv", "password": PASSWORD["password"]})
    page = web.get("/quan-ly/tai-khoan/").content.decode()
    assert "chưa có hiệu lực" in page
    assert [each.role for each in web.get("/quan-ly/").wsgi_request.actor.grants] == ["editor"]


def test_a_role_given_before_the_link_is_used_asks_the_code(web, maker, places, as_role):
    writer = someone("Người Viết", (Role.EDITOR, places.own), home=places.own, username="nv")
    with as_role("web", maker):
        secret = actions.make_link(account_of(writer))
    grant_directly(account_of(writer).person, Role.APPROVER, places.own)
    assert ASKED in web.get(f"/mo/{secret}/").content.decode()


def test_the_host_makes_a_link_without_a_code(web, approver):
    secret = actions.make_link_of_the_host("nd")
    assert ASKED not in web.get(f"/mo/{secret}/").content.decode()
    web.post(f"/mo/{secret}/", PASSWORD)
    assert account_of(approver).vouched_at is not None
    with pytest.raises(NotFound):
        actions.make_link_of_the_host("khong-co")


class TestKeptByTheDatabase:
    """Through the web's own role, past every action."""

    def refused(self):
        return pytest.raises(DatabaseError)

    def test_a_link_is_made_in_ones_own_name(self, maker, second, approver, places, as_role):
        for name in (second.person_id, None):
            with as_role("web", maker), self.refused(), transaction.atomic():
                OneTimeLink.objects.create(
                    secret_hash="0" * 64,
                    purpose="reset",
                    account_id=approver.account_id,
                    unit=places.own,
                    made_by_id=name,
                    made_at=clock.now(),
                    expires_at=clock.now() + timedelta(hours=1),
                )

    @pytest.mark.parametrize("who", ["maker", "second"])
    def test_a_code_is_given_in_ones_own_name_by_another(self, who, secret, maker, second, approver, as_role):
        with as_role("web", maker), self.refused(), transaction.atomic():
            OneTimeLink.objects.filter(account_id=approver.account_id).update(
                code_hash="1" * 64,
                code_at=clock.now(),
                code_by_id={"maker": maker, "second": second}[who].person_id,
            )

    def test_an_account_is_not_vouched_for_without_its_link(self, secret, maker, approver, as_role):
        Account.objects.filter(pk=approver.account_id).update(vouched_at=None)
        with as_role("web", maker), self.refused(), transaction.atomic():
            Account.objects.filter(pk=approver.account_id).update(vouched_at=clock.now())

"""From an empty house to two administrators, through the page."""

import re

import pytest
from django.core.management import CommandError, call_command

from loa.people.actions.first_run import make_first_run_link
from loa.people.models import Account, RoleGrant
from loa.places import lists
from loa.places.models import Unit

pytestmark = pytest.mark.django_db
GIVEN = {
    "lists": "thanh-hoa",
    "first_name": "Lê Văn Một",
    "first_username": "mot",
    "password": "cây đa giếng nước",
    "again": "cây đa giếng nước",
    "second_name": "Trần Thị Hai",
    "second_username": "hai",
}


@pytest.fixture
def address(db, capsys):
    call_command("first_run_link")
    return re.search(r"/khoi-dau/\S+/", capsys.readouterr().out)[0]


def test_thanh_hoa_and_two_administrators_in_one_page(web, address):
    assert "Cần hai quản trị viên" in web.get(address).content.decode()
    done = web.post(address, GIVEN).content.decode()
    assert Unit.objects.filter(kind="commune", valid_to=None).count() == 166
    assert RoleGrant.objects.filter(role="administrator", granted_by=None).count() == 2
    invitation = re.search(r"/mo/[^/]+/", done)[0]
    assert web.post("/dang-nhap/", {"username": "mot", "password": GIVEN["password"]}).status_code == 302
    assert web.get("/quan-ly/nguoi-dung/").status_code == 200
    assert web.get(invitation).status_code == 200
    assert web.get(address).status_code == 404
    with pytest.raises(CommandError, match="đã khởi đầu"):
        call_command("first_run_link")


def test_another_province_begins_without_units_which_its_administrators_bring_in(web, address):
    given = {**GIVEN, "lists": "other", "code": "40", "province": "Tỉnh Nghệ An"}
    assert "Đã khởi đầu" in web.post(address, given).content.decode()
    only = Unit.objects.get()
    assert (only.kind, only.name, only.valid_from) == ("province", "Tỉnh Nghệ An", lists.KNOWN_FROM)
    assert web.post("/dang-nhap/", {"username": "mot", "password": GIVEN["password"]}).status_code == 302
    assert "/quan-ly/dia-ban/tu-tep/" in web.get("/quan-ly/dia-ban/").content.decode()
    assert web.get("/quan-ly/dia-ban/tu-tep/").status_code == 200


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"password": "ngắn", "again": "ngắn"}, "ít nhất 10 ký tự"),
        ({"second_username": "mot"}, "hai tên đăng nhập khác nhau"),
        ({"lists": "other"}, "Cần điền với tỉnh khác"),
        ({"lists": "other", "code": "4/0", "province": "Tỉnh Nghệ An"}, "Cần mã và tên của tỉnh"),
        ({"first_username": "Có Dấu"}, "chữ thường không dấu"),
    ],
)
def test_a_fault_writes_nothing_and_the_link_stays(web, address, change, said):
    assert said in web.post(address, {**GIVEN, **change}).content.decode()
    assert Account.objects.count() == Unit.objects.count() == 0
    assert web.get(address).status_code == 200


def test_a_newer_link_voids_the_older(web, address):
    make_first_run_link()
    assert web.get(address).status_code == 404


def test_an_ordinary_link_opens_no_first_run(web, address):
    done = web.post(address, GIVEN).content.decode()
    secret = re.search(r"/mo/([^/]+)/", done)[1]
    assert web.get(f"/khoi-dau/{secret}/").status_code == 404

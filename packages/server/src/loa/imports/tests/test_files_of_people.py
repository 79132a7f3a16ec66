"""People from a file: new ones, more roles for those who are there, nobody twice; their links come after."""

import re

import pytest

from loa.imports.models import Row
from loa.imports.tests.files import Desk, csv, rows, xlsx
from loa.kernel.roles import Role
from loa.people import queries
from loa.people.models import Account, OneTimeLink, Person, RoleGrant
from loa.testing.people import someone, two_administrators

pytestmark = pytest.mark.django_db
HEAD = "Mã đơn vị;Họ và tên;Vai trò;Điện thoại;Tên đăng nhập"


@pytest.fixture
def admins(places):
    return two_administrators(places)


@pytest.fixture
def desk(as_role, admins):
    return Desk(as_role, admins[0])


def test_two_people_in_each_commune(desk, places, admins):
    lines = []
    for unit in (places.own, places.other):
        lines += [
            f"{unit.code};Lê Thị Mai;biên tập, vận hành;0912345678;",
            f"{unit.code};Trần Văn Hùng;duyệt;;",
        ]
    upload = desk.send("people", csv(HEAD, *lines))
    assert upload.counts == {"added": 4}
    assert rows(upload)[1][3] == ["chờ một quản trị viên khác đồng ý."]
    before = Account.objects.count()
    assert desk.write(upload).state == "written"
    assert Account.objects.count() == before + 4
    mai = Account.objects.get(username=f"mai.lt.{places.own.code}")
    assert set(RoleGrant.objects.filter(person_id=mai.person_id).values_list("role", "granted_by_id")) == {
        ("editor", admins[0].person_id),
        ("operator", admins[0].person_id),
    }
    assert not mai.has_usable_password()
    with desk.here():
        assert queries.waiting_grants([places.own.id, places.other.id]).count() == 2
    assert not OneTimeLink.objects.exists()
    assert desk.send("people", csv(HEAD, *lines)).counts == {"unchanged": 4}


def test_faults_are_told_by_row_and_cell(desk, places):
    code = places.own.code
    found = rows(
        desk.send(
            "people",
            csv(
                HEAD,
                "1;Ai Đó;duyệt;;",
                f"{code};;hát;;",
                f"{code};Lê Hát;hát;;",
                f"{code};Lê Hai Vai;duyệt; ;",
                f"{code};Lê Cả Hai;duyệt; quản trị;",
                f"{code};Lê Tên Lạ;biên tập;;Tên Có Dấu",
                f"{code};Lê Số Lạ;biên tập;gọi sau;",
                f"{code};Trần Thị Hòa;biên tập;;hoa",
            ),
        )
    )
    assert [(number, told) for number, outcome, _label, told in found if outcome == "faulty"] == [
        (2, ["mã xã: không có xã, phường mã 1."]),
        (
            3,
            [
                "họ và tên: còn trống.",
                "vai trò: vai trò chỉ nhận: biên tập, duyệt, vận hành, kiểm tra, quản trị.",
            ],
        ),
        (4, ["vai trò: vai trò chỉ nhận: biên tập, duyệt, vận hành, kiểm tra, quản trị."]),
        (6, ["điện thoại: Số điện thoại chỉ gồm chữ số, dấu cách, dấu chấm."]),
        (7, ["tên đăng nhập: Tên đăng nhập chỉ dùng chữ thường không dấu, chữ số, dấu chấm, gạch ngang."]),
        (8, ["điện thoại: Số điện thoại chỉ gồm chữ số, dấu cách, dấu chấm."]),
        (9, ["tên đăng nhập: tên đăng nhập hoa đã có người dùng."]),
    ]


def test_all_that_is_wrong_with_a_row_is_said_at_once(desk, places):
    (row,) = rows(desk.send("people", csv(HEAD, "99999;Lê Sai;hát;912345678.5;Tên Có Dấu")))
    assert row[3] == [
        "điện thoại: “912345678.5” là số có phần lẻ. Đặt cột dạng chữ, ghi lại đủ các chữ số.",
        "mã xã: không có xã, phường mã 99999.",
        "vai trò: vai trò chỉ nhận: biên tập, duyệt, vận hành, kiểm tra, quản trị.",
        "tên đăng nhập: Tên đăng nhập chỉ dùng chữ thường không dấu, chữ số, dấu chấm, gạch ngang.",
    ]


def test_nobody_holds_two_roles_that_never_go_together(desk, places):
    content = xlsx([["Mã xã", "Họ tên", "Vai trò"], [14797, "Lê Cả Hai", "duyệt; quản trị"]])
    assert rows(desk.send("people", content))[0][3] == [
        "vai trò: Một người không giữ cả vai trò duyệt lẫn vai trò quản trị."
    ]


def test_somebody_who_is_there_gets_the_roles_that_are_missing(desk, places):
    mai = someone("Lê Thị Mai", (Role.EDITOR, places.own), home=places.own, username="mai")
    content = csv(
        HEAD, "14797;LÊ THỊ MAI;biên tập; ;".replace(" ;", ";", 1), "14797;lê thị mai;vận hành;;mai"
    )
    upload = desk.send("people", csv(HEAD, "14797;Lê Thị Mai;biên tập + vận hành;;"))
    (row,) = Row.objects.filter(upload=upload)
    assert (row.outcome, row.changes) == ("changed", [["vai trò", "biên tập", "biên tập, vận hành"]])
    desk.write(upload)
    held = RoleGrant.objects.filter(person_id=mai.person_id).values_list("role", flat=True)
    assert sorted(held) == ["editor", "operator"]
    assert Account.objects.filter(unit=places.own).count() == 1
    assert desk.send("people", content).counts == {"unchanged": 2}


def test_an_account_here_of_somebody_from_elsewhere_is_known(as_role, places):
    """Its person's own row is out of an administrator's sight; the account is not, and gets the role."""
    above = someone("Lê Thị Mai", (Role.OPERATOR, places.province), home=places.province, username="mai")
    Account.objects.filter(pk=above.account_id).update(unit=places.own)
    head = someone("Hà Văn Trị", (Role.ADMINISTRATOR, places.own), home=places.own, username="tri")
    own_desk = Desk(as_role, head)
    upload = own_desk.send("people", csv(HEAD, "14797;Lê Thị Mai;biên tập;;mai"))
    assert upload.counts == {"changed": 1}
    assert own_desk.write(upload).state == "written"
    held = RoleGrant.objects.filter(person_id=above.person_id).values_list("role", "unit_id")
    assert set(held) == {("operator", places.province.pk), ("editor", places.own.pk)}


def test_a_namesake_is_never_taken_for_another(desk, places):
    someone("Lê Thị Mai", (Role.EDITOR, places.own), home=places.own, username="mai")
    (row,) = rows(desk.send("people", csv(HEAD, "14797;Lê Thị Mai;biên tập;0912345678;")))
    assert row[1] == "faulty"
    assert "cùng người thì ghi tên đăng nhập ấy" in row[3][0]
    upload = desk.send("people", csv(HEAD, "14797;Lê Thị Mai;biên tập;0912345678;mai2"))
    assert upload.counts == {"added": 1}
    desk.write(upload)
    assert desk.send("people", csv(HEAD, "14797;Lê Thị Mai;biên tập;0912 345 678;")).counts == {
        "unchanged": 1
    }


def test_two_of_one_name_get_sign_in_names_of_their_own(desk, places):
    upload = desk.send(
        "people", csv(HEAD, "14797;Lê Thị Mai;biên tập;0912345678;", "14797;Lê Thị Mai;biên tập;0987654321;")
    )
    desk.write(upload)
    assert sorted(Account.objects.filter(unit=places.own).values_list("username", flat=True)) == [
        "mai.lt.14797",
        "mai.lt.14797.2",
    ]


def test_links_are_made_afterwards_told_once_and_not_for_who_has_signed_in(desk, places, admins, web):
    upload = desk.write(
        desk.send("people", csv(HEAD, "14797;Lê Thị Mai;biên tập;;", "14797;Lê Văn Nam;duyệt;;"))
    )
    web.sign_in(admins[0])
    page = web.get(f"/quan-ly/nhap-tep/{upload.id}/").content.decode()
    (added,) = re.findall(r'name="added" value="([\d,]+)"', page)
    shown = web.post("/quan-ly/nguoi-dung/lien-ket/", {"added": added}).content.decode()
    assert len(set(re.findall(r"/mo/[\w-]+/", shown))) == 2
    assert OneTimeLink.objects.count() == 2
    Account.objects.filter(unit=places.own).update(last_login="2026-01-01T00:00:00Z")
    assert web.post("/quan-ly/nguoi-dung/lien-ket/", {"added": added}).status_code == 422
    assert web.post("/quan-ly/nguoi-dung/lien-ket/", {"added": "x,,²"}).status_code == 422


def test_nobody_is_taken_for_a_person_whose_name_differs_in_marks(desk, places):
    someone("Lê Thị Hạnh", (Role.EDITOR, places.own), home=places.own, username="hanh.lt.14797")
    upload = desk.send("people", csv(HEAD, "14797;Lê Thị Hành;vận hành;;", "14797;Lê Thị Hãnh;biên tập;;"))
    found = rows(upload)
    assert [(outcome, told) for _number, outcome, _label, told in found] == [
        ("added", ["khác dấu với Lê Thị Hạnh (hanh.lt.14797): ghi là người mới."]),
        ("added", ["khác dấu với Lê Thị Hạnh (hanh.lt.14797): ghi là người mới."]),
    ]
    refused = desk.send("people", csv(HEAD, "14797;Lê Thị Hãnh;vận hành;;hanh.lt.14797"))
    assert rows(refused)[0][3] == [
        "tên đăng nhập: tên đăng nhập hanh.lt.14797 là của Lê Thị Hạnh, không phải Lê Thị Hãnh."
    ]


def test_the_preview_names_whom_it_means(desk, places):
    someone("Lê Thị Hòa", (Role.EDITOR, places.own), home=places.own, username="hoa.lt.14797")
    lines = ["14797;le thi hoa;vận hành;;", "14797;LÊ THỊ HOÀ;vận hành;;hoa.lt.14797"]
    for line in lines:
        (row,) = rows(desk.send("people", csv(HEAD, line)))
        assert row[1:3] == ("changed", "Lê Thị Hòa (hoa.lt.14797), Phường Hạc Thành")
    assert row[3] == ["tệp ghi “LÊ THỊ HOÀ”."]


def test_names_of_one_file_that_differ_in_marks_are_two_people_unless_one_has_none(desk):
    lines = ["Lê Thị Hãnh", "Lê Thị Hanh", "Trần Hòa", "Trần Hoà", "tran hoa"]
    found = rows(desk.send("people", csv(HEAD, *(f"14797;{each};vận hành;;" for each in lines))))
    assert [(number, outcome, told) for number, outcome, _label, told in found] == [
        (2, "added", []),
        (3, "added", ["khác dấu với Lê Thị Hãnh ở dòng 2: ghi là người mới."]),
        (4, "added", []),
        (5, "faulty", ["trùng với dòng 4."]),
        (6, "faulty", ["trùng với dòng 4."]),
    ]


def test_a_telephone_number_from_abroad_makes_nobody_a_second_time(desk):
    desk.write(desk.send("people", csv(HEAD, "14797;Lê Thị Mai;biên tập;0912345678;")))
    for number in ("+84 912 345 678", "84912345678", "912345678"):
        upload = desk.send("people", csv(HEAD, f"14797;Lê Thị Mai;biên tập;{number};"))
        assert upload.counts == {"unchanged": 1}
    assert Person.objects.get(name="Lê Thị Mai").phone == "0912345678"

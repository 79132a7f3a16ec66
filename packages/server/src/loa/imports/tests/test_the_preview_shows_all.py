"""What a new row would write stands in its preview, cell by cell, as it was read."""

import pytest

from loa.imports import declared
from loa.imports.models import Row
from loa.imports.tests.files import Desk, csv, rows
from loa.places.models import Unit
from loa.testing import people
from loa.testing.people import two_administrators

pytestmark = pytest.mark.django_db

NEW = {
    "units": (
        "Mã;Tên;Loại;Vĩ độ;Kinh độ;Diện tích",
        "99001;Sao;xã;19,9;105,8;12,5",
        ("99001", "Xã Sao", "19,9; 105,8", "12,5"),
    ),
    "former-units": (
        "Mã;Tên;Loại;Mã huyện;Huyện;Loại huyện;Vĩ độ;Kinh độ;Diện tích",
        "99001;Sao;xã;380;Hoằng Hóa;huyện;19.9;105.8;12.5",
        ("99001", "Xã Sao", "Huyện Hoằng Hóa", "380", "19,9; 105,8", "12,5"),
    ),
    "successions": (
        "Mã cũ;Mã mới;Phần",
        "14755;14797;một phần",
        ("14755", "14797", "một phần"),
    ),
    "hamlets": (
        "Tên;Loại;Vĩ độ;Kinh độ;Từ ngày",
        "Sao;tdp;19,9;105,8;7/1/25",
        ("Sao", "tổ dân phố", "19,9; 105,8", "07/01/2025", "“7/1/25” đọc là 07/01/2025."),
    ),
    "people": (
        "Mã xã;Xã;Huyện cũ;Họ và tên;Vai trò;Điện thoại;Tên đăng nhập",
        "14797;Hạc Thành;;Lê Thị Sao;biên tập;+84 912 345 678;sao",
        ("Phường Hạc Thành", "Lê Thị Sao", "biên tập", "0912 345 678", "sao"),
    ),
    "clusters": (
        "Mã xã;Xã;Huyện cũ;Thôn;Tên cụm;Điểm đặt;Vĩ độ;Kinh độ",
        "14797;Hạc Thành;;dong hoa;Cụm 01;Nhà văn hóa;19,9;105,8",
        ("Phường Hạc Thành", "thôn Đông Hòa", "Cụm 01", "Nhà văn hóa", "19,9; 105,8"),
    ),
}


@pytest.fixture
def desk(as_role, places):
    people.hamlet(places.own, "Đông Hòa")
    former = people.unit("Phường Điện Biên", "14755", places.province)
    Unit.objects.filter(pk=former.pk).update(valid_from="2025-01-01", valid_to="2025-07-01")
    return Desk(as_role, two_administrators(places)[0])


def test_every_import_is_here():
    assert set(NEW) == set(declared.imports())
    for kind, (head, _line, _shown) in NEW.items():
        assert len(head.split(";")) == len(declared.of(kind).columns), kind


@pytest.mark.parametrize("kind", NEW)
def test_a_new_row_is_shown_as_it_will_be_written(desk, places, kind):
    head, line, shown = NEW[kind]
    upload = desk.send(kind, csv(head, line), places.own.pk if kind == "hamlets" else None)
    (row,) = Row.objects.filter(upload=upload)
    assert row.outcome == "added", row.said
    told = " · ".join([row.label, *(after for _what, _before, after in row.changes), *row.said])
    assert [each for each in shown if each not in told] == []


FAR = {
    "units": ("Mã;Tên;Vĩ độ;Kinh độ", "99001;Xã Sao;{}"),
    "former-units": ("Mã;Tên;Mã huyện;Huyện;Vĩ độ;Kinh độ", "99001;Xã Sao;380;Huyện Hoằng Hóa;{}"),
    "hamlets": ("Tên;Loại;Vĩ độ;Kinh độ", "Sao;thôn;{}"),
    "clusters": ("Mã xã;Tên cụm;Điểm đặt;Vĩ độ;Kinh độ", "14797;Cụm 01;Chợ;{}"),
}


@pytest.mark.parametrize("kind", FAR)
def test_coordinates_that_cannot_be_right_are_said(desk, places, kind):
    Unit.objects.filter(pk__in=[places.own.pk, places.other.pk]).update(latitude=19.8, longitude=105.8)
    head, line = FAR[kind]
    at_unit = places.own.pk if kind == "hamlets" else None

    def told(at):
        (row,) = rows(desk.send(kind, csv(head, line.format(at)), at_unit))
        return row[1], row[3]

    for at in ("0;0", "48,85;2,35", "105,8;19,8"):
        outcome, said = told(at)
        assert outcome == "faulty", at
        assert "vĩ độ: " in " ".join(said)
    outcome, said = told("21,03;105,85")
    assert (outcome, [each for each in said if each.endswith("137 km: xem lại tọa độ.")] != []) == (
        "added",
        True,
    )
    assert not [each for each in told("19,9;105,7")[1] if " km" in each]
    Unit.objects.filter(pk=places.own.pk).update(latitude=None, longitude=None)
    assert "cách Xã Hoằng Châu khoảng 137 km: xem lại tọa độ." in told("21,03;105,85")[1]

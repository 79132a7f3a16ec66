"""A province's lists of units: each row shown first, then written; the same list again changes nothing."""

from datetime import date

import pytest

from loa.audit.models import Entry
from loa.audit.sentences import sentences
from loa.imports.models import Row, Upload
from loa.imports.tests.files import Desk, csv, rows, xlsx
from loa.kernel.errors import Forbidden
from loa.kernel.roles import Role
from loa.places import queries
from loa.places.lists import LAST_DAY_OF_DISTRICTS, TWO_LEVELS_SINCE
from loa.places.management.commands.load_units import default_folder
from loa.places.models import Succession, Unit
from loa.testing import people
from loa.testing.people import someone, two_administrators

pytestmark = pytest.mark.django_db
NOW = "Mã;Tên;Loại;Vĩ độ;Kinh độ;Diện tích"
BEFORE = "Mã;Tên;Mã huyện;Huyện"
WENT = "Mã cũ;Mã mới;Phần"
KINDS = {
    "units": "units-from-2025-07.csv",
    "former-units": "units-until-2025-06.csv",
    "successions": "successors-2025-07.csv",
}


@pytest.fixture
def desk(as_role, places):
    return Desk(as_role, two_administrators(places)[0])


def faults(upload: Upload) -> dict[int, list[str]]:
    return {number: told for number, outcome, _label, told in rows(upload) if outcome == "faulty"}


def test_a_province_s_lists_one_after_another_and_again(desk, places):
    """Thanh Hóa's own, in a house that has two of its communes already."""
    Unit.objects.filter(pk=places.other.pk).update(name="Xã Vạn Lộc")
    files = {kind: (default_folder() / name).read_bytes() for kind, name in KINDS.items()}
    written = [desk.write(desk.send(kind, content)) for kind, content in files.items()]
    assert [(each.state, each.counts) for each in written] == [
        ("written", {"added": 164, "changed": 2}),
        ("written", {"added": 547}),
        ("written", {"added": 558}),
    ]

    def standing(day: date) -> list[int]:
        return [queries.units(day).filter(kind=kind).count() for kind in ("commune", "district")]

    assert (standing(TWO_LEVELS_SINCE), standing(LAST_DAY_OF_DISTRICTS)) == ([166, 0], [547, 26])
    assert Succession.objects.count() == 558
    old = Unit.objects.get(name="Phường Điện Biên", kind="commune")
    assert "phuong dien bien" in queries.successors(old.id)[0].new.search
    for kind, content in files.items():
        again = desk.send(kind, content)
        assert (again.state, set(again.counts), again.to_write) == ("ready", {"unchanged"}, 0)


def test_rows_are_new_or_measured_or_the_same_and_nothing_is_written_before_the_press(desk, places):
    content = csv(
        NOW,
        "14797;Phường Hạc Thành;;19,8;105,79;24,63",
        "16078;xã Hoằng Châu;;;;",
        "99001;Mới;xã;;;",
        "99002;Phường Sao;;;;1.250.000",
        "Tổng cộng;166;;;;",
    )
    upload = desk.send("units", content)
    assert rows(upload) == [
        (2, "changed", "Phường Hạc Thành (14797)", []),
        (3, "unchanged", "Xã Hoằng Châu (16078)", []),
        (4, "added", "Xã Mới (99001)", []),
        (5, "faulty", "99002 · Phường Sao", ["diện tích: “1.250.000” nằm ngoài khoảng 0 đến 1000000."]),
        (6, "skipped", "", ["dòng tổng"]),
    ]
    assert Row.objects.get(upload=upload, number=2).changes == [
        ["tọa độ", "chưa có", "19,8; 105,79"],
        ["diện tích (km²)", "chưa có", "24,63"],
    ]
    assert Unit.objects.count() == 3
    desk.write(upload, leave_out=True)
    made = Unit.objects.get(code="99001")
    assert (made.name, made.name_type, made.parent, made.valid_from) == (
        "Xã Mới",
        "Xã",
        places.province,
        TWO_LEVELS_SINCE,
    )
    places.own.refresh_from_db()
    assert (places.own.latitude, places.own.area_km2) == (19.8, 24.63)
    told = [each.verb for each in Entry.objects.order_by("id")]
    assert told == ["places.unit_measured", "places.unit_added", "imports.written"]
    assert "đã thêm đơn vị" in sentences(list(Entry.objects.filter(verb="places.unit_added")))[0]


def test_all_that_is_wrong_with_a_row_is_said_at_once(desk, places):
    content = csv(
        NOW,
        "14797;Xã Hạc Thành;;;;",
        "9/9;Sao;;chín;105;",
        ";;;95;;",
        "99001;Xã Một;;;;",
        "99001;Xã Hai;;;;",
        "99003;Xã Ba;;19;;",
    )
    assert faults(desk.send("units", content)) == {
        2: [
            "mã: mã 14797 đang là Phường Hạc Thành, không phải Xã Hạc Thành. Sửa mã hoặc tên; đơn vị đã có"
            " thì không đổi tên bằng tệp."
        ],
        3: [
            "vĩ độ: “chín” không phải một số.",
            "mã: mã đơn vị chỉ gồm chữ số và chữ, tối đa 12 ký tự.",
            "tên: “Sao” thiếu loại ở trước tên: Xã, Phường, Thị trấn, Đặc khu.",
        ],
        4: ["vĩ độ: “95” nằm ngoài khoảng -90 đến 90.", "mã: còn trống.", "tên: còn trống."],
        6: ["trùng với dòng 5."],
        7: ["vĩ độ: Cần cả vĩ độ và kinh độ, hoặc bỏ trống cả hai."],
    }


def test_a_code_that_a_spreadsheet_shortened_is_read_whole_and_said(desk, places):
    upload = desk.send("units", xlsx([["Mã", "Tên"], [166, "Xã Sơn Hà"]]))
    assert rows(upload) == [(2, "added", "Xã Sơn Hà (00166)", ["mã xã mất số 0 ở đầu, đọc là 00166."])]
    desk.write(upload)
    assert desk.send("units", xlsx([["Mã", "Tên"], [166, "Xã Sơn Hà"]])).counts == {"unchanged": 1}


def test_former_communes_bring_their_districts_along(desk, places):
    content = csv(
        BEFORE,
        "1001;Xã Hoằng Giang;348;Huyện Hoằng Hóa",
        "1002;Xã Hoằng Xuân;348;",
        "1003;Xã Xa;349;",
        "1004;Xã Sai;348;Huyện Thọ Xuân",
        "1005;Xã Không;;",
    )
    upload = desk.send("former-units", content)
    assert rows(upload)[:2] == [
        (
            2,
            "added",
            "Xã Hoằng Giang, Huyện Hoằng Hóa (01001)",
            ["mã xã mất số 0 ở đầu, đọc là 01001.", "thêm cả Huyện Hoằng Hóa (348)."],
        ),
        (3, "added", "Xã Hoằng Xuân, Huyện Hoằng Hóa (01002)", ["mã xã mất số 0 ở đầu, đọc là 01002."]),
    ]
    assert faults(upload) == {
        4: ["huyện: chưa có huyện mã 349: ghi cả tên huyện."],
        5: ["huyện: mã huyện 348 là Huyện Hoằng Hóa, không phải Huyện Thọ Xuân."],
        6: ["mã huyện: còn trống."],
    }
    desk.write(upload, leave_out=True)
    district = Unit.objects.get(kind="district")
    assert (district.parent, district.valid_from, district.valid_to) == (
        places.province,
        date(2025, 1, 1),
        TWO_LEVELS_SINCE,
    )
    assert {each.valid_to for each in Unit.objects.filter(parent=district)} == {TWO_LEVELS_SINCE}
    elsewhere = csv(BEFORE, "1001;Xã Hoằng Giang;352;Huyện Thọ Xuân", "1002;Xã Hoằng Xuân;348;")
    assert faults(desk.send("former-units", elsewhere)) == {
        2: [
            "mã huyện: Xã Hoằng Giang, Huyện Hoằng Hóa (01001) đang thuộc huyện khác,"
            " không phải Huyện Thọ Xuân."
        ]
    }


def test_what_went_into_what_is_only_ever_added(desk, places):
    desk.write(desk.send("former-units", csv(BEFORE, "15001;Xã Hoằng Giang;348;Huyện Hoằng Hóa")))
    upload = desk.send("successions", csv(WENT, "15001;14797;một phần", "1;2;nửa"))
    assert rows(upload)[0][2] == "Xã Hoằng Giang, Huyện Hoằng Hóa (15001) → Phường Hạc Thành (14797)"
    assert faults(upload) == {
        3: [
            "mã cũ: không có xã, phường mã 1 trước 01/07/2025. Nhập danh sách ấy trước.",
            "mã mới: không có xã, phường mã 2 hiện nay. Nhập danh sách ấy trước.",
            "phần: cột phần chỉ nhận “toàn bộ” hoặc “một phần”.",
        ]
    }
    desk.write(upload, leave_out=True)
    made = Succession.objects.get()
    assert (made.extent, made.on, made.new) == ("part", TWO_LEVELS_SINCE, places.own)
    again = desk.send("successions", csv(WENT, "15001;14797;toàn bộ"))
    assert rows(again)[0][1::2] == ("unchanged", ["đang ghi là “một phần”; lần nhập này không đổi."])


def test_only_an_administrator_of_the_province_opens_the_form_or_sends_a_list(
    as_role, web, places, editor, operator
):
    of_commune = someone("Lê Văn Nam", (Role.ADMINISTRATOR, places.own), home=places.own, username="nam")
    for who in (editor, operator, of_commune):
        web.sign_in(who)
        assert web.get("/quan-ly/dia-ban/tu-tep/").status_code == 403
        assert "/tu-tep/" not in web.get("/quan-ly/dia-ban/").content.decode()
        for kind in KINDS:
            with pytest.raises(Forbidden):
                Desk(as_role, who).send(kind, csv(NOW, "99001;Xã Mới;;;;"))
    assert not Upload.objects.exists()


def test_hamlets_that_differ_in_marks_are_two_and_those_that_differ_in_a_tone_s_place_are_one(desk, places):
    people.hamlet(places.own, "Tân Hòa")
    people.hamlet(places.own, "Kim Tân")
    lines = ["Tân Hoà", "Tấn Hóa", "Tấn Hoá", "kim tan", "Kim Tấn"]
    upload = desk.send("hamlets", csv("Tên;Loại", *(f"{each};thôn" for each in lines)), places.own.pk)
    assert [(outcome, told) for _number, outcome, _label, told in rows(upload)] == [
        ("unchanged", ["đang ghi là “Tân Hòa”; lần nhập này không đổi tên."]),
        ("added", []),
        ("faulty", ["trùng với dòng 3."]),
        ("unchanged", ["đang ghi là “Kim Tân”; lần nhập này không đổi tên."]),
        ("added", []),
    ]
    desk.write(upload, leave_out=True)
    (row,) = rows(desk.send("hamlets", csv("Tên;Loại", "tan hoa;thôn"), places.own.pk))
    assert row[3] == ["tên: có nhiều nơi tên “tan hoa”: thôn Tân Hòa, thôn Tấn Hóa. Ghi đủ dấu."]


def test_a_commune_s_code_with_a_name_that_has_other_marks_is_a_fault(desk):
    assert faults(desk.send("units", csv(NOW, "16078;Xã Hoảng Châu;;;;"))) == {
        2: [
            "mã: mã 16078 đang là Xã Hoằng Châu, không phải Xã Hoảng Châu. Sửa mã hoặc tên; đơn vị đã có thì"
            " không đổi tên bằng tệp."
        ]
    }

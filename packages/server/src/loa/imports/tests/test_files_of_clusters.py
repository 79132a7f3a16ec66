"""Clusters from a file: each faulty row with its own number and reason, each good one as by hand."""

import pytest

from loa.audit.models import Entry
from loa.fleet.models import Device, Site
from loa.imports.models import Row
from loa.imports.tests.files import Desk, csv, rows, xlsx
from loa.kernel.roles import Role
from loa.testing import people
from loa.testing.people import someone

pytestmark = pytest.mark.django_db
HEAD = "Mã xã,Thôn,Tên cụm,Điểm đặt,Vĩ độ,Kinh độ"


@pytest.fixture
def desk(as_role, operator):
    return Desk(as_role, operator)


@pytest.fixture
def bring(desk):
    """Sends lines and has them written; gives the file."""
    return lambda *lines: desk.write(desk.send("clusters", csv(HEAD, *lines)))


def said(desk, *lines):
    """The sentences of the faulty rows, by number."""
    found = rows(desk.send("clusters", csv(HEAD, *lines)))
    assert not Device.objects.exists()
    return {number: told for number, outcome, _label, told in found if outcome == "faulty"}


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("14797,,,,,", "tên cụm: còn trống."),
        (f"14797,,{'x' * 61},,,", "tên cụm: dài hơn 60 chữ."),
        ("14797,,Cụm 01,,,", "trùng với dòng 2."),
        ("14797,,  Cụm   01 ,,,", "trùng với dòng 2."),
        ("99999,,Cụm 02,,,", "mã xã: không có xã, phường mã 99999."),
        ("38,,Cụm 02,,,", "mã xã: không có xã, phường mã 38."),
        (",,Cụm 02,,,", "mã xã: cần mã hoặc tên xã, phường."),
        ("14797,Đông Hòa,Cụm 02,,,", "thôn: Phường Hạc Thành không có thôn “Đông Hòa”."),
        ("14797,,Cụm 02,Nhà văn hóa,105.77,19.8", "vĩ độ: “105.77” nằm ngoài khoảng -90 đến 90."),
        ("14797,,Cụm 02,Nhà văn hóa,19.8,180.5", "kinh độ: “180.5” nằm ngoài khoảng -180 đến 180."),
        ("14797,,Cụm 02,Nhà văn hóa,mười chín,105.77", "vĩ độ: “mười chín” không phải một số."),
        ("14797,,Cụm 02,Nhà văn hóa,nan,105.77", "vĩ độ: “nan” không phải một số."),
        ("14797,,Cụm 02,Nhà văn hóa,19.8,", "vĩ độ: cần cả vĩ độ và kinh độ, hoặc bỏ trống cả hai."),
        ("14797,,Cụm 02,,19.8,105.7", "điểm đặt: có tọa độ thì ghi cả tên điểm đặt."),
        ("14797,,Cụm 02,Chợ,19.9,105.7", "vĩ độ: điểm đặt “Chợ” đã có tọa độ khác ở dòng 2."),
    ],
)
def test_a_faulty_row_is_named_with_its_cell_and_reason(desk, line, why):
    assert said(desk, "14797,,Cụm 01,Chợ,19.8,105.7", line) == {3: [why]}


def test_all_that_is_wrong_with_a_row_is_said_at_once(desk):
    assert said(desk, "14797,Đông Hòa,,,19.8,", "99999,,Cụm 02,,mười,") == {
        2: [
            "tên cụm: còn trống.",
            "thôn: Phường Hạc Thành không có thôn “Đông Hòa”.",
            "vĩ độ: cần cả vĩ độ và kinh độ, hoặc bỏ trống cả hai.",
        ],
        3: ["vĩ độ: “mười” không phải một số.", "mã xã: không có xã, phường mã 99999."],
    }


def test_names_that_people_take_for_one_are_refused_beside_each_other(bring, desk, places):
    bring("14797,,Thôn Đông,,,", "14797,,Thôn 1,,,")
    lines = ["thôn đông", "Đông", "Bản 1", "Cụm Đông", "cụm đông", "1", "Dong"]
    upload = desk.send("clusters", csv(HEAD, *(f"14797,,{name},,," for name in lines), "16078,,Đông,,,"))
    like = (
        "tên cụm: Đã có cụm loa tên “{}” ở đây, dễ nhầm với “{}”: chỉ khác chữ hoa, chỗ đặt dấu hay loại"
        " thôn. Ghi đúng tên đã có, hoặc đặt tên khác."
    )
    assert [(outcome, *told) for _number, outcome, _label, told in rows(upload)] == [
        ("faulty", like.format("Thôn Đông", "thôn đông")),
        ("faulty", like.format("Thôn Đông", "Đông")),
        ("added",),
        ("added",),
        ("faulty", like.format("Cụm Đông", "cụm đông")),
        ("faulty", like.format("Thôn 1", "1")),
        ("added",),
        ("added",),
    ]
    desk.write(upload, leave_out=True)
    assert Device.objects.filter(unit=places.own).count() == 5


def test_every_faulty_row_is_told_at_once_and_all_are_counted_as_the_spreadsheet_does(desk):
    assert sorted(said(desk, "", "1,,Cụm 01,,,", "14797,,Cụm 02,,,", "", "2,,Cụm 03,,,", "14797,,,,,")) == [
        3,
        6,
        7,
    ]


def test_a_file_with_too_many_rows_or_without_its_columns_says_so(desk, monkeypatch):
    failed = desk.send("clusters", csv("ma_xa,thon", "14797,"))
    assert failed.reason == "Dòng đầu của tệp thiếu cột: tên cụm."


def test_the_headings_of_before_still_do_and_stand_in_any_order(desk):
    written = desk.write(desk.send("clusters", csv("\ufeffdiem_dat,ten_cum,ma_xa", "Chợ,Cụm 01,14797")))
    made = Device.objects.get()
    assert (written.state, made.name, made.unit.code, str(made.site)) == ("written", "Cụm 01", "14797", "Chợ")


def test_a_hamlet_without_its_marks_and_a_coordinate_with_a_comma(bring, places):
    hamlet = people.hamlet(places.own, "Đông Hòa")
    bring('14797,dong hoa,Cụm 01, Nhà văn hóa ,"19,8",105.77', "14797,Thôn Đông Hòa,Cụm 02,,,")
    first, second = Device.objects.order_by("name")
    assert (first.hamlet, first.plan_id, second.hamlet) == (hamlet, f"14797.{hamlet.pk}", hamlet)
    site = Site.objects.get()
    assert (site.name, site.latitude, site.longitude, site.hamlet) == ("Nhà văn hóa", 19.8, 105.77, hamlet)


def test_clusters_at_one_site_of_a_commune_share_it_and_each_commune_has_its_own(bring):
    bring("14797,,Cụm 01,Chợ,19.8,105.7", "14797,,Cụm 02,Chợ,,", "16078,,Cụm 01,Chợ,,")
    assert list(Site.objects.order_by("unit_id").values_list("unit__code", "latitude")) == [
        ("14797", 19.8),
        ("16078", None),
    ]
    assert Device.objects.filter(site__unit__code="14797").count() == 2


def test_a_row_of_another_commune_is_a_fault_for_who_has_no_right_there(as_role, places):
    son = someone("Hoàng Văn Sơn", (Role.OPERATOR, places.own), home=places.own, username="son")
    found = rows(Desk(as_role, son).send("clusters", csv(HEAD, "14797,,Cụm 01,,,", "16078,,Cụm 02,,,")))
    assert [(number, outcome) for number, outcome, *_more in found] == [(2, "added"), (3, "faulty")]
    assert found[1][3] == ["mã xã: không có quyền thêm cụm loa ở Xã Hoằng Châu."]


def test_each_cluster_stands_in_the_record_in_the_sender_s_name(bring, operator):
    bring("14797,,Cụm 01,,,", "16078,,Cụm 01,,,")
    told = Entry.objects.filter(verb="fleet.device_added", person_id=operator.person_id).order_by("id")
    made = Device.objects.order_by("unit__code")
    assert [(row.subject, row.detail) for row in told] == [
        (f"fleet.device:{each.pk}", {"plan": each.plan_id}) for each in made
    ]


def test_a_row_that_no_box_has_claimed_is_put_elsewhere_and_a_claimed_one_is_left(bring, desk, places):
    hamlet = people.hamlet(places.own, "Đông Hòa")
    bring("14797,,Cụm 01,,,", "14797,,Cụm 02,,,")
    Device.objects.filter(name="Cụm 02").update(state="active", public_key=b"k" * 32)
    moving = ("14797,Đông Hòa,Cụm 01,Chợ,,", "14797,Đông Hòa,Cụm 02,,,")
    upload = desk.send("clusters", csv(HEAD, *moving))
    first, second = Row.objects.filter(upload=upload).order_by("number")
    assert (first.outcome, first.changes) == (
        "changed",
        [["thôn", "cả xã", "thôn Đông Hòa"], ["điểm đặt", "chưa có", "Chợ"]],
    )
    assert second.outcome == "skipped"
    assert "đã có máy nhận" in second.said[0]
    desk.write(upload)
    found = {each.name: each for each in Device.objects.select_related("site")}
    assert (found["Cụm 01"].plan_id, str(found["Cụm 01"].site)) == (f"14797.{hamlet.pk}", "Chợ")
    assert found["Cụm 02"].plan_id == "14797.0"
    assert desk.send("clusters", csv(HEAD, moving[0])).counts == {"unchanged": 1}


def test_a_workbook_does_as_well_as_a_csv(desk):
    content = xlsx(
        [["Mã xã", "Tên cụm", "Vĩ độ", "Kinh độ", "Điểm đặt"], [14797, "Cụm 01", 19.8, 105.7, "Chợ"]]
    )
    desk.write(desk.send("clusters", content))
    assert Site.objects.get().latitude == 19.8


def test_coordinates_that_differ_from_those_of_a_site_that_is_there_are_not_written_and_the_row_says_so(
    bring, desk
):
    bring("14797,,Cụm 01,Chợ,19.8,105.7", "14797,,Cụm 02,Đình,,", "14797,,Cụm 03,Đình,,")
    Device.objects.filter(name="Cụm 03").update(state="active", public_key=b"k" * 32)
    told = desk.send(
        "clusters",
        csv(
            HEAD,
            "14797,,Cụm 01,Chợ,19.8,105.7",
            "14797,,Cụm 02,Đình,19.9,105.8",
            "14797,,Cụm 03,Đình,19.9,105.8",
            "14797,,Cụm 04,Đình,19.9,105.8",
            "16078,,Cụm 01,Đình,19.9,105.8",
        ),
    )
    kept = ["điểm đặt “Đình” đã có từ trước: tọa độ trong tệp không được ghi."]
    assert [(outcome, said) for _number, outcome, _label, said in rows(told)] == [
        ("unchanged", []),
        ("unchanged", kept),
        ("unchanged", kept),
        ("added", kept),
        ("added", []),
    ]
    desk.write(told)
    assert list(Site.objects.order_by("unit__code", "name").values_list("name", "latitude")) == [
        ("Chợ", 19.8),
        ("Đình", None),
        ("Đình", 19.9),
    ]


def test_a_hamlet_and_a_commune_are_never_taken_for_others_that_differ_in_marks(desk, places):
    people.hamlet(places.own, "Kim Tân")
    assert said(
        desk,
        "14797,Kim Tấn,Cụm 01,,,",
        ",kim tan,Cụm 02,,,",
        "14797,kim tan,Cụm 03,,,",
        "14797,Tổ dân phố Kim Tân,Cụm 04,,,",
    ) == {
        2: ["thôn: Phường Hạc Thành không có thôn “Kim Tấn”; có thôn Kim Tân, khác dấu."],
        3: ["mã xã: cần mã hoặc tên xã, phường."],
        5: ["thôn: Phường Hạc Thành không có thôn “Tổ dân phố Kim Tân”."],
    }
    head = "Xã,Tên cụm"
    (wrong, right, bare) = rows(
        desk.send("clusters", csv(head, "Xã Hoảng Châu,Cụm 01", "Xã Hoằng Châu,Cụm 02", "hoang chau,Cụm 03"))
    )
    assert wrong[3] == [
        "xã, phường: không có xã, phường tên “Xã Hoảng Châu”; có Xã Hoằng Châu (16078), khác dấu."
    ]
    assert [right[1], bare[1]] == ["added", "added"]


def test_of_two_hamlets_that_differ_in_marks_each_is_found_by_its_own(desk, places):
    first, second = people.hamlet(places.own, "Tân Hòa"), people.hamlet(places.own, "Tấn Hóa")
    lines = ["Tân Hòa", "Tấn Hoá", "thôn TÂN HOÀ", "tan hoa"]
    upload = desk.send(
        "clusters", csv(HEAD, *(f"14797,{hamlet},{name},,," for name, hamlet in enumerate(lines, 1)))
    )
    assert [told for _number, outcome, _label, told in rows(upload) if outcome == "faulty"] == [
        [
            "thôn: Phường Hạc Thành có nhiều nơi tên “tan hoa”: thôn Tân Hòa, thôn Tấn Hóa."
            " Ghi đủ dấu, hoặc ghi cả loại."
        ]
    ]
    desk.write(upload, leave_out=True)
    placed = dict(Device.objects.values_list("name", "hamlet_id"))
    assert placed == {"1": first.pk, "2": second.pk, "3": first.pk}


def test_a_site_is_the_same_however_the_tone_of_its_name_is_placed(bring, desk):
    bring("14797,,Cụm 01,Nhà văn hóa,19.8,105.7")
    bring("14797,,Cụm 02,Nhà văn hoá,,")
    assert Site.objects.get().name == "Nhà văn hóa"
    assert desk.send("clusters", csv(HEAD, "14797,,Cụm 01,nhà văn hoá,19.8,105.7")).counts == {"unchanged": 1}

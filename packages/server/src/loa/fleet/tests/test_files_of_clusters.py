"""A file of clusters is taken whole or not at all; each faulty line is told by its own number and reason."""

import pytest

from loa.audit.models import Entry
from loa.fleet import actions as fleet
from loa.fleet.actions import listing
from loa.fleet.models import Device, Site
from loa.kernel.errors import Invalid, Refused
from loa.people.models import Role
from loa.testing import people
from loa.testing.people import someone

pytestmark = pytest.mark.django_db
HEAD = "ma_xa,thon,ten_cum,diem_dat,vi_do,kinh_do\n"
NOTHING_TAKEN = "Chưa nhập được dòng nào. Sửa các dòng sau rồi nhập lại."


@pytest.fixture
def bring(as_role, operator):
    """Brings lines in as the province's operator."""

    def one(lines, who=operator, head=HEAD):
        with as_role("web", who):
            return fleet.import_csv(head + lines)

    return one


@pytest.fixture
def refused(bring):
    """What is said of lines that are not taken; nothing of the file is left."""

    def one(lines, head=HEAD):
        with pytest.raises(Invalid) as why:
            bring(lines, head=head)
        assert why.value.field == "file"
        assert not Device.objects.exists()
        assert not Site.objects.exists()
        assert not Entry.objects.exists()
        return str(why.value), [str(line) for line in why.value.lines]

    return one


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ("14797,,,,,", "Tên cụm loa có từ 1 đến 60 chữ."),
        (f"14797,,{'x' * 61},,,", "Tên cụm loa có từ 1 đến 60 chữ."),
        ("14797", "Tên cụm loa có từ 1 đến 60 chữ."),
        ("14797,,Cụm 01,,,", "Đã có cụm loa tên Cụm 01 ở đây."),
        ("14797,,  Cụm   01 ,,,", "Đã có cụm loa tên Cụm 01 ở đây."),
        ("99999,,Cụm 02,,,", "không có xã, phường mã 99999."),
        ("38,,Cụm 02,,,", "không có xã, phường mã 38."),
        (",,Cụm 02,,,", "không có xã, phường mã ."),
        ("14797,Đông Hòa,Cụm 02,,,", "xã, phường Phường Hạc Thành không có thôn Đông Hòa."),
        ("14797,,Cụm 02,Nhà văn hóa,105.77,19.8", "tọa độ 105.77 không đọc được."),
        ("14797,,Cụm 02,Nhà văn hóa,90.001,105.77", "tọa độ 90.001 không đọc được."),
        ("14797,,Cụm 02,Nhà văn hóa,19.8,180.5", "tọa độ 180.5 không đọc được."),
        ("14797,,Cụm 02,Nhà văn hóa,mười chín,105.77", "tọa độ mười chín không đọc được."),
        ("14797,,Cụm 02,Nhà văn hóa,nan,105.77", "tọa độ nan không đọc được."),
        ("14797,,Cụm 02,Nhà văn hóa,19.8,-inf", "tọa độ -inf không đọc được."),
    ],
)
def test_a_faulty_line_is_named_with_its_reason(refused, line, why):
    assert refused(f"14797,,Cụm 01,,,\n{line}\n") == (NOTHING_TAKEN, [f"Dòng 3: {why}"])


def test_every_faulty_line_is_told_at_once(refused):
    _said, lines = refused("1,,Cụm 01,,,\n14797,,Cụm 02,,,\n2,,Cụm 03,,,\n14797,,,,,\n")
    assert [line.partition(":")[0] for line in lines] == ["Dòng 2", "Dòng 4", "Dòng 5"]


def test_lines_that_are_empty_are_counted_as_whoever_looks_at_the_file_counts_them(refused):
    _said, lines = refused("\n14797,,Cụm 01,,,\n\n\n14797,,,,,\n")
    assert lines == ["Dòng 6: Tên cụm loa có từ 1 đến 60 chữ."]


@pytest.mark.parametrize("head", ["", "ma_xa,thon\n", "ten_cum;ma_xa\n", "ma_xa\n"])
def test_a_file_without_its_columns_says_which_it_needs(refused, head):
    said, lines = refused("14797,,Cụm 01,,,\n" if head else "", head=head)
    assert said == "Tệp cần có các cột: ma_xa, thon, ten_cum, diem_dat, vi_do, kinh_do."
    assert lines == []


def test_a_cell_that_cannot_be_read_is_told_by_its_line(refused):
    said, _lines = refused(f'14797,,Cụm 01,,,\n14797,,"{"x" * 200_000}",,,\n')
    assert said == "Dòng 3 của tệp không đọc được. Lưu lại dạng “CSV UTF-8” rồi gửi lại."


def test_a_file_has_no_more_lines_than_it_may(bring, refused, monkeypatch):
    monkeypatch.setattr(listing, "MOST_LINES", 2)
    lines = [f"14797,,Cụm 0{number},,,\n" for number in range(3)]
    assert refused("".join(lines))[0] == "Một tệp có tối đa 2 dòng."
    assert len(bring("".join(lines[:2]))) == 2


def test_columns_stand_in_any_order_and_only_two_are_needed(bring):
    (made,) = bring("Cụm 01,14797\n", head="\ufefften_cum,ma_xa\n")
    assert (made.name, made.unit.code, made.site) == ("Cụm 01", "14797", None)


def test_a_hamlet_is_found_without_its_marks_and_a_coordinate_with_a_comma(bring, places):
    hamlet = people.hamlet(places.own, "Đông Hòa")
    (made,) = bring('14797,dong hoa,Cụm 01, Nhà văn hóa ,"19,8",105.77\n')
    assert (made.hamlet, made.plan_id) == (hamlet, f"14797.{hamlet.pk}")
    site = Site.objects.get()
    assert (site.name, site.latitude, site.longitude, site.hamlet) == ("Nhà văn hóa", 19.8, 105.77, hamlet)


@pytest.mark.parametrize(("north", "east"), [("90", "180"), ("-90", "-180"), ("0", "0")])
def test_the_ends_of_the_earth_are_still_on_it(bring, north, east):
    bring(f"14797,,Cụm 01,Cột mốc,{north},{east}\n")
    site = Site.objects.get()
    assert (site.latitude, site.longitude) == (float(north), float(east))


def test_clusters_at_one_site_of_a_commune_share_it_and_each_commune_has_its_own(bring):
    bring("14797,,Cụm 01,Chợ,19.8,105.7\n14797,,Cụm 02,Chợ,,\n16078,,Cụm 01,Chợ,,\n")
    assert list(Site.objects.order_by("unit_id").values_list("unit__code", "latitude")) == [
        ("14797", 19.8),
        ("16078", None),
    ]
    assert Device.objects.filter(site__unit__code="14797").count() == 2


def test_one_line_of_another_commune_takes_the_whole_file_with_it(bring, places):
    son = someone("Hoàng Văn Sơn", (Role.OPERATOR, places.own), home=places.own, username="son")
    with pytest.raises(Refused):
        bring("14797,,Cụm 01,,,\n16078,,Cụm 02,,,\n", son)
    assert not Device.objects.exists()


def test_each_cluster_stands_in_the_record(bring, operator):
    made = bring("14797,,Cụm 01,,,\n16078,,Cụm 01,,,\n")
    told = Entry.objects.filter(verb="fleet.device_added", person_id=operator.person_id).order_by("id")
    assert [(row.subject, row.detail) for row in told] == [
        (f"fleet.device:{each.pk}", {"plan": each.plan_id}) for each in made
    ]

"""The list of units as of a day, and a commune's hamlets on its page: found, ordered, turned, taken out."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from loa.audit.models import Entry
from loa.audit.sentences import sentences
from loa.desk.operations.tests import ground
from loa.kernel.roles import Role
from loa.lists.tests import shown
from loa.places import lists, loading
from loa.places.management.commands.load_units import default_folder
from loa.places.models import Hamlet, Unit
from loa.places.names import search_text, sort_key
from loa.testing import people

pytestmark = pytest.mark.django_db
LIST = "places_units"
BEFORE = "2025-06-30"


@pytest.fixture
def thanh_hoa(web, db):
    """All of it, and somebody who looks."""
    province = loading.load(lists.thanh_hoa(default_folder())).province
    web.sign_in(people.someone("Sơn", (Role.OPERATOR, province), home=province, username="son"))
    return province


@pytest.mark.parametrize("text", ["hac thanh", "Hạc Thành", "HẠC  THÀNH", "Ha\u0323c Thành"])
def test_a_unit_is_found_with_marks_or_none_in_either_unicode_form_and_its_own_name_first(
    web, thanh_hoa, text
):
    assert shown.column(shown.page(web, LIST, tim=text))[0] == "Phường Hạc Thành"


def test_a_unit_is_found_by_the_names_of_those_that_went_into_it(web, thanh_hoa):
    old = Unit.objects.get(name="Phường Điện Biên", kind="commune")
    new = old.successions.get().new
    found = shown.column(shown.page(web, LIST, tim="dien bien"))
    assert new.name in found
    assert old.name not in found
    assert shown.column(shown.page(web, LIST, tim="dien bien", ngay=BEFORE))[0] == "Phường Điện Biên"


def test_as_of_a_day_by_level_in_vietnamese_order_and_turned(web, thanh_hoa):
    html = shown.page(web, LIST)
    assert "167 đơn vị hành chính" in shown.words(html)
    assert "Như hôm nay" in html
    assert "1/4" in html
    districts = shown.page(web, LIST, ngay=BEFORE, cap="district", xep="name")
    names = shown.column(districts)
    assert len(names) == 26
    bare = [Unit.objects.get(name=name, kind="district") for name in names]
    assert names == [each.name for each in sorted(bare, key=lambda one: bytes(one.sort_key))]
    said = "26 trong 574 đơn vị hành chính : cấp: huyện, như vào ngày 30/06/2025 Bỏ lọc"
    assert said in shown.words(districts)
    assert shown.column(shown.page(web, LIST, ngay=BEFORE, cap="district", xep="-name")) == names[::-1]
    last = shown.page(web, LIST, trang="4", xep="code")
    assert len(shown.column(last)) == 17


def test_what_is_no_date_is_said_and_today_is_shown(web, thanh_hoa):
    html = shown.page(web, LIST, ngay="2026-13-45")
    assert "Không có ngày này." in html
    assert "Như hôm nay" in html


def test_units_as_a_file_are_the_page_s_and_recorded(web, thanh_hoa):
    heads, *found = shown.workbook(web, LIST, cap="commune", tim="hac thanh")
    assert heads[:4] == ["Tên", "Cấp", "Thuộc", "Mã"]
    first = dict(zip(heads, found[0], strict=True))
    assert (first["Tên"], first["Mã"], first["Vĩ độ"]) == ("Phường Hạc Thành", "14797", 19.8028)
    (told,) = sentences(list(Entry.objects.filter(verb="lists.exported")))
    assert "Địa bàn" in told
    assert "cấp: xã, phường" in told


@pytest.fixture
def many(places):
    """As many hamlets as the largest commune of a province may have, in no order."""
    names = [f"Số {number}" for number in range(2_000)] + ["Ẩn", "Ăn", "Ân", "Ban", "Dốc", "Đình"]
    Hamlet.objects.bulk_create(
        Hamlet(
            unit=places.own,
            name=name,
            kind="thon" if number % 2 else "to_dan_pho",
            valid_from=people.SINCE,
            search=search_text(name),
            sort_key=sort_key(name),
        )
        for number, name in enumerate(names)
    )
    return places.own


def test_hamlets_of_a_commune_stand_a_page_at_a_time_in_vietnamese_order(web, editor, many):
    web.sign_in(editor)
    html = web.get(f"/quan-ly/dia-ban/{many.id}/").content.decode()
    found = shown.column(html)
    assert "2006 thôn, bản, tổ dân phố" in shown.words(html).replace(".", "")
    assert len(found) == 50
    assert [each.split()[-1] for each in found[:6]] == ["Ăn", "Ân", "Ẩn", "Ban", "Dốc", "Đình"]
    assert "1/41" in html
    found = shown.column(web.get(f"/quan-ly/dia-ban/{many.id}/?tim=thon+dinh&loai=thon").content.decode())
    assert found == ["Thôn Đình"]
    html = web.get(f"/quan-ly/dia-ban/{many.id}/?tim=khong+co").content.decode()
    assert "Không thấy gì với: có chữ “khong co”." in shown.words(html)


def test_a_longer_list_of_hamlets_asks_no_more_questions(web, editor, many):
    web.sign_in(editor)

    def asked(unit):
        with CaptureQueriesContext(connection) as found:
            assert web.get(f"/quan-ly/dia-ban/{unit.id}/").status_code == 200
        return len(found)

    asked(many)
    long = asked(many)
    Hamlet.objects.filter(unit=many).exclude(name="Ẩn").delete()
    assert asked(many) == long


def test_hamlets_as_a_file_name_their_commune_in_the_record(web, editor, places):
    hamlet = people.hamlet(places.own, "Linh Trường")
    people.hamlet(places.other, "Xa")
    ground.clusters(places.own, 2, hamlet)
    web.sign_in(editor)
    route = reverse("places_one_file", args=[places.own.id, "csv"])
    assert f'href="{route}' in web.get(f"/quan-ly/dia-ban/{places.own.id}/").content.decode()
    content = web.get(route).getvalue().decode("utf-8-sig")
    assert content.splitlines() == [
        "Tên;Loại;Vĩ độ;Kinh độ;Đặt ở đây;Từ ngày;Đến hết ngày",
        f"Linh Trường;thôn;;;2 cụm loa;{people.SINCE:%d/%m/%Y};",
    ]
    (told,) = sentences(list(Entry.objects.filter(verb="lists.exported")))
    assert "Phường Hạc Thành" in told
    beyond = web.get(reverse("places_one_file", args=[places.other.id, "csv"])).getvalue().decode("utf-8-sig")
    assert beyond.splitlines()[0] == "Tên;Loại;Vĩ độ;Kinh độ;Từ ngày;Đến hết ngày"


def test_who_may_not_write_is_offered_no_act_on_a_hamlet(web, editor, places):
    people.hamlet(places.own, "Linh Trường")
    people.hamlet(places.other, "Xa")
    web.sign_in(editor)
    assert "Sửa tên" in web.get(f"/quan-ly/dia-ban/{places.own.id}/").content.decode()
    assert "Sửa tên" not in web.get(f"/quan-ly/dia-ban/{places.other.id}/").content.decode()

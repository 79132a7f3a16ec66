"""The list of clusters: found, ordered and turned by its address."""

import re
from datetime import timedelta
from urllib.parse import parse_qs

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from loa.audit.models import Entry
from loa.desk.operations.tests import ground
from loa.fleet.models import Device
from loa.kernel import clock
from loa.kernel.roles import Role
from loa.lists.tests import shown
from loa.testing import people

pytestmark = pytest.mark.django_db
LIST = "clusters_list"


@pytest.fixture
def son(web, places):
    """An operator of one commune."""
    actor = people.someone("Sơn", (Role.OPERATOR, places.own), home=places.own, username="son")
    web.sign_in(actor)
    return actor


def named(unit, *names, **last):
    for device, name in zip(ground.clusters(unit, len(names), **last), names, strict=True):
        Device.objects.filter(pk=device.pk).update(name=name)


def test_names_are_in_vietnamese_order_and_turn_round(web, son, places):
    named(places.own, "Đình", "Dốc", "Ẩn", "Ăn", "Ân", "Ban")
    assert shown.column(shown.page(web, LIST, xep="name")) == ["Ăn", "Ân", "Ẩn", "Ban", "Dốc", "Đình"]
    html = shown.page(web, LIST, xep="-name")
    assert shown.column(html) == ["Đình", "Dốc", "Ban", "Ẩn", "Ân", "Ăn"]
    assert html.count("aria-sort") == 1
    assert re.search(r'aria-sort="descending"><a class="by" href="\?xep=name">Cụm loa</a>', html)


def test_what_needs_a_look_is_first_and_the_rest_as_places_order_it(web, son, places):
    named(places.own, "Cụm B", "Cụm A")
    gone = clock.now() - timedelta(hours=2)
    named(places.own, "Cụm Đ", "Cụm D", connected=False, seen_at=gone, told_at=gone)
    html = shown.page(web, LIST)
    assert shown.column(html) == ["Cụm D", "Cụm Đ", "Cụm A", "Cụm B"]
    assert shown.column(html, 1) == [*["Mất liên lạc, kết nối đã ngắt"] * 2, *["Sẵn sàng"] * 2]
    assert 'aria-sort="ascending"' in html
    assert shown.column(shown.page(web, LIST, xep="-seen"))[-2:] == ["Cụm D", "Cụm Đ"]


@pytest.mark.parametrize(
    "order", ["nothing", "hamlet_name", "device__name", "--name", "-", "name,state", "pk"]
)
def test_an_order_that_no_heading_offers_is_the_lists_own(web, son, places, order):
    named(places.own, "Cụm B", "Cụm A")
    html = shown.page(web, LIST, xep=order)
    assert shown.column(html) == ["Cụm A", "Cụm B"]
    assert order not in re.findall(r"[?&;]xep=([^&\"]*)", html)


def test_found_without_marks_by_hamlet_and_by_a_former_name(web, son, places):
    ground.clusters(places.own, 1, people.hamlet(places.own, "Linh Trường"))
    ground.clusters(places.own, 2)
    places.own.search += " quang thang"
    places.own.save()
    assert shown.column(shown.page(web, LIST, tim="linh truong")) == ["Cụm 01"]
    html = shown.page(web, LIST, tim="quang thang cum 02")
    assert shown.column(html) == ["Cụm 02"]
    assert "1 trong 3 cụm loa : có chữ “quang thang cum 02” Bỏ lọc" in shown.words(html)


def test_states_are_counted_and_kept_while_one_turns_the_pages(web, son, places):
    ground.clusters(places.own, 51)
    ground.clusters(places.own, 1, silenced=True)
    html = shown.page(web, LIST, **{"tinh-trang": "ready", "xep": "name", "trang": "2", "evil": "1"})
    assert shown.column(html) == ["Cụm 51"]
    assert "Sẵn sàng (51)" in html
    assert "51 trong 52 cụm loa : tình trạng: sẵn sàng" in shown.words(html)
    (back,) = re.findall(r'rel="prev" href="\?([^"]*)"', html)
    assert parse_qs(back.replace("&amp;", "&")) == {
        "tinh-trang": ["ready"],
        "xep": ["name"],
        "trang": ["1"],
    }
    assert "evil" not in html
    assert '<a class="nowrap" href="?xep=name">' in html


@pytest.mark.parametrize("number", ["0", "-3", "²", "9" * 5000, "x", "1e9"])
def test_an_odd_page_is_the_first_or_the_last(web, son, places, number):
    ground.clusters(places.own, 3)
    assert len(shown.column(shown.page(web, LIST, trang=number))) == 3


@pytest.mark.parametrize(
    ("asked", "fault"),
    [
        ({"tinh-trang": "broken"}, "Chọn một trong danh sách này."),
        ({"tim": "a " * 13}, "Tìm bằng nhiều nhất 12 từ, 120 chữ cái."),
        ({"tim": "a" * 121}, "Tìm bằng nhiều nhất 12 từ, 120 chữ cái."),
    ],
)
def test_what_cannot_be_read_is_said_and_no_file_passes_for_it(web, son, places, asked, fault):
    ground.clusters(places.own, 2)
    html = shown.page(web, LIST, **asked)
    assert fault in shown.words(html)
    assert len(shown.column(html)) == 2
    refused = web.get(reverse(f"{LIST}_file", args=["xlsx"]), asked)
    assert refused.status_code == 422
    assert fault in shown.words(refused.content.decode())
    assert not Entry.objects.filter(verb="lists.exported").exists()


def test_a_place_out_of_reach_is_not_there(web, son, places):
    ground.clusters(places.other, 1)
    for place in (places.other.pk, 999, "x"):
        assert web.get(reverse(LIST), {"noi": place}).status_code == 404
        assert web.get(reverse(f"{LIST}_file", args=["csv"]), {"noi": place}).status_code == 404


def test_of_one_place_and_hamlet_as_their_pages_lead_here(web, places, operator):
    web.sign_in(operator)
    ground.clusters(places.own, 2)
    ground.clusters(places.own, 1, people.hamlet(places.own, "Linh Trường"))
    ground.clusters(places.other, 1)
    html = shown.page(web, LIST, noi=places.own.pk)
    assert shown.column(html) == ["Cụm 01", "Cụm 02", "Cụm 03"]
    assert "Phường Hạc Thành" in html
    hamlet = Device.objects.get(name="Cụm 03").hamlet_id
    html = shown.page(web, LIST, noi=places.own.pk, thon=hamlet)
    assert shown.column(html) == ["Cụm 03"]
    assert "Thôn Linh Trường, Phường Hạc Thành" in shown.words(html)
    assert len(shown.column(shown.page(web, LIST))) == 4


def test_a_longer_list_asks_no_more_questions(web, son, places):
    def asked(**question):
        with CaptureQueriesContext(connection) as found:
            shown.page(web, LIST, **question)
        return len(found)

    ground.clusters(places.own, 3)
    shown.page(web, LIST)
    few = asked()
    ground.clusters(places.own, 60)
    assert asked() == few
    assert asked(tim="cum", xep="-seen", trang="2") == few

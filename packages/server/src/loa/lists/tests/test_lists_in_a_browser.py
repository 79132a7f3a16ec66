"""Every list in a real Chromium, on a phone and on a desk: nothing slides, axe finds nothing, headings
order."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from loa.audit import actions as audit
from loa.desk.operations.tests import ground
from loa.fleet.models import Device
from loa.kernel import actor as acting
from loa.kernel import clock
from loa.kernel.actor import Actor
from loa.kernel.roles import Role
from loa.newsroom import actions
from loa.newsroom.models import Bulletin
from loa.places import scope
from loa.places.models import Unit
from loa.testing import bulletins, listened, people
from loa.testing.browser import OpenPage, Site, faults, picture, signed_in, width_of
from loa.testing.roots import demo_root

pytestmark = pytest.mark.browser
TITLES = (
    "Lịch tiêm vắc-xin cho trẻ dưới 5 tuổi",
    "Thông báo cắt điện khu vực Hàm Rồng để sửa chữa đường dây trung thế",
    "Phòng cháy trong mùa hanh khô",
    "Họp thôn bàn việc làm đường",
)
LISTS = {
    "cum-loa": "Tìm tên cụm, thôn, xã, có dấu hoặc không dấu",
    "dia-ban": "Tìm tên, có dấu hoặc không dấu, cả tên xã cũ",
    "nguoi-dung": "Tìm tên người, tên đăng nhập, số điện thoại, có dấu hoặc không dấu",
    "ban-tin": "Tìm trong tên và nội dung",
    "nhat-ky-phat": "Ngày",
    "nhat-ky-thao-tac": "Tên người",
}


@pytest.fixture
def at_work(site: Site) -> None:
    """A province's operator and auditor, with two communes that do something."""
    of = people.places()
    operates, audits = (Role.OPERATOR, of.province), (Role.AUDITOR, of.province)
    someone = people.someone("Hoàng Văn Sơn", operates, audits, home=of.province, username="son")
    editor = people.someone("Lê Thị Mai", (Role.EDITOR, of.own), home=of.own, username="mai")
    both = (Role.APPROVER, of.own), (Role.OPERATOR, of.own)
    people.someone("Trần Thị Ánh", *both, home=of.own, username="anh")
    people.someone("Đỗ Văn Dũng", (Role.EDITOR, of.other), home=of.other, username="dung")
    demo_root()
    place = people.hamlet(of.own, "Linh Trường")
    gone = clock.now() - timedelta(hours=3)
    ground.clusters(of.own, 30, place)
    ground.clusters(of.own, 4, connected=False, seen_at=gone, told_at=gone)
    ground.clusters(of.other, 25)
    for number, device in enumerate(Device.objects.filter(hamlet=place)[:3]):
        ground.site(device, f"Cột {number + 1} nhà văn hóa thôn Linh Trường")
    plan = ground.plan(of.own, place)
    for number, title in enumerate(TITLES):
        planned = ground.item(plan, title, clock.now() - timedelta(minutes=10 * (number + 1)))
        for device in Device.objects.filter(hamlet=place).order_by("name")[number:]:
            ground.told(device, planned, "started", "completed")
    write(of.own, editor)
    with acting.acting(someone):
        for device in Device.objects.all():
            audit.record("dispatch.tone", device, device.unit_id, reaches=1)
    listened.counted()


def write(unit: Unit, editor: Actor) -> None:
    """More bulletins than a page holds, some of them waiting, some of priority."""
    bulletins.rule(unit)
    desk = bulletins.Desk(unit, editor, editor, None)
    sound = bulletins.ready_sound(unit)
    with scope.for_actor(editor), acting.acting(editor):
        for number in range(34):
            title = TITLES[number % len(TITLES)]
            made = actions.create(unit.pk, desk.words(sound, title=title))
            if number % 3 == 0:
                actions.submit(made.pk)
    Bulletin.objects.filter(title=TITLES[2]).update(priority="priority")


@pytest.mark.parametrize("width", [360, 1440])
def test_every_list_stands_on_a_phone_and_on_a_desk(
    site: Site, open_page: OpenPage, at_work: None, width: int
) -> None:
    page = open_page(width)
    signed_in(page, site, "son")
    for address, question in LISTS.items():
        # Just after midnight what sounded last lies in the day before.
        day = clock.local(clock.now() - timedelta(minutes=10)).date()
        page.goto(f"{site.url}/quan-ly/{address}/" + (f"?ngay={day}" if address == "nhat-ky-phat" else ""))
        page.set_viewport_size({"width": width, "height": 1700})
        picture(page, f"list-{address}-{width}")
        assert faults(page) == []
        assert width_of(page) == width
        assert page.get_by_label(question).is_visible()
        expect(page.get_by_role("rowheader").first).to_be_visible()
        expect(page.get_by_role("link", name="XLSX")).to_be_visible()
        assert page.get_by_label("Xếp theo").count() == 0 or page.get_by_label("Xếp theo").is_visible() == (
            width == 360
        )


def test_one_asks_orders_turns_and_takes_the_file(site: Site, open_page: OpenPage, at_work: None) -> None:
    page = open_page(1440)
    signed_in(page, site, "son")
    page.goto(f"{site.url}/quan-ly/cum-loa/")
    page.fill("#tim", "hac thanh")
    page.select_option("#tinh-trang", "silent")
    page.get_by_role("button", name="Tìm").click()
    expect(page.locator(".told")).to_contain_text("4 trong 59 cụm loa: có chữ “hac thanh”")
    picture(page, "list-asked-1440")
    page.get_by_role("columnheader", name="Cụm loa").get_by_role("link").click()
    page.get_by_role("columnheader", name="Cụm loa").get_by_role("link").click()
    expect(page.get_by_role("columnheader", name="Cụm loa")).to_have_attribute("aria-sort", "descending")
    expect(page.get_by_role("rowheader")).to_have_text(["Cụm 34", "Cụm 33", "Cụm 32", "Cụm 31"])
    with page.expect_download() as taken:
        page.get_by_role("link", name="XLSX").click()
    assert taken.value.suggested_filename == f"cum-loa-{clock.today():%Y-%m-%d}.xlsx"
    page.get_by_role("link", name="Bỏ lọc").click()
    page.get_by_role("link", name="Trang sau").click()
    expect(page.get_by_role("rowheader")).to_have_count(9)
    assert faults(page) == []


def test_on_a_phone_the_order_is_a_field(site: Site, open_page: OpenPage, at_work: None) -> None:
    page = open_page(360)
    signed_in(page, site, "son")
    page.goto(f"{site.url}/quan-ly/ban-tin/?tim=%3Cb%3E&trang-thai=x")
    picture(page, "list-nothing-360")
    assert faults(page) == []
    page.goto(f"{site.url}/quan-ly/cum-loa/")
    page.get_by_label("Xếp theo").select_option(label="Tin cuối")
    page.get_by_role("button", name="Tìm").click()
    expect(page.get_by_label("Xếp theo")).to_have_value("-seen")
    assert width_of(page) == 360

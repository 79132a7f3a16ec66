"""The way of a bulletin as people go it: written on a desk, approved on a phone, in a real Chromium."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from loa.airtime.models import Slot
from loa.kernel.roles import Role
from loa.newsroom.models import Approval, Bulletin
from loa.places.models import Hamlet
from loa.places.names import search_text, sort_key
from loa.testing import bulletins, people
from loa.testing.browser import OpenPage, Site, faults, picture, signed_in, width_of
from loa.testing.work import worker

__all__ = ["worker"]
pytestmark = pytest.mark.browser

PASSWORD = "bốn từ dễ nhớ"
TEXT = (
    "UBND phường Hạc Thành thông báo: Trạm Y tế tiêm vắc-xin cho trẻ dưới 5 tuổi từ 7h30 ngày 29/11/2026.\n"
    "Gia đình mang theo sổ tiêm chủng. Cháu nào chưa tiêm BCG thì báo trước, số 0912 345 678."
)


@pytest.fixture
def commune(site: Site):
    at = people.places()
    bulletins.rule(at.own)
    for name in ("Kim Tân", "Linh Trường", "Giang Sơn", "Hải Sơn"):
        Hamlet.objects.create(
            unit=at.own,
            name=name,
            kind="thon",
            valid_from=people.SINCE,
            search=search_text(name),
            sort_key=sort_key(name),
        )
    people.someone("Lê Thị Hạnh", (Role.EDITOR, at.own), home=at.own, username="hanh")
    people.someone(
        "Nguyễn Văn Thành", (Role.APPROVER, at.own), home=at.own, username="thanh", password=PASSWORD
    )
    return at.own


def write(page: Page, site: Site) -> None:
    page.goto(f"{site.url}/quan-ly/ban-tin/moi/")
    page.fill("#b-title", "Lịch tiêm vắc-xin cho trẻ dưới 5 tuổi")
    page.fill("#b-text", TEXT)
    page.get_by_text("Đã lưu trên máy chủ lúc").wait_for()


def test_an_editor_writes_and_an_approver_approves_on_a_phone(
    site: Site, open_page: OpenPage, commune, worker: None
) -> None:
    desk = open_page(1440)
    signed_in(desk, site, "hanh")
    write(desk, site)
    reading = desk.locator(".read")
    expect(reading).to_contain_text("Ủy ban nhân dân")
    expect(reading).to_contain_text("bảy giờ ba mươi")
    assert desk.locator(".ask-line").filter(has_text="BCG").count() == 1
    desk.locator('#b-times input[type="checkbox"]:not([disabled])').nth(2).check()
    desk.get_by_text("Nằm trong giờ được phát").wait_for()
    assert faults(desk) == []
    picture(desk, "write-1440")
    desk.get_by_role("button", name="Gửi duyệt").click()
    desk.get_by_text(re.compile("Đã gửi duyệt lúc")).wait_for(timeout=60_000)
    bulletin = Bulletin.objects.get()
    assert bulletin.state == Bulletin.State.SUBMITTED
    assert faults(desk) == []
    picture(desk, "show-submitted-1440")

    phone = open_page(360)
    phone.goto(f"{site.url}/b/{bulletin.code}/")
    phone.fill("#id_username", "thanh")
    phone.fill("#id_password", PASSWORD)
    phone.click("button[type=submit]")
    phone.wait_for_url(f"{site.url}/duyet/{bulletin.code}/")
    phone.get_by_text("Không vướng quy chế.").wait_for()
    assert faults(phone) == []
    assert width_of(phone) == 360
    picture(phone, "approve-360")
    phone.get_by_role("button", name="Duyệt").click()
    phone.get_by_text(re.compile("Đã duyệt “.+” lúc")).wait_for()
    approval = Approval.objects.get()
    assert approval.person.name == "Nguyễn Văn Thành"
    assert Slot.objects.get().items.get().media_sha256 == approval.media_sha256
    assert faults(phone) == []
    picture(phone, "show-approved-360")


def test_returning_asks_for_a_reason_and_the_editor_reads_it(
    site: Site, open_page: OpenPage, commune, worker: None
) -> None:
    desk = open_page(360)
    signed_in(desk, site, "hanh")
    write(desk, site)
    desk.locator('#b-times input[type="checkbox"]:not([disabled])').nth(1).check()
    picture(desk, "write-360")
    assert faults(desk) == []
    assert width_of(desk) == 360
    desk.get_by_role("button", name="Gửi duyệt").click()
    desk.get_by_text(re.compile("Đã gửi duyệt lúc")).wait_for(timeout=60_000)
    bulletin = Bulletin.objects.get()
    phone = open_page(1440)
    signed_in(phone, site, "thanh")
    phone.goto(f"{site.url}/duyet/{bulletin.code}/")
    phone.get_by_role("link", name="Trả lại").click()
    phone.get_by_label("Lý do, người viết đọc nguyên văn").fill("Bỏ số điện thoại riêng.")
    picture(phone, "approve-1440")
    phone.get_by_role("button", name="Trả lại").click()
    phone.get_by_text(re.compile("Đã trả lại “.+”, người viết thấy lý do ngay.")).wait_for()
    desk.goto(f"{site.url}/quan-ly/ban-tin/{bulletin.code}/sua/")
    desk.get_by_text("“Bỏ số điện thoại riêng.”").wait_for()
    picture(desk, "returned-360")


def test_what_is_typed_survives_a_lost_network_and_a_reload(site: Site, open_page: OpenPage, commune) -> None:
    page = open_page(1440)
    signed_in(page, site, "hanh")
    write(page, site)
    page.context.set_offline(True)
    page.fill("#b-text", TEXT + "\nThêm một câu khi mất mạng.")
    page.get_by_text("Chưa lưu được vì mất mạng.").wait_for()
    # The page would save the moment the network is back, and may do so before it is reloaded.
    page.route("**/luu/", lambda route: route.abort())
    page.context.set_offline(False)
    page.reload()
    assert "Thêm một câu khi mất mạng." in page.input_value("#b-text")
    page.unroute("**/luu/")
    page.get_by_text("Đã lưu trên máy chủ lúc").wait_for()
    page.evaluate("localStorage.clear()")
    page.reload()
    assert "Thêm một câu khi mất mạng." in page.input_value("#b-text")


def test_recording_is_one_tap_away_on_a_phone(site: Site, open_page: OpenPage, commune) -> None:
    phone = open_page(360)
    signed_in(phone, site, "hanh")
    phone.goto(f"{site.url}/quan-ly/")
    phone.get_by_role("link", name="Thu âm").click()
    phone.locator("#b-text").wait_for()
    assert not phone.get_by_role("checkbox", name="thôn Kim Tân").is_visible()
    assert phone.locator(".sound-field label", has_text="Thu âm").bounding_box()["y"] < 740
    picture(phone, "record-360")
    assert faults(phone) == []

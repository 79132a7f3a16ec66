"""The frame on the running site: its sidebar, one's own account, its two grounds."""

from __future__ import annotations

import gzip
import re
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Response

from loa.kernel.roles import Role
from loa.testing import people
from loa.testing.browser import OpenPage, Site, faults, sign_in, signed_in, width_of

pytestmark = pytest.mark.browser

COLD, KEPT = 40_000, 30_000  # bytes; SCREENS allows 700,000 and 60,000 inside the frame
PASSWORD = "bốn từ dễ nhớ"


@pytest.mark.parametrize("width", [1440, 360])
def test_the_frame_is_ours_narrow_and_wide(site: Site, open_page: OpenPage, width: int) -> None:
    at = people.places()
    people.someone(
        "Nguyễn Thị Hòa",
        (Role.ADMINISTRATOR, at.province),
        home=at.province,
        username="hoa",
        password=PASSWORD,
    )
    page = open_page(width)
    missing: list[str] = []
    page.on("response", lambda answer: missing.append(answer.url) if answer.status >= 400 else None)
    page.goto(f"{site.url}/dang-nhap/")
    assert faults(page) == []
    sign_in(page, site, "hoa", PASSWORD)
    missing.clear()
    page.goto(f"{site.url}/quan-ly/tai-khoan/")
    assert page.locator("h1").inner_text() == "Đang dùng tài khoản của Nguyễn Thị Hòa."
    assert faults(page) == []
    assert width_of(page) == width
    assert missing == []
    if width == 360:
        page.get_by_role("button", name="Danh mục").click()
    sidebar = page.locator("#danh-muc")
    assert sidebar.get_by_role("link", name="Người và quyền").is_visible()
    assert not sidebar.get_by_text(re.compile("Pages|Images|Reports|Settings|Trợ giúp|Báo cáo")).count()
    assert faults(page) == []


GROUPS = {
    Role.EDITOR: {
        "Nội dung": ["Hôm nay", "Bản tin", "Lịch phát", "Điều hành"],
        "Nơi phát": ["Cụm loa", "Nhật ký phát"],
        "Quản lý": ["Địa bàn"],
    },
    Role.ADMINISTRATOR: {
        "Nội dung": ["Hôm nay", "Bản tin", "Lịch phát", "Điều hành"],
        "Nơi phát": ["Cụm loa", "Nhật ký phát"],
        "Quản lý": ["Người và quyền", "Địa bàn", "Nhật ký thao tác"],
    },
}


@pytest.mark.parametrize("width", [1440, 360])
@pytest.mark.parametrize("role", GROUPS)
def test_the_sidebar_has_three_groups_each_with_its_name(
    site: Site, open_page: OpenPage, width: int, role: Role
) -> None:
    at = people.places()
    people.someone("Lê Thị Mai", (role, at.own), home=at.own, username="mai")
    page = open_page(width)
    signed_in(page, site, "mai")
    page.goto(f"{site.url}/quan-ly/tai-khoan/")
    if width == 360:
        page.get_by_role("button", name="Danh mục").click()
    sidebar = page.locator("#danh-muc")
    sidebar.get_by_role("heading", name="Quản lý").wait_for()
    drawn: dict[str, list[str]] = {}
    for heading in sidebar.get_by_role("heading").all():
        links = heading.locator("xpath=following-sibling::ul[1]").get_by_role("link")
        drawn[heading.inner_text()] = links.all_inner_texts()
    assert drawn == GROUPS[role]
    assert faults(page) == []
    assert width_of(page) == width


def test_a_folded_sidebar_keeps_the_groups_without_their_names(site: Site, open_page: OpenPage) -> None:
    at = people.places()
    people.someone("Lê Thị Mai", (Role.EDITOR, at.own), home=at.own, username="mai")
    page = open_page(1440)
    signed_in(page, site, "mai")
    page.goto(f"{site.url}/quan-ly/tai-khoan/")
    page.get_by_role("button", name="Thu gọn").click()
    side = page.locator("#danh-muc")
    assert side.get_by_role("heading", name="Nơi phát").bounding_box()["height"] <= 2
    assert side.get_by_role("link", name="Cụm loa").bounding_box()["width"] <= 64
    page.goto(f"{site.url}/quan-ly/cum-loa/")
    assert page.locator("#danh-muc").bounding_box()["width"] == 64
    assert faults(page) == []
    page.get_by_role("button", name="Mở rộng").click()
    assert page.locator("#danh-muc").bounding_box()["width"] > 200


def test_the_chosen_ground_holds_whatever_the_device_wishes(site: Site, open_page: OpenPage) -> None:
    at = people.places()
    people.someone("Lê Thị Mai", (Role.EDITOR, at.own), home=at.own, username="mai")
    page = open_page(1440)
    signed_in(page, site, "mai")
    page.goto(f"{site.url}/quan-ly/tai-khoan/")
    page.get_by_label("Tối").check()
    page.get_by_role("button", name="Lưu màu nền").click()
    page.get_by_text("Đã đổi màu nền.").wait_for()
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert faults(page) == []
    page.get_by_role("button", name="English").click()
    page.get_by_role("heading", name="Signed in as Lê Thị Mai.").wait_for()
    assert page.locator("html").get_attribute("lang") == "en"
    assert faults(page) == []


def test_a_page_in_the_frame_is_light_enough(site: Site, open_page: OpenPage) -> None:
    """Cold: everything, the static files as they travel, gzip. Kept: what is asked anew when those are
    kept."""
    at = people.places()
    people.someone("Lê Thị Mai", (Role.EDITOR, at.own), home=at.own, username="mai")
    page = open_page(360)
    signed_in(page, site, "mai")
    answers: list[Response] = []
    page.on("response", lambda answer: answers.append(answer))
    page.goto(f"{site.url}/quan-ly/tai-khoan/", wait_until="networkidle")
    weighed = {urlsplit(answer.url).path: answer.body() for answer in answers if answer.status == 200}
    still = {path: body for path, body in weighed.items() if path.startswith("/tinh/")}
    anew = {path: body for path, body in weighed.items() if path not in still}
    assert still
    assert "/quan-ly/tai-khoan/" in anew
    assert sum(len(gzip.compress(body)) for body in weighed.values()) < COLD
    assert sum(len(body) for body in anew.values()) < KEPT


def test_a_page_without_a_line_of_its_own_marks_none(site: Site, open_page: OpenPage) -> None:
    """Every page's address begins with that of "Hôm nay": it is marked on its own page alone."""
    at = people.places()
    people.someone("Lê Thị Mai", (Role.EDITOR, at.own), home=at.own, username="mai")
    page = open_page(1440)
    signed_in(page, site, "mai")
    chosen = page.locator("#danh-muc [aria-current]")
    for address, names in (
        ("/quan-ly/", ["Hôm nay"]),
        ("/quan-ly/tep-da-yeu-cau/", []),
        ("/quan-ly/cum-loa/", ["Cụm loa"]),
    ):
        page.goto(f"{site.url}{address}")
        page.locator("#danh-muc").get_by_role("link", name="Bản tin").wait_for()
        assert chosen.all_inner_texts() == names, address
    page.locator("#danh-muc").get_by_role("link", name="Hôm nay", exact=True).click()
    page.wait_for_url(f"{site.url}/quan-ly/")

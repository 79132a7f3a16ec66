"""The clusters, one of them, the play log and the record, as an operator sees them in a real Chromium."""

from __future__ import annotations

import os
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from loa.audit import actions as audit
from loa.desk.operations.tests import ground
from loa.fleet.models import ClaimCode, Device
from loa.kernel import actor as acting
from loa.kernel import clock
from loa.kernel.roles import Role
from loa.testing import people
from loa.testing.browser import OpenPage, Site, faults, signed_in, width_of
from loa.testing.roots import demo_root

pytestmark = pytest.mark.browser


def picture(page: Page, name: str) -> None:
    folder = os.environ.get("LOA_PICTURES")
    if folder:
        size = page.viewport_size or {"width": 360, "height": 740}
        page.set_viewport_size({"width": size["width"], "height": 1700})
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)
        page.set_viewport_size(size)


@pytest.fixture
def troubled(site: Site) -> Device:
    """A commune with a cluster that lost its power two hours ago, before it could sound."""
    demo_root()
    at = people.places()
    someone = people.someone(
        "Hoàng Văn Sơn", (Role.OPERATOR, at.own), (Role.AUDITOR, at.own), home=at.own, username="son"
    )
    now = clock.now()
    place = people.hamlet(at.own, "Linh Trường")
    gone = now - timedelta(hours=3)
    lost = {"connected": False, "seen_at": gone, "told_at": gone, "held_at": gone}
    (device,) = ground.clusters(at.own, 1, place, **lost)
    (well,) = ground.clusters(at.own, 1, place)
    ground.clusters(at.own, 3)
    ground.site(device, "Nhà văn hóa thôn Linh Trường")
    of = ground.plan(at.own, place)
    before = ground.item(of, "Lịch cắt điện trong tuần", now - timedelta(hours=5))
    missed = ground.item(of, "Thông báo lịch tiêm chủng tháng 12", now - timedelta(hours=2))
    ground.item(of, "Bản tin chiều của xã", now + timedelta(hours=5))
    ground.told(device, before, "started", "completed")
    for each in (before, missed):
        ground.told(well, each, "started", "completed")
    with acting.acting(someone):
        audit.record("dispatch.tone", device, at.own.pk, reaches=1)
    return device


@pytest.mark.parametrize("width", [1440, 360])
def test_one_cluster_says_its_state_and_the_evidence(
    site: Site, open_page: OpenPage, troubled: Device, width: int
) -> None:
    page = open_page(width)
    signed_in(page, site, "son")
    page.goto(f"{site.url}/quan-ly/cum-loa/")
    picture(page, f"clusters-{width}")
    assert faults(page) == []
    assert width_of(page) == width
    page.fill("#tim", "linh truong cum 01")
    page.get_by_role("button", name="Tìm").click()
    page.get_by_role("link", name=troubled.name).click()
    expect(page.locator(".rungs li").nth(4)).to_contain_text("Mất điện hoặc mất mạng")
    expect(page.locator(".rungs li").first).to_contain_text("1 bản tin")
    expect(page.locator(".ev li").first).to_contain_text("tháng 12” mà im: mất điện hoặc mất mạng.")
    assert page.locator(".strip .bar").count() == 3
    assert page.get_by_role("img", name="phát hết: 1. im: 1. sắp phát: 1.").is_visible()
    page.get_by_text("Xem bằng bảng số").click()
    expect(page.get_by_role("row", name="Thông báo lịch tiêm chủng")).to_contain_text(
        "Mất điện hoặc mất mạng"
    )
    picture(page, f"cluster-{width}")
    assert faults(page) == []
    assert width_of(page) == width
    day = clock.local(clock.now() - timedelta(hours=2)).date().isoformat()
    for path, name in ((f"nhat-ky-phat/?ngay={day}", "playlog"), ("nhat-ky-thao-tac/", "acts")):
        page.goto(f"{site.url}/quan-ly/{path}")
        picture(page, f"{name}-{width}")
        assert faults(page) == []
        assert width_of(page) == width


def test_a_cluster_is_added_and_its_code_is_shown_once(
    site: Site, open_page: OpenPage, troubled: Device
) -> None:
    page = open_page(360)
    signed_in(page, site, "son")
    page.goto(f"{site.url}/quan-ly/cum-loa/them/")
    page.fill("#name", troubled.name)
    page.get_by_role("button", name="Thêm cụm loa").click()
    page.get_by_text("Đã có cụm loa tên").wait_for()
    page.fill("#name", "Cụm 08")
    page.select_option("#hamlet", label="thôn Linh Trường")
    picture(page, "cluster-add-360")
    assert faults(page) == []
    page.get_by_role("button", name="Thêm cụm loa").click()
    page.get_by_role("button", name="Làm mã nhận máy").click()
    assert page.locator("#ma").input_value().startswith("LOA1-")
    picture(page, "cluster-code-360")
    assert faults(page) == []
    assert width_of(page) == 360
    assert ClaimCode.objects.filter(device__name="Cụm 08").count() == 1


def test_a_stolen_one_is_locked_with_a_reason(site: Site, open_page: OpenPage, troubled: Device) -> None:
    page = open_page(360)
    signed_in(page, site, "son")
    page.goto(f"{site.url}/quan-ly/cum-loa/{troubled.pk}/")
    page.get_by_role("link", name="Khóa máy bị mất").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Khóa Cụm 01")
    picture(page, "cluster-disable-360")
    assert faults(page) == []
    page.fill("#ly-do", "Mất trộm đêm qua")
    page.get_by_role("button", name="Khóa cụm loa").click()
    page.get_by_text("Đã khóa Cụm 01.").wait_for()
    troubled.refresh_from_db()
    assert (troubled.state, troubled.disabled_why) == ("disabled", "Mất trộm đêm qua")
    assert width_of(page) == 360

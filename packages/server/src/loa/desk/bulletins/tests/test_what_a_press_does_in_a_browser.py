"""What becomes of a press is said beside the buttons, where the writer looks. The page promises only what it
does."""

import re
from datetime import timedelta

import pytest
from playwright.sync_api import Page, expect

from loa.kernel import clock
from loa.kernel.roles import Role
from loa.newsroom.models import Bulletin
from loa.testing import bulletins, people
from loa.testing.browser import OpenPage, Site, faults, picture, signed_in, wait_until, width_of
from loa.testing.work import worker

__all__ = ["worker"]
pytestmark = pytest.mark.browser

TEXT = "Trạm Y tế tiêm vắc-xin cho trẻ dưới 5 tuổi."
SAVED = "Đã lưu trên máy chủ lúc"
WAITS = "Mất mạng, chưa gửi duyệt. Để trang này mở, có mạng sẽ gửi duyệt."
INSIDE = """() => {
  const { top, bottom } = document.querySelector("[data-at-button]").getBoundingClientRect();
  return top >= 0 && bottom <= innerHeight && bottom > top;
}"""


@pytest.fixture
def commune(site: Site):
    at = people.places()
    bulletins.rule(at.own)
    people.someone("Lê Thị Hạnh", (Role.EDITOR, at.own), home=at.own, username="hanh")
    return at.own


def opened(open_page: OpenPage, site: Site, width: int = 360) -> Page:
    page = open_page(width)
    signed_in(page, site, "hanh")
    page.goto(f"{site.url}/quan-ly/ban-tin/moi/")
    return page


def written(page: Page) -> None:
    page.fill("#b-title", "Lịch tiêm")
    page.fill("#b-text", TEXT)
    page.locator('#b-times input[type="checkbox"]:not([disabled])').nth(1).check()
    page.get_by_text(SAVED).first.wait_for()


def submit(page: Page) -> None:
    page.get_by_role("button", name="Gửi duyệt").click()


@pytest.mark.parametrize("width", [360, 1440])
def test_submitted_without_a_network_it_is_submitted_when_there_is_one(
    site: Site, open_page: OpenPage, commune, worker: None, width: int
) -> None:
    page = opened(open_page, site, width)
    written(page)
    page.context.set_offline(True)
    submit(page)
    said = page.locator("[data-at-button]")
    expect(said).to_have_text(WAITS)
    assert page.evaluate(INSIDE)
    assert width_of(page) == width
    picture(page, f"submit-offline-{width}")
    page.context.set_offline(False)
    page.get_by_text(re.compile("Đã gửi duyệt lúc")).wait_for(timeout=60_000)
    assert Bulletin.objects.get().state == Bulletin.State.SUBMITTED


def test_what_was_changed_since_is_not_submitted(site: Site, open_page: OpenPage, commune) -> None:
    page = opened(open_page, site)
    written(page)
    page.context.set_offline(True)
    submit(page)
    expect(page.locator("[data-at-button]")).to_have_text(WAITS)
    page.fill("#b-text", f"{TEXT} Mang theo sổ tiêm.")
    expect(page.locator("[data-at-button]")).to_have_text(
        "Chưa gửi duyệt. Có sửa thêm sau khi bấm. Bấm Gửi duyệt lại."
    )
    page.context.set_offline(False)
    expect(page.locator("[data-said][role=status]")).to_contain_text(SAVED)
    assert Bulletin.objects.get().state == Bulletin.State.DRAFT
    expect(page.locator("[data-at-button]")).to_contain_text("Chưa gửi duyệt.")


def test_a_draft_saved_without_a_network_promises_to_be_saved_and_is(
    site: Site, open_page: OpenPage, commune
) -> None:
    page = opened(open_page, site)
    written(page)
    page.context.set_offline(True)
    page.fill("#b-title", "Lịch tiêm mới")
    page.get_by_role("button", name="Lưu nháp").click()
    said = page.locator("[data-at-button]")
    expect(said).to_contain_text("có mạng sẽ tự lưu")
    page.context.set_offline(False)
    expect(said).to_be_hidden()
    assert Bulletin.objects.get().title == "Lịch tiêm mới"


def test_progress_is_said_at_the_button_and_leaving_asks(site: Site, open_page: OpenPage, commune) -> None:
    """No worker runs, so that the machine never ends reading."""
    page = opened(open_page, site)
    written(page)
    submit(page)
    said = page.locator("[data-at-button]")
    expect(said).to_be_visible()
    expect(page.get_by_role("button", name="Gửi duyệt")).to_be_disabled()
    wait_until(page, "!/Đang lưu|Đã lưu/.test(document.querySelector('[data-at-button]').textContent)")
    assert page.evaluate(INSIDE)
    assert faults(page) == []
    picture(page, "submitting-360")
    asked = []
    page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    page.evaluate("location.assign('/quan-ly/')")
    wait_until(page, "true")
    page.wait_for_timeout(0)
    assert asked == ["beforeunload"]
    assert page.url.endswith("/sua/")
    page.fill("#b-text", f"{TEXT} Mang theo sổ.")
    assert Bulletin.objects.get().state == Bulletin.State.DRAFT


@pytest.mark.parametrize("width", [360, 1440])
def test_an_empty_form_says_what_is_missing_until_it_is_there_and_stores_nothing(
    site: Site, open_page: OpenPage, commune, width: int
) -> None:
    page = opened(open_page, site, width)
    submit(page)
    title = page.locator('[data-fault="title"]')
    expect(title).to_have_text("Chưa có tên bản tin.")
    expect(title).to_be_in_viewport()
    expect(page.locator('[data-fault="times"]')).to_have_text("Chưa chọn lúc phát. Chọn ít nhất một lần.")
    expect(page.locator("[data-at-button]")).to_have_text("Chưa gửi duyệt. Chưa có tên bản tin.")
    assert faults(page) == []
    assert width_of(page) == width
    picture(page, f"submit-empty-{width}")
    assert not Bulletin.objects.exists()
    page.fill("#b-title", "Lịch tiêm")
    expect(title).to_be_hidden()
    expect(page.locator("#b-title")).not_to_have_attribute("aria-invalid", "true")
    expect(page.locator('[data-fault="text"]')).to_be_visible()
    page.fill("#b-text", TEXT)
    page.locator('#b-times input[type="checkbox"]:not([disabled])').nth(1).check()
    expect(page.locator("[data-fault]:not([hidden])")).to_have_count(0)
    expect(page.locator("[data-at-button]")).to_be_hidden()


@pytest.mark.parametrize("width", [360, 1440])
def test_a_series_that_ends_before_it_begins_is_said_at_once_at_its_field(
    site: Site, open_page: OpenPage, commune, width: int
) -> None:
    page = opened(open_page, site, width)
    page.fill("#b-title", "Lịch tiêm")
    section = page.locator("details", has_text="Phát nhiều ngày")
    section.locator("summary").click()
    page.get_by_label("Thứ hai").check()
    page.fill("#b-wt", "17:00")
    first, last = (clock.today() + timedelta(days=n) for n in (40, 20))
    page.fill("#b-wf", f"{first}")
    page.fill("#b-wl", f"{last}")
    page.locator("#b-wl").blur()
    said = page.locator('[data-fault="weekly_last"]')
    expect(said).to_have_text(f"Đến ngày {last:%d/%m/%Y} đứng trước Từ ngày {first:%d/%m/%Y}. Chọn lại ngày.")
    expect(page.get_by_text("Nằm trong giờ được phát")).to_have_count(0)
    section.locator("summary").click()
    page.locator('#b-times input[name="times"]:not([disabled])').first.check()
    submit(page)
    expect(said).to_be_visible()
    expect(said).to_be_in_viewport()
    assert faults(page) == []
    picture(page, f"series-back-to-front-{width}")
    page.fill("#b-wf", f"{clock.today()}")
    page.locator("#b-wf").blur()
    expect(said).to_be_hidden()
    chip = page.locator('[name="times"][value^="weekly|"]')
    expect(chip).to_be_checked()
    picture(page, f"chips-{width}")
    assert chip.locator("..").bounding_box()["height"] < 120
    chip.uncheck()
    expect(chip).to_have_count(0)
    page.get_by_text(SAVED).first.wait_for()
    assert len(Bulletin.objects.get().proposed_times) == 1

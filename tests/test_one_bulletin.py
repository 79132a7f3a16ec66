"""One bulletin from the keyboard to the loudspeaker, in a real Chromium and two real agents."""

import hashlib
import re
from datetime import timedelta

import pytest
from loa.newsroom.models import Approval, Bulletin
from loa.people.models import Person
from loa.testing.browser import OpenPage, chromium, open_page, sign_in, width_of
from playwright.sync_api import Page, expect

from tests import listening
from tests.whole import (
    PASSWORD,
    Whole,
    a_minute_ahead,
    airing,
    held,
    moment,
    open_house,
    sounded_on_the_second,
)

__all__ = ["chromium", "open_page"]
pytestmark = pytest.mark.browser

AHEAD_S = 60
"""Enough to submit and approve in, on a busy machine too; the page says 2 of 2 only after that moment."""
SLOW_MS = 120_000
TEXT = (
    "UBND phường Hạc Thành thông báo: Trạm Y tế tiêm vắc-xin cho trẻ dưới 5 tuổi từ 7h30 ngày 29/11/2026 "
    "tại nhà văn hóa các tổ dân phố. Gia đình mang theo sổ tiêm chủng."
)


def test_what_is_typed_and_approved_sounds_on_the_second_and_is_counted(
    whole: Whole, open_page: OpenPage
) -> None:
    found = open_house(whole)
    desk = open_page(1440)
    desk.set_default_timeout(SLOW_MS)
    start = written_and_submitted(desk, whole)
    bulletin = Bulletin.objects.get()
    phone = open_page(360)
    phone.set_default_timeout(SLOW_MS)
    approved_on(phone, whole, bulletin)
    approval = Approval.objects.get()
    assert approval.person == Person.objects.get(pk=found.approver.person_id)
    reference = served(phone, whole, approval)

    whole.switch_on()
    whole.until(whole.along(lambda: (row := airing(found, bulletin.pk)) and row.tally.received == 2))
    whole.until(whole.along(lambda: held(whole)))
    whole.driven(start + 2 * listening.HOUR_MS)
    whole.until(lambda: airing(found, bulletin.pk).tally.completed == 2)
    for name in whole.devices:
        sounded_on_the_second(whole, name, reference, start)

    tally = airing(found, bulletin.pk).tally
    assert (tally.planned, tally.received, tally.started, tally.completed, tally.rest) == (2, 2, 2, 2, [])
    counted_on_the_page(desk, whole, bulletin)


def written_and_submitted(page: Page, whole: Whole) -> int:
    """By the editor, at the desk; when it is to sound, in UTC ms."""
    sign_in(page, whole, "hanh", PASSWORD)
    page.goto(f"{whole.url}/quan-ly/ban-tin/moi/")
    page.fill("#b-title", "Lịch tiêm vắc-xin")
    page.fill("#b-text", TEXT)
    page.get_by_text("Đã lưu trên máy chủ lúc").wait_for()
    page.get_by_text("Chọn ngày giờ khác").click()
    at = a_minute_ahead(AHEAD_S)
    page.fill("#b-od", f"{at:%Y-%m-%d}")
    page.fill("#b-ot", f"{at:%H:%M}")
    page.get_by_role("button", name="Gửi duyệt").click()
    page.get_by_text(re.compile("Đã gửi duyệt lúc")).wait_for()
    return moment(at)


def approved_on(page: Page, whole: Whole, bulletin: Bulletin) -> None:
    """By another person, on a phone, from the short link."""
    page.goto(f"{whole.url}/b/{bulletin.code}/")
    page.fill("#id_username", "thanh")
    page.fill("#id_password", PASSWORD)
    page.click("button[type=submit]")
    page.wait_for_url(f"{whole.url}/duyet/{bulletin.code}/")
    page.get_by_text("Không vướng quy chế.").wait_for()
    assert width_of(page) == 360
    page.get_by_role("button", name="Duyệt", exact=True).click()
    page.get_by_text(re.compile("Đã duyệt lúc")).wait_for()


def served(page: Page, whole: Whole, approval: Approval):
    """The approved sound as the desk serves it to the one who approved it."""
    answer = page.request.get(f"{whole.url}/am-thanh/{approval.bulletin.sound_id}/nghe/")
    assert answer.ok
    data = answer.body()
    assert hashlib.sha256(data).hexdigest() == approval.media_sha256
    return listening.decoded(data)


def counted_on_the_page(page: Page, whole: Whole, bulletin: Bulletin) -> None:
    """The editor reads on how many clusters it was heard, once its hour has come."""
    page.goto(f"{whole.url}/quan-ly/ban-tin/{bulletin.code}/")
    row = page.locator("[data-airing]")
    expect(row).to_have_count(1)
    for mark in ("planned", "received", "started", "completed"):
        expect(row).to_have_attribute(f"data-{mark}", "2")

    def said() -> bool:
        page.reload()
        return "chưa tới giờ" not in row.inner_text()

    whole.until(said, patience=timedelta(seconds=AHEAD_S + 120).total_seconds())
    assert row.inner_text().split("\t")[1:4] == ["2/2", "2/2", "2/2"]

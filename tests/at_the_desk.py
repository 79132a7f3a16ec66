"""What people do with a bulletin at the desk, in a real Chromium: write, submit, approve, listen, count."""

import hashlib
import re
from datetime import timedelta

from loa.newsroom.models import Approval, Bulletin
from loa.testing.browser import sign_in, width_of
from playwright.sync_api import Page, expect

from tests.whole import PASSWORD, Whole, a_minute_ahead, moment

AHEAD_S = 60
"""Enough to submit and approve in, on a busy machine too; the page says 2 of 2 only after that moment."""
SLOW_MS = 120_000
TEXT = (
    "UBND phường Hạc Thành thông báo: Trạm Y tế tiêm vắc-xin cho trẻ dưới 5 tuổi từ 7h30 ngày 29/11/2026 "
    "tại nhà văn hóa các tổ dân phố. Gia đình mang theo sổ tiêm chủng."
)


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
    page.get_by_text(re.compile("Đã duyệt “.+” lúc")).wait_for()


def served(page: Page, whole: Whole, approval: Approval) -> bytes:
    """The approved sound's file as the desk serves it to the one who approved it."""
    answer = page.request.get(f"{whole.url}/am-thanh/{approval.bulletin.sound_id}/nghe/")
    assert answer.ok
    data = answer.body()
    assert hashlib.sha256(data).hexdigest() == approval.media_sha256
    return data


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

"""The road of a long file in a real Chromium, on a telephone and on a desk, with the real worker behind it:
requested on the list, watched, found and fetched."""

from pathlib import Path

import pytest
from django.db import connection
from playwright.sync_api import expect

from loa.kernel.roles import Role
from loa.lists import rows
from loa.testing import people
from loa.testing.browser import OpenPage, Site, faults, picture, signed_in, width_of
from loa.testing.work import worker

__all__ = ["worker"]
pytestmark = pytest.mark.browser

PATIENCE_MS = 120_000
ROWS = rows.AT_ONCE + 500


@pytest.fixture
def lan(own_database):
    places = people.places()
    lan = people.someone("Lan", (Role.AUDITOR, places.own), home=places.own, username="lan")
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into audit_entry (unit_id, at, person_id, process, verb, subject, detail)"
            " select %s, now(), %s, '', 'people.password_changed', 'people.account:1', '{}'"
            " from generate_series(1, %s)",
            [places.own.pk, lan.person_id, ROWS],
        )
    return lan


def looked_at(page, name: str) -> None:
    picture(page, f"{name}-{page.viewport_size['width']}")
    assert faults(page) == []
    assert width_of(page) <= page.viewport_size["width"]


@pytest.mark.parametrize("width", [360, 1440])
def test_a_long_file_is_requested_watched_and_fetched(
    lan, site: Site, open_page: OpenPage, width: int, request: pytest.FixtureRequest
):
    page = open_page(width)
    signed_in(page, site, "lan")
    page.goto(f"{site.url}/quan-ly/tep-da-yeu-cau/")
    looked_at(page, "requested-none")
    page.goto(f"{site.url}/quan-ly/nhat-ky-thao-tac/")
    expect(page.locator(".told")).to_contain_text("tệp dài, ghi xong thì ở Tệp đã yêu cầu")
    looked_at(page, "requested-list")
    page.get_by_role("link", name="CSV").click()
    page.wait_for_url("**/tep-da-yeu-cau/")
    expect(page.locator("h1")).to_contain_text("Đang ghi một tệp.")
    looked_at(page, "requested-waits")
    request.getfixturevalue("worker")
    expect(page.locator("h1")).to_contain_text("1 tệp tải được.", timeout=PATIENCE_MS)
    looked_at(page, "requested-ready")
    with page.expect_download() as taken:
        page.get_by_role("link", name="Tải CSV").click()
    assert taken.value.suggested_filename.startswith("nhat-ky-thao-tac-")
    lines = Path(taken.value.path()).read_text("utf-8-sig").splitlines()
    # The headings, and each row.
    assert len(lines) == 1 + ROWS
    page.goto(f"{site.url}/quan-ly/tai-khoan/")
    page.get_by_role("link", name="Tệp đã yêu cầu").click()
    expect(page.locator("h1")).to_contain_text("1 tệp tải được.")

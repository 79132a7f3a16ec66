"""Under a field of a date or time its value stands in words, in whatever order the browser shows it."""

from __future__ import annotations

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from loa.kernel.roles import Role
from loa.testing import people
from loa.testing.browser import OpenPage, Site, faults, signed_in, width_of

pytestmark = pytest.mark.browser

LOG = "/quan-ly/nhat-ky-phat/?ngay=2026-01-12"


def a_desk(site: Site, open_page: OpenPage, width: int = 360):
    at = people.places()
    people.someone("Lê Thị Mai", (Role.EDITOR, at.own), home=at.own, username="mai")
    page = open_page(width)
    signed_in(page, site, "mai")
    return page


def test_a_date_is_said_in_the_pages_language_and_follows_what_is_typed(
    site: Site, open_page: OpenPage
) -> None:
    page = a_desk(site, open_page)
    page.goto(f"{site.url}{LOG}")
    field = page.get_by_label("Ngày", exact=True)
    said = page.locator(".said")
    expect(said).to_have_text("thứ hai 12/01/2026")
    assert said.get_attribute("aria-live") == "polite"
    assert said.get_attribute("id") in (field.get_attribute("aria-describedby") or "")
    field.fill("2026-12-01")
    expect(said).to_have_text("thứ ba 01/12/2026")
    field.fill("")
    expect(said).to_be_hidden()
    field.fill("2026-11-29")
    expect(said).to_have_text("chủ nhật 29/11/2026")
    assert faults(page) == []
    assert width_of(page) == 360
    page.context.add_cookies([{"name": "django_language", "value": "en", "url": site.url}])
    page.goto(f"{site.url}{LOG}")
    expect(page.locator(".said")).to_have_text("Monday 12/01/2026")


def test_a_time_is_said_as_a_clock_of_24_hours(site: Site, open_page: OpenPage) -> None:
    page = a_desk(site, open_page, 1440)
    page.goto(f"{site.url}{reverse('bulletins_new')}")
    page.get_by_text("Chọn ngày giờ khác").click()
    page.fill("#b-ot", "17:20")
    expect(page.locator("#b-ot + .said")).to_have_text("17:20")
    assert faults(page) == []

"""The page of own words on a small phone and a desk, with a real Chromium."""

import pytest

from loa.kernel.roles import Role
from loa.speech.models import LexiconEntry
from loa.testing.browser import OpenPage, Site, faults, signed_in, width_of
from loa.testing.people import places, someone

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [360, 1440])
def test_a_word_is_added_and_tried(width: int, site: Site, open_page: OpenPage) -> None:
    commune = places().own
    someone("Lê Thị Hạnh", (Role.EDITOR, commune), home=commune, username="hanh")
    page = open_page(width)
    signed_in(page, site, "hanh")
    page.goto(f"{site.url}/quan-ly/tu-doc-rieng/{commune.id}/")
    assert "có 0 từ đọc riêng" in page.inner_text("h1")
    page.fill("[name=written]", "BCG")
    page.fill("[name=reading]", "vắc-xin phòng lao")
    page.click("button:has-text('Thêm từ')")
    page.wait_for_selector("text=đọc là vắc xin phòng lao")
    page.fill("#thu", "Tiêm BCG lúc 7h30.")
    page.click("button:has-text('Xem cách đọc')")
    page.wait_for_selector("text=tiêm vắc xin phòng lao lúc bảy giờ ba mươi")
    assert width_of(page) == width
    assert faults(page) == []
    assert LexiconEntry.objects.filter(unit=commune, written="BCG").exists()

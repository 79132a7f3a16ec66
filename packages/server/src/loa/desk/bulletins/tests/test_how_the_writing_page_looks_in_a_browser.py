"""The writing page's messages stand apart, and nothing of the frame is cut or covered."""

import pytest

from loa.kernel.roles import Role
from loa.newsroom.actions import return_
from loa.newsroom.models import Bulletin
from loa.testing import bulletins, people
from loa.testing.browser import OpenPage, Site, faults, picture, signed_in, width_of
from loa.testing.plugin import AsRole

pytestmark = pytest.mark.browser

TITLE = "Lịch tiêm vắc-xin phòng sởi và bạch hầu cho trẻ dưới 5 tuổi ở mười hai tổ dân phố"
GAPS = """() => {
  const shown = [...document.querySelectorAll("main > *")].filter((each) => each.offsetHeight);
  const boxes = shown.map((each) => each.getBoundingClientRect());
  return boxes.slice(1).map((box, n) => box.top - boxes[n].bottom);
}"""
CUT = """() => {
  const last = document.querySelector(".crumbs li:last-child"), { right } = last.getBoundingClientRect();
  return [getComputedStyle(last).textOverflow, right <= innerWidth];
}"""


@pytest.fixture
def returned(site: Site, as_role: AsRole) -> Bulletin:
    """One that was approved once, changed since, and returned."""
    own = people.places().own
    bulletins.rule(own)
    editor = people.someone("Lê Thị Hạnh", (Role.EDITOR, own), home=own, username="hanh")
    approver = people.someone("Nguyễn Văn Thành", (Role.APPROVER, own), home=own, username="thanh")
    desk = bulletins.Desk(own, editor, approver, as_role)
    waiting = desk.submitted(desk.words(bulletins.ready_sound(own), title=TITLE))
    with as_role("web", approver):
        return return_(waiting.pk, waiting.latest_revision_id, "Ghi rõ giờ.")


@pytest.mark.parametrize("width", [360, 1440])
def test_messages_stand_apart_and_a_long_title_says_that_it_is_cut(
    site: Site, open_page: OpenPage, returned: Bulletin, width: int
) -> None:
    page = open_page(width)
    signed_in(page, site, "hanh")
    page.goto(f"{site.url}/quan-ly/ban-tin/{returned.code}/sua/")
    assert all(gap >= 8 for gap in page.evaluate(GAPS))
    if width == 360:
        assert page.evaluate(CUT) == ["ellipsis", True]
    assert width_of(page) == width
    assert faults(page) == []
    picture(page, f"writing-apart-{width}")

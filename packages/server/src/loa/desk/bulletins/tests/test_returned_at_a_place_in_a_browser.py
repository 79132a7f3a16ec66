"""An approver marks words on a phone and returns the bulletin there; the writer lands on them."""

import pytest
from playwright.sync_api import expect

from loa.kernel.roles import Role
from loa.newsroom.models import Bulletin, Decision
from loa.testing import bulletins, people
from loa.testing.browser import OpenPage, Site, faults, picture, signed_in, width_of
from loa.testing.plugin import AsRole

pytestmark = pytest.mark.browser

TEXT = (
    "Tiêm lúc 7h30 sáng thứ bảy.\nGia đình mang sổ tiêm chủng.\nHết giờ tiêm lúc 7h30 chiều.\n"
    + "Ai bận thì báo trước với trạm y tế, số ở cửa trạm.\n" * 60
).strip()
MARK = """([first, length]) => {
  const words = document.querySelector("[data-text]").firstChild, range = document.createRange();
  range.setStart(words, first); range.setEnd(words, first + length);
  getSelection().removeAllRanges(); getSelection().addRange(range);
}"""
MARKED = """() => {
  const { value, selectionStart, selectionEnd } = document.getElementById("b-text");
  return [value.slice(selectionStart, selectionEnd), selectionStart];
}"""


@pytest.fixture
def bulletin(site: Site, as_role: AsRole) -> Bulletin:
    """One that waits for its approver."""
    own = people.places().own
    bulletins.rule(own)
    editor = people.someone("Lê Thị Hạnh", (Role.EDITOR, own), home=own, username="hanh")
    approver = people.someone("Nguyễn Văn Thành", (Role.APPROVER, own), home=own, username="thanh")
    desk = bulletins.Desk(own, editor, approver, as_role)
    return desk.submitted(desk.words(bulletins.ready_sound(own), text=TEXT))


def test_words_are_marked_returned_and_found_again(
    site: Site, open_page: OpenPage, bulletin: Bulletin
) -> None:
    phone = open_page(360)
    signed_in(phone, site, "thanh")
    phone.goto(f"{site.url}/duyet/{bulletin.code}/")
    expect(phone.locator("[data-here]")).to_be_hidden()
    second = TEXT.rindex("lúc 7h30")
    phone.evaluate(MARK, [second, len("lúc 7h30")])
    expect(phone.get_by_role("button", name="Trả lại ở chỗ này")).to_be_in_viewport(ratio=1)
    picture(phone, "marked-360")
    phone.get_by_role("button", name="Trả lại ở chỗ này").click()
    assert phone.locator("#cho").input_value() == "lúc 7h30"
    phone.fill("#ly-do", "Buổi chiều là mấy giờ?")
    assert faults(phone) == []
    assert width_of(phone) == 360
    picture(phone, "returned-at-a-place-360")
    phone.get_by_role("button", name="Trả lại", exact=True).click()
    phone.get_by_text("Đã trả lại “Lịch tiêm vắc-xin”, người viết thấy lý do ngay.").wait_for()
    row = Decision.objects.get(kind=Decision.RETURNED)
    assert (row.place_start, row.place_end) == (second, second + len("lúc 7h30"))

    desk = open_page(1440)
    signed_in(desk, site, "hanh")
    desk.goto(f"{site.url}/quan-ly/ban-tin/{bulletin.code}/sua/")
    expect(desk.get_by_text("Ở chỗ: “lúc 7h30”")).to_be_visible()
    desk.get_by_role("button", name="Tới chỗ này").click()
    assert desk.evaluate(MARKED) == ["lúc 7h30", second]
    assert faults(desk) == []
    picture(desk, "returned-at-a-place-1440")
    above = "Mở cửa lúc 7h30, nghỉ lúc 7h30 tối.\n"
    desk.fill("#b-text", above + TEXT)
    desk.get_by_role("button", name="Tới chỗ này").click()
    assert desk.evaluate(MARKED) == ["lúc 7h30", len(above) + second]
    expect(desk.locator("[data-gone]")).to_be_empty()
    desk.fill("#b-text", "Sáng lúc 7h30, rồi lúc 7h30 tối.")
    desk.get_by_role("button", name="Tới chỗ này").click()
    expect(desk.get_by_text("đây là chỗ gần nhất có những chữ ấy")).to_be_visible()
    desk.fill("#b-text", "Viết lại cả.")
    desk.get_by_role("button", name="Tới chỗ này").click()
    expect(desk.get_by_text("Chữ ở chỗ này đã sửa rồi.")).to_be_visible()

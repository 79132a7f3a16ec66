"""An approved bulletin and its edit, as a writer and an approver see them on a desk and on a phone."""

import pytest
from playwright.sync_api import expect

from loa.kernel.roles import Role
from loa.newsroom import actions
from loa.newsroom.models import Bulletin
from loa.newsroom.times import Once
from loa.testing import bulletins, people
from loa.testing.browser import OpenPage, Site, faults, picture, signed_in, width_of
from loa.testing.plugin import AsRole
from loa.testing.roots import demo_root

pytestmark = pytest.mark.browser


@pytest.fixture
def desk(site: Site, as_role: AsRole) -> bulletins.Desk:
    own = people.places().own
    demo_root()
    bulletins.rule(own)
    editor = people.someone("Lê Thị Hạnh", (Role.EDITOR, own), home=own, username="hanh")
    approver = people.someone("Nguyễn Văn Thành", (Role.APPROVER, own), home=own, username="thanh")
    return bulletins.Desk(own, editor, approver, as_role)


@pytest.fixture
def edited(desk: bulletins.Desk) -> Bulletin:
    sound = bulletins.ready_sound(desk.unit)
    made = desk.approved(desk.words(sound)).bulletin
    times = (Once(bulletins.tomorrow_at(5, 10)), Once(bulletins.tomorrow_at(16, 50)))
    words = desk.words(sound, title="Lịch tiêm vắc-xin, đổi giờ", text="Trạm Y tế đổi giờ tiêm.", times=times)
    with desk.as_role("web", desk.editor):  # type: ignore[attr-defined]
        return actions.save(made.pk, words, autosave=True)


@pytest.mark.parametrize("width", [360, 1440])
def test_the_edit_stands_beside_and_is_thrown_away(
    site: Site, open_page: OpenPage, edited: Bulletin, width: int
) -> None:
    page = open_page(width)
    signed_in(page, site, "hanh")
    page.goto(f"{site.url}/quan-ly/ban-tin/{edited.code}/")
    expect(page.get_by_role("heading", level=1)).to_have_text("Lịch tiêm vắc-xin")
    expect(page.get_by_text("Có bản sửa chưa gửi duyệt")).to_be_visible()
    expect(page.locator("ins", has_text="05:10")).to_be_visible()
    assert faults(page) == []
    assert width_of(page) == width
    picture(page, f"show-with-an-edit-{width}")
    page.goto(f"{site.url}/quan-ly/ban-tin/")
    assert width_of(page) == width
    picture(page, f"list-with-an-edit-{width}")
    page.goto(f"{site.url}/quan-ly/ban-tin/{edited.code}/rut/")
    picture(page, f"withdraw-with-an-edit-{width}")
    assert faults(page) == []
    page.goto(f"{site.url}/quan-ly/ban-tin/{edited.code}/bo-ban-sua/")
    assert faults(page) == []
    picture(page, f"discard-{width}")
    page.get_by_role("button", name="Bỏ bản sửa").click()
    page.get_by_text("Đã bỏ bản sửa của “Lịch tiêm vắc-xin”.").wait_for()
    expect(page.get_by_text("Có bản sửa chưa gửi duyệt")).to_have_count(0)


@pytest.mark.parametrize("width", [360, 1440])
def test_the_approver_reads_what_changed_and_a_wrong_place_is_marked(
    site: Site, open_page: OpenPage, desk: bulletins.Desk, edited: Bulletin, width: int
) -> None:
    with desk.as_role("web", desk.editor):  # type: ignore[attr-defined]
        actions.submit(edited.pk)
    page = open_page(width)
    signed_in(page, site, "thanh")
    page.goto(f"{site.url}/duyet/{edited.code}/")
    expect(page.get_by_role("heading", name="Khác gì bản đã duyệt")).to_be_visible()
    expect(page.get_by_text("Bản thu.", exact=True)).to_be_visible()
    assert faults(page) == []
    assert width_of(page) == width
    picture(page, f"approve-an-edit-{width}")
    page.get_by_role("link", name="Trả lại").click()
    page.fill("#ly-do", "Giờ nào?")
    page.fill("#cho", "không có chữ này")
    page.get_by_role("button", name="Trả lại", exact=True).click()
    expect(page.locator("#cho")).to_be_focused()
    expect(page.locator("#cho")).to_be_in_viewport()
    expect(page.get_by_text("Không thấy những chữ này trong toàn văn.")).to_be_in_viewport()
    assert page.input_value("#ly-do") == "Giờ nào?"
    assert faults(page) == []
    picture(page, f"wrong-place-{width}")
    with desk.as_role("web", desk.editor):  # type: ignore[attr-defined]
        actions.recall(edited.pk)
    page.get_by_role("button", name="Trả lại", exact=True).click()
    expect(page.get_by_label("Lý do đã gõ, chưa gửi")).to_have_value("Giờ nào?")
    assert faults(page) == []
    picture(page, f"overtaken-{width}")

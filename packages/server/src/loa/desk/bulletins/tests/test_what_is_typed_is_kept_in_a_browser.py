"""Writing on one page, in a real Chromium: however it is sent it makes one bulletin, and neither the end of a
session nor another writer takes what was typed."""

import re

import pytest
from playwright.sync_api import Page, Route, expect

from loa.kernel.roles import Role
from loa.newsroom import actions, content
from loa.newsroom.models import Bulletin
from loa.newsroom.rules import DraftContent
from loa.testing import bulletins, people
from loa.testing.at_once import by
from loa.testing.browser import OpenPage, Site, faults, picture, sign_in, wait_until, width_of

pytestmark = pytest.mark.browser

PASSWORD = "bốn từ dễ nhớ"
TEXT = "Trạm Y tế tiêm vắc-xin cho trẻ dưới 5 tuổi."
OUT = "Đã hết phiên đăng nhập nên chưa gửi được."


@pytest.fixture
def commune(site: Site):
    at = people.places()
    bulletins.rule(at.own)
    people.someone("Lê Thị Hạnh", (Role.EDITOR, at.own), home=at.own, username="hanh", password=PASSWORD)
    return at.own


@pytest.fixture
def toan(commune):
    return people.someone("Lê Văn Toàn", (Role.EDITOR, commune), home=commune, username="toan")


def new(open_page: OpenPage, site: Site, width: int = 1440) -> Page:
    page = open_page(width)
    sign_in(page, site, "hanh", PASSWORD)
    page.goto(f"{site.url}/quan-ly/ban-tin/moi/")
    return page


def written(page: Page, title: str = "Lịch tiêm") -> None:
    page.fill("#b-title", title)
    page.fill("#b-text", TEXT)


def press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name).click()


def session_ends(page: Page) -> None:
    page.context.clear_cookies(name="sessionid")


def signs_in(page: Page) -> None:
    page.fill("#id_username", "hanh")
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()


def one_bulletin() -> Bulletin:
    return Bulletin.objects.get()


def text_of(bulletin: Bulletin) -> str:
    return str(content.latest(bulletin)[0].text)


def test_saved_before_it_saves_itself_it_is_one_bulletin_and_the_next_page_is_empty(
    site: Site, open_page: OpenPage, commune
) -> None:
    page = new(open_page, site)
    written(page)
    press(page, "Lưu nháp")
    page.get_by_text("Đã lưu bản nháp lúc").wait_for()
    page.wait_for_url(f"{site.url}/quan-ly/ban-tin/{one_bulletin().code}/sua/")
    page.goto(f"{site.url}/quan-ly/ban-tin/moi/")
    assert page.input_value("#b-title") == ""
    assert page.input_value("#b-text") == ""


def test_sent_while_it_saves_itself_it_is_one_bulletin(site: Site, open_page: OpenPage, commune) -> None:
    page, held = new(open_page, site), []
    page.route("**/moi/luu/", lambda route: held.append(route))
    written(page)
    while not held:
        page.wait_for_timeout(50)
    page.fill("#b-text", f"{TEXT} Mang theo sổ tiêm.")
    press(page, "Lưu nháp")
    held[0].continue_()
    page.get_by_text("Đã lưu bản nháp lúc").wait_for()
    assert text_of(one_bulletin()) == f"{TEXT} Mang theo sổ tiêm."
    page.goto(f"{site.url}/quan-ly/ban-tin/moi/")
    assert page.input_value("#b-title") == ""


def test_an_answer_that_never_came_makes_no_second_bulletin(site: Site, open_page: OpenPage, commune) -> None:
    """The server has stored it, the page does not know: it sends the same page again, even after a reload."""
    page = new(open_page, site)

    def lost(route: Route) -> None:
        route.fetch()
        route.abort()

    page.route("**/moi/luu/", lost)
    written(page)
    page.get_by_text("Chưa lưu được vì mất mạng.").wait_for()
    page.unroute("**/moi/luu/")
    page.reload()
    page.get_by_text("Đã lưu trên máy chủ lúc").wait_for()
    assert text_of(one_bulletin()) == TEXT


@pytest.mark.parametrize("width", [360, 1440])
def test_a_session_that_ends_while_writing_takes_nothing(
    site: Site, open_page: OpenPage, commune, width
) -> None:
    page = new(open_page, site, width)
    written(page)
    page.get_by_text("Đã lưu trên máy chủ lúc").wait_for()
    session_ends(page)
    page.fill("#b-text", f"{TEXT} Mang theo sổ tiêm.")
    page.locator('#b-times input[type="checkbox"]:not([disabled])').nth(1).check()
    press(page, "Gửi duyệt")
    notice = page.get_by_text(OUT)
    notice.wait_for()
    assert page.input_value("#b-text") == f"{TEXT} Mang theo sổ tiêm."
    assert faults(page) == []
    assert width_of(page) == width
    picture(page, f"session-ended-{width}")
    page.get_by_role("link", name="Đăng nhập lại").click()
    picture(page, f"session-ended-sign-in-{width}")
    signs_in(page)
    page.wait_for_url(re.compile("/sua/$"))
    page.get_by_text("Đã lưu trên máy chủ lúc").wait_for()
    assert page.input_value("#b-text") == f"{TEXT} Mang theo sổ tiêm."
    assert page.locator('#b-times input[type="checkbox"]:checked').count() == 1
    assert text_of(one_bulletin()) == f"{TEXT} Mang theo sổ tiêm."


def test_signing_in_in_another_tab_lets_the_page_go_on(site: Site, open_page: OpenPage, commune) -> None:
    """Though the form's token is that of the session before."""
    page = new(open_page, site)
    written(page)
    page.get_by_text("Đã lưu trên máy chủ lúc").wait_for()
    session_ends(page)
    page.fill("#b-text", f"{TEXT} Mang theo sổ tiêm.")
    page.get_by_text(OUT).wait_for()
    other = page.context.new_page()
    other.goto(f"{site.url}/dang-nhap/")
    signs_in(other)
    other.wait_for_url(f"{site.url}/quan-ly/")
    other.close()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    page.get_by_text("Đã lưu trên máy chủ lúc").wait_for()
    expect(page.get_by_text(OUT)).to_be_hidden()
    press(page, "Lưu nháp")
    page.get_by_text("Đã lưu bản nháp lúc").wait_for()
    assert text_of(one_bulletin()) == f"{TEXT} Mang theo sổ tiêm."


@pytest.mark.parametrize("width", [360, 1440])
def test_what_two_wrote_at_once_stands_side_by_side(
    site: Site, open_page: OpenPage, commune, toan, width
) -> None:
    page = new(open_page, site, width)
    written(page)
    page.get_by_text("Đã lưu trên máy chủ lúc").wait_for()
    bulletin = one_bulletin()
    by(toan, lambda: actions.save(bulletin.pk, DraftContent(title="Lịch của Toàn", text="Hoãn.", voice="")))()
    page.fill("#b-text", f"{TEXT} Mang theo sổ tiêm.")
    page.get_by_role("alert").get_by_text("nên chưa lưu phần vừa gõ.").wait_for()
    page.get_by_role("link", name="Tải lại trang").click()
    page.get_by_text("Đã điền lại phần vừa gõ, chưa gửi.").wait_for()
    assert page.input_value("#b-text") == f"{TEXT} Mang theo sổ tiêm."
    assert page.locator(".stands").all_inner_texts()[:2] == ["Đang có: Lịch của Toàn", "Đang có: Hoãn."]
    assert faults(page) == []
    assert width_of(page) == width
    picture(page, f"beside-{width}")
    page.fill("#b-text", f"{TEXT} Mang theo sổ tiêm chủng.")
    page.get_by_role("status").get_by_text("Bấm Lưu nháp thì phần vừa gõ thay bản đang có.").wait_for()
    page.reload()
    assert page.input_value("#b-text") == f"{TEXT} Mang theo sổ tiêm chủng."
    page.locator("#b-title").press("End")
    page.locator("#b-title").type(" 2")
    page.wait_for_timeout(2500)  # a pause in typing, after which the page saved by itself before
    assert text_of(Bulletin.objects.get()) == "Hoãn."
    press(page, "Lưu nháp")
    page.get_by_text("Đã lưu bản nháp lúc").wait_for()
    assert text_of(Bulletin.objects.get()) == f"{TEXT} Mang theo sổ tiêm chủng."


def test_two_tabs_of_one_writer_do_not_undo_each_other(site: Site, open_page: OpenPage, commune) -> None:
    page = new(open_page, site)
    written(page)
    press(page, "Lưu nháp")
    page.get_by_text("Đã lưu bản nháp lúc").wait_for()
    other = page.context.new_page()
    other.goto(page.url)
    page.fill("#b-text", "Của thẻ một.")
    page.get_by_text("Đã lưu trên máy chủ lúc").wait_for()
    other.fill("#b-text", "Của thẻ hai.")
    other.get_by_role("alert").get_by_text("từ một trang khác của chính mình").wait_for()
    assert text_of(one_bulletin()) == "Của thẻ một."
    assert other.input_value("#b-text") == "Của thẻ hai."


def test_what_a_paste_loses_is_said_at_its_field(site: Site, open_page: OpenPage, commune) -> None:
    page = new(open_page, site)
    page.evaluate(
        """count => {
          const clipboardData = new DataTransfer();
          clipboardData.setData("text/plain", "x".repeat(count));
          const pasted = new ClipboardEvent("paste", { clipboardData, bubbles: true });
          document.querySelector("#b-title").dispatchEvent(pasted);
        }""",
        200,
    )
    page.get_by_text("40 ký tự cuối của phần vừa dán đã bị bỏ.").wait_for()


def test_the_panel_says_that_it_is_of_the_last_save_until_the_next(
    site: Site, open_page: OpenPage, commune
) -> None:
    page, held = new(open_page, site), []
    note = page.get_by_text("Dưới đây là của bản lưu lần trước.")
    expect(note).to_be_hidden()
    page.route("**/moi/luu/", lambda route: held.append(route))
    written(page)
    expect(note).to_be_visible()
    while not held:
        page.wait_for_timeout(50)
    held[0].continue_()
    page.get_by_text("Đã lưu trên máy chủ lúc").wait_for()
    expect(note).to_be_hidden()


def test_what_was_typed_over_anothers_change_can_be_dropped(
    site: Site, open_page: OpenPage, commune, toan
) -> None:
    page = new(open_page, site)
    written(page)
    page.get_by_text("Đã lưu trên máy chủ lúc").wait_for()
    bulletin = one_bulletin()
    by(toan, lambda: actions.save(bulletin.pk, DraftContent(title="Lịch của Toàn", text="Hoãn.", voice="")))()
    page.fill("#b-text", "Gõ nhầm.")
    page.get_by_role("link", name="Tải lại trang").click()
    press(page, "Bỏ phần vừa gõ")
    wait_until(page, "document.querySelector('#b-text')?.value === 'Hoãn.'")
    page.reload()
    assert page.input_value("#b-text") == "Hoãn."

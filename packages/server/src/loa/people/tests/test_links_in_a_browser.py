"""What begins with a link, in a real Chromium: unlike a test's client it says where a form comes from."""

import pytest
from playwright.sync_api import Page, expect

from loa.kernel.roles import Role
from loa.people.actions.first_run import make_first_run_link
from loa.people.models import Account
from loa.testing.browser import OpenPage, Site, faults, sign_in, width_of
from loa.testing.people import places, someone

pytestmark = pytest.mark.browser
PASSWORD = "ruộng lúa chín vàng 2026"


def set_password(page: Page) -> None:
    page.fill("[name=password]", PASSWORD)
    page.fill("[name=again]", PASSWORD)
    page.click("button[type=submit]")


@pytest.mark.parametrize("width", [360, 1440])
def test_an_empty_house_gets_its_two_administrators(width: int, site: Site, open_page: OpenPage) -> None:
    page = open_page(width)
    page.goto(f"{site.url}/khoi-dau/{make_first_run_link()}/")
    assert width_of(page) == width
    assert faults(page) == []
    page.fill("[name=first_name]", "Trần Thị Minh Nguyệt")
    page.fill("[name=first_username]", "nguyet")
    page.fill("[name=second_name]", "Lê Quốc Khánh")
    page.fill("[name=second_username]", "khanh")
    set_password(page)
    link = page.input_value("#lien-ket")
    sign_in(page, site, "nguyet", PASSWORD)
    page.goto(f"{site.url}/quan-ly/nguoi-dung/")
    assert "2 tài khoản" in page.inner_text("h1")

    other = open_page(width)
    other.goto(link)
    set_password(other)
    other.wait_for_url("**/dang-nhap/")
    sign_in(other, site, "khanh", PASSWORD)


@pytest.mark.parametrize("width", [360, 1440])
def test_an_approver_needs_a_link_and_a_code(width: int, site: Site, open_page: OpenPage) -> None:
    tree = places()
    for name, username in (("Quản Trị Một", "mot"), ("Quản Trị Hai", "hai")):
        role = (Role.ADMINISTRATOR, tree.province)
        someone(name, role, home=tree.province, username=username, password=PASSWORD)
    maker, second, new = open_page(width), open_page(width), open_page(width)

    sign_in(maker, site, "mot", PASSWORD)
    maker.goto(f"{site.url}/quan-ly/nguoi-dung/moi/")
    maker.fill("[name=name]", "Nguyễn Văn Duyệt")
    maker.fill("[name=phone]", "0912 345 678")
    maker.select_option("[name=unit]", label=tree.own.name)
    maker.check("[name=roles][value=approver]")
    maker.click("main button[type=submit]")
    link = maker.input_value("#lien-ket")
    assert "chỉ mở được cùng một mã" in maker.inner_text("main")
    new.goto(link)
    assert "Chưa có mã" in new.inner_text("main")
    assert faults(new) == []

    sign_in(second, site, "hai", PASSWORD)
    second.goto(f"{site.url}/quan-ly/nguoi-dung/cho-dong-y/")
    assert width_of(second) == width
    assert faults(second) == []
    second.check("[name=grant]")
    second.click("text=Đồng ý những vai trò đã chọn")
    second.check("[name=link]")
    second.click("text=Lấy mã của những người đã chọn")
    code = second.get_attribute("#ma-1", "value") or ""
    assert width_of(second) == width
    assert faults(second) == []

    wrong = "00000000" if code != "00000000" else "11111111"
    new.fill("[name=code]", wrong)
    set_password(new)
    assert "Còn 4 lần thử" in new.inner_text("main")
    assert faults(new) == []
    new.fill("[name=code]", code)
    set_password(new)
    new.wait_for_url("**/dang-nhap/")
    expect(new.get_by_text("Đã đặt mật khẩu.")).to_be_visible()
    expect(new.locator("[data-refused]")).to_be_hidden()  # nothing that was typed waits anywhere
    new.goto(link)
    expect(new.locator("[data-refused]")).to_be_hidden()
    sign_in(new, site, "duyet.nv.14797", PASSWORD)
    assert Account.objects.get(username="duyet.nv.14797").vouched_at is not None

"""A form that is refused, or sent after the session ended, is given back as it was typed: every one alike."""

import pytest
from django.db import transaction
from django.urls import reverse
from playwright.sync_api import Page, expect

from loa.fleet.models import Device
from loa.kernel.ids import uuid7
from loa.kernel.roles import Role
from loa.people.models import Account, RoleGrant
from loa.testing import people
from loa.testing.at_once import until_somebody_waits
from loa.testing.browser import OpenPage, Site, faults, picture, sign_in, width_of

pytestmark = pytest.mark.browser

PASSWORD = "bốn từ dễ nhớ"
AGAIN = "Đã điền lại phần vừa gõ, chưa gửi."


@pytest.fixture
def commune(site: Site):
    at = people.places()
    people.hamlet(at.own, "Kim Tân")
    roles = (Role.ADMINISTRATOR, at.own), (Role.OPERATOR, at.own)
    people.someone("Lê Thị Hạnh", *roles, home=at.own, username="hanh", password=PASSWORD)
    people.someone("Lê Thị Mai", home=at.own, username="mai")
    return at.own


def opened(open_page: OpenPage, site: Site, path: str, width: int = 1440) -> Page:
    page = open_page(width)
    sign_in(page, site, "hanh", PASSWORD)
    page.goto(f"{site.url}{path}")
    return page


def cluster(page: Page) -> None:
    page.get_by_label("Tên cụm").fill("Cụm 01")
    page.get_by_label("Kêu cho thôn nào").select_option(label="thôn Kim Tân")
    page.get_by_label("Điểm đặt, nếu có tên").fill("Nhà văn hóa thôn Kim Tân")


def cluster_is_typed(page: Page) -> None:
    page.get_by_text(AGAIN).wait_for()
    expect(page.get_by_label("Tên cụm")).to_have_value("Cụm 01")
    expect(page.get_by_label("Kêu cho thôn nào").locator("option:checked")).to_have_text("thôn Kim Tân")
    expect(page.get_by_label("Điểm đặt, nếu có tên")).to_have_value("Nhà văn hóa thôn Kim Tân")


@pytest.mark.parametrize("width", [360, 1440])
def test_a_cluster_of_a_name_that_was_taken_meanwhile(
    site: Site, open_page: OpenPage, commune, width
) -> None:
    page = opened(open_page, site, reverse("clusters_add"), width)
    cluster(page)
    with transaction.atomic():
        Device.objects.create(
            id=uuid7(), unit=commune, name="Cụm 01", plan_id=f"{commune.code}.0", places=["38"]
        )
        page.evaluate("document.querySelector('form.paper').requestSubmit()")
        until_somebody_waits()
    page.get_by_text("Ở đây đã có cụm loa tên này. Đặt tên khác.").first.wait_for()
    page.get_by_text("Phần vừa gõ còn nguyên: mở lại trang là có.").wait_for()
    assert faults(page) == []
    picture(page, f"refused-{width}")
    page.get_by_role("link", name="Mở lại trang vừa làm").click()
    cluster_is_typed(page)
    assert faults(page) == []
    assert width_of(page) == width
    picture(page, f"typed-again-{width}")
    page.get_by_label("Tên cụm").fill("Cụm 02")
    page.get_by_role("button", name="Thêm cụm loa").click()
    page.get_by_text("Đã thêm Cụm 02.").wait_for()
    page.goto(f"{site.url}{reverse('clusters_add')}")
    expect(page.get_by_label("Tên cụm")).to_have_value("")


def test_a_role_that_was_given_meanwhile(site: Site, open_page: OpenPage, commune) -> None:
    mai = Account.objects.get(username="mai")
    page = opened(open_page, site, reverse("people_one", args=[mai.pk]))
    page.locator("#id_role").select_option(Role.OPERATOR)
    page.locator("#id_unit").select_option(str(commune.pk))
    page.locator("#id_valid_to").fill("2030-12-31")
    RoleGrant.objects.create(
        person=mai.person, role=Role.OPERATOR, unit=commune, valid_from=people.SINCE, granted_by=mai.person
    )
    page.get_by_role("button", name="Giao vai trò").click()
    page.get_by_text("Người này đã có vai trò đó ở nơi này.").first.wait_for()
    expect(page.locator("#id_role")).to_have_value(Role.OPERATOR)
    expect(page.locator("#id_unit")).to_have_value(str(commune.pk))
    expect(page.locator("#id_valid_to")).to_have_value("2030-12-31")
    assert page.get_by_role("rowheader", name="Vận hành").count() == 1  # what now stands
    picture(page, "role-typed-again-1440")


def test_a_session_that_ended_before_the_form_was_sent(site: Site, open_page: OpenPage, commune) -> None:
    page = opened(open_page, site, reverse("clusters_add"))
    cluster(page)
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Thêm cụm loa").click()
    page.get_by_text("Đăng nhập xong trở lại đúng trang").wait_for()
    page.fill("#id_username", "hanh")
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    cluster_is_typed(page)
    page.get_by_role("button", name="Bỏ phần vừa gõ").click()
    expect(page.get_by_label("Tên cụm")).to_have_value("")


def test_somebody_else_who_signs_in_there_does_not_read_it(site: Site, open_page: OpenPage, commune) -> None:
    roles = ((Role.OPERATOR, commune),)
    people.someone("Lê Văn Toàn", *roles, home=commune, username="toan", password=PASSWORD)
    page = opened(open_page, site, reverse("clusters_add"))
    cluster(page)
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Thêm cụm loa").click()
    page.fill("#id_username", "toan")
    page.fill("#id_password", PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    page.get_by_label("Tên cụm").wait_for()
    expect(page.get_by_label("Tên cụm")).to_have_value("")
    expect(page.get_by_text(AGAIN)).to_be_hidden()


def test_a_form_that_comes_back_with_its_faults_has_all_that_was_typed(
    site: Site, open_page: OpenPage, commune
) -> None:
    page = opened(open_page, site, f"{reverse('schedule_add')}?noi={commune.pk}")
    page.get_by_label("Từ ngày").fill("2030-12-30")
    page.get_by_label("Đến ngày").fill("2030-12-31")
    page.get_by_label("Giờ", exact=True).fill("17:00")
    page.get_by_label("Một số thôn").check()
    page.get_by_role("button", name="Thêm vào lịch").click()
    page.get_by_text("Chọn ít nhất một thôn, hoặc chọn cả xã.").wait_for()
    expect(page.get_by_label("Từ ngày")).to_have_value("2030-12-30")
    expect(page.get_by_label("Đến ngày")).to_have_value("2030-12-31")
    expect(page.get_by_label("Giờ", exact=True)).to_have_value("17:00")
    expect(page.get_by_label("Một số thôn")).to_be_checked()
    expect(page.get_by_text(AGAIN)).to_be_hidden()


def test_another_page_that_asks_to_sign_in_claims_nothing_for_a_form(
    site: Site, open_page: OpenPage, commune
) -> None:
    page = opened(open_page, site, reverse("clusters_add"))
    cluster(page)
    page.context.clear_cookies(name="sessionid")
    page.get_by_role("button", name="Thêm cụm loa").click()
    page.get_by_text("Đăng nhập xong trở lại đúng trang").wait_for()
    for path in (reverse("bulletins_list"), "/khong-co-trang-nay/"):
        page.goto(f"{site.url}{path}")
        expect(page.locator("[data-refused]")).to_be_hidden()
    sign_in(page, site, "hanh", PASSWORD)
    page.goto(f"{site.url}{reverse('clusters_add')}")
    cluster_is_typed(page)

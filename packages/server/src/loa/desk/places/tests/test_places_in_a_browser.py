"""A province's list looked at and written, and a commune of many hamlets, on a telephone and on a desk."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from loa.desk.operations.tests import ground
from loa.imports.tests.files import csv
from loa.kernel.roles import Role
from loa.places.models import Hamlet, Unit
from loa.testing import people
from loa.testing.browser import OpenPage, Site, faults, picture, sign_in, width_of
from loa.testing.work import worker

__all__ = ["worker"]
pytestmark = pytest.mark.browser

PASSWORD = "bốn từ dễ nhớ"
PATIENCE_MS = 120_000
ADDRESS = "/quan-ly/dia-ban/"


@pytest.fixture
def house(site: Site) -> people.Places:
    of = people.places()
    keeps, works = (Role.ADMINISTRATOR, of.province), (Role.OPERATOR, of.province)
    people.someone("Trần Thị Hòa", keeps, works, home=of.province, username="hoa", password=PASSWORD)
    for number in range(1, 131):
        people.hamlet(of.own, f"Linh Trường {number}")
    ground.clusters(of.own, 3, Hamlet.objects.get(name="Linh Trường 1"))
    return of


def looked_at(page: Page, name: str) -> None:
    picture(page, f"{name}-{page.viewport_size['width']}")
    assert faults(page) == []
    assert width_of(page) <= page.viewport_size["width"]


def send(page: Page, file: Path, said: str) -> None:
    page.set_input_files("#id_file", file)
    page.get_by_role("button", name="Xem trước").click()
    page.wait_for_url("**/nhap-tep/**")
    expect(page.locator("h1")).to_contain_text(said, timeout=PATIENCE_MS)


@pytest.mark.parametrize("width", [360, 1440])
def test_units_are_looked_at_before_they_are_written(
    house: people.Places, site: Site, worker: None, open_page: OpenPage, tmp_path: Path, width: int
) -> None:
    page = open_page(width)
    sign_in(page, site, "hoa", PASSWORD)
    page.goto(f"{site.url}{ADDRESS}")
    looked_at(page, "dia-ban")
    page.get_by_role("link", name="huyện, xã trước 01/07/2025").click()
    looked_at(page, "dia-ban-tu-tep")
    head = "Mã;Tên;Mã huyện;Huyện"
    good = ["15001;Xã Hoằng Giang;348;Huyện Hoằng Hóa", "15002;Xã Hoằng Xuân;348;"]
    (tmp_path / "sai.csv").write_bytes(csv(head, *good, "15003;Xa;349;", "Tổng cộng;3;;"))
    send(page, tmp_path / "sai.csv", "1 dòng sai")
    expect(page.get_by_text("huyện: chưa có huyện mã 349")).to_be_visible()
    expect(page.get_by_text("tên: “Xa” thiếu loại")).to_be_visible()
    looked_at(page, "dia-ban-sai")
    page.get_by_role("link", name="Gửi lại tệp đã sửa").click()
    (tmp_path / "dung.csv").write_bytes(csv(head, *good))
    send(page, tmp_path / "dung.csv", "sẽ ghi 2 dòng")
    looked_at(page, "dia-ban-dung")
    page.get_by_role("button", name="Ghi 2 dòng").click()
    expect(page.locator("h1")).to_contain_text("Đã ghi 2 dòng", timeout=PATIENCE_MS)
    looked_at(page, "dia-ban-da-ghi")
    assert Unit.objects.filter(parent__name="Huyện Hoằng Hóa").count() == 2
    page.goto(f"{site.url}{ADDRESS}?ngay=2025-06-30&cap=commune")
    expect(page.get_by_role("rowheader")).to_have_text(["Xã Hoằng Giang", "Xã Hoằng Xuân"])
    looked_at(page, "dia-ban-truoc")


@pytest.mark.parametrize("width", [360, 1440])
def test_a_commune_of_many_hamlets_is_turned(
    house: people.Places, site: Site, open_page: OpenPage, width: int
) -> None:
    page = open_page(width)
    sign_in(page, site, "hoa", PASSWORD)
    page.goto(f"{site.url}{ADDRESS}{house.own.pk}/")
    expect(page.get_by_role("rowheader")).to_have_count(50)
    looked_at(page, "xa-nhieu-thon")
    page.get_by_role("link", name="Trang sau").click()
    page.get_by_role("link", name="Trang sau").click()
    expect(page.get_by_role("rowheader")).to_have_count(30)
    page.get_by_label("Tìm tên thôn, bản, có dấu hoặc không dấu").fill("linh truong 130")
    page.get_by_role("button", name="Tìm").click()
    expect(page.get_by_role("rowheader")).to_have_text(["Thôn Linh Trường 130"])
    looked_at(page, "xa-tim-thon")

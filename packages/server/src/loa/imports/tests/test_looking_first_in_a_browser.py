"""Sent, looked at, written and looked at again in a real Chromium, on a telephone and on a desk, with the
real worker behind it."""

from pathlib import Path

import pytest
from playwright.sync_api import expect

from loa.imports.tests.files import csv, xlsx
from loa.kernel.roles import Role
from loa.people.models import Account
from loa.testing import people
from loa.testing.browser import OpenPage, Site, faults, picture, signed_in, width_of
from loa.testing.work import worker

__all__ = ["worker"]
pytestmark = pytest.mark.browser

PATIENCE_MS = 120_000


@pytest.fixture
def units(own_database):
    places = people.places()
    for name, username in (("Trần Thị Hòa", "hoa"), ("Lê Văn Bình", "binh")):
        people.someone(
            name,
            (Role.ADMINISTRATOR, places.province),
            home=places.province,
            username=username,
        )
    return places


def looked_at(page, name: str) -> None:
    picture(page, f"{name}-{page.viewport_size['width']}")
    assert faults(page) == []
    assert width_of(page) <= page.viewport_size["width"]


def done(page, said: str) -> None:
    """Until the worker has done its part: the page loads itself anew."""
    expect(page.locator("h1")).to_contain_text(said, timeout=PATIENCE_MS)


def send(page, file: Path, said: str) -> None:
    page.set_input_files("#id_file", file)
    page.get_by_role("button", name="Xem trước").click()
    page.wait_for_url("**/nhap-tep/**")
    done(page, said)


@pytest.mark.parametrize("width", [360, 1440])
def test_faults_first_then_all_then_links(
    units, site: Site, worker, open_page: OpenPage, tmp_path: Path, width: int
):
    page = open_page(width)
    signed_in(page, site, "hoa")
    page.goto(f"{site.url}/quan-ly/nguoi-dung/tu-tep/")
    looked_at(page, "nguoi-gui")
    with page.expect_download() as saved:
        page.get_by_role("link", name="Tải tệp mẫu").click()
    assert Path(saved.value.path()).read_bytes()[:2] == b"PK"
    head = ["Mã xã", "Họ và tên", "Vai trò", "Điện thoại", "Ghi chú"]
    good = [
        [14797, "Lê Thị Hạnh", "biên tập; vận hành", 912345678, "x"],
        [16078, "Đặng Văn Ký", "duyệt", "", ""],
    ]
    wrong = [[99999, "Ai Đó", "biên tập", "", ""], [14797, "Lê Hát", "hát", "8.49E+10", ""]]
    (tmp_path / "sai.xlsx").write_bytes(xlsx([head, *good, *wrong]))
    send(page, tmp_path / "sai.xlsx", "2 dòng sai")
    assert page.get_by_role("cell", name="không có xã, phường mã 99999").is_visible()
    assert page.get_by_role("button", name="Ghi 2 dòng đúng").is_visible()
    looked_at(page, "nguoi-sai")
    page.get_by_role("link", name="tất cả").click()
    looked_at(page, "nguoi-tat-ca")
    page.get_by_role("link", name="Gửi lại tệp đã sửa").click()
    (tmp_path / "đúng.xlsx").write_bytes(xlsx([head, *good]))
    send(page, tmp_path / "đúng.xlsx", "sẽ ghi 2 dòng")
    looked_at(page, "nguoi-dung")
    before = Account.objects.count()
    page.get_by_role("button", name="Ghi 2 dòng").click()
    done(page, "Đã ghi 2 dòng")
    assert Account.objects.count() == before + 2
    looked_at(page, "nguoi-da-ghi")
    page.get_by_role("button", name="Tạo liên kết dùng một lần cho 2 người").click()
    page.wait_for_url("**/lien-ket/")
    looked_at(page, "nguoi-lien-ket")
    page.goto(f"{site.url}/quan-ly/nguoi-dung/tu-tep/")
    send(page, tmp_path / "đúng.xlsx", "không đổi gì")
    looked_at(page, "nguoi-lan-nua")


def test_without_scripts_a_link_looks_again(units, site: Site, worker, open_page: OpenPage, tmp_path: Path):
    page = open_page(1440, scripts=False)
    signed_in(page, site, "hoa")
    page.goto(f"{site.url}/quan-ly/nguoi-dung/tu-tep/")
    (tmp_path / "a.csv").write_bytes(csv("Mã xã;Họ và tên;Vai trò", "14797;Lê Thị Hạnh;biên tập"))
    page.set_input_files("#id_file", tmp_path / "a.csv")
    page.get_by_role("button", name="Xem trước").click()
    again, write = page.get_by_role("link", name="Xem lại"), page.get_by_role("button", name="Ghi 1 dòng")
    while True:
        again.or_(write).wait_for()  # a page that is still on its way shows neither
        if write.is_visible():
            break
        again.click()

"""The day and the week as an officer and an operator see them, in a real Chromium."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connection, transaction
from playwright.sync_api import expect

from loa.airtime.models import Slot
from loa.kernel import actor as acting
from loa.kernel import clock
from loa.kernel.roles import Role
from loa.newsroom import actions
from loa.newsroom.times import Once, Weekly
from loa.places import scope
from loa.testing import bulletins, people
from loa.testing.browser import OpenPage, Site, faults, picture, signed_in, width_of

pytestmark = pytest.mark.browser

COMING = re.compile(
    "Sẵn sàng cho (05:30|17:00|17:10)"
    "|Đang phát “(Cắt điện để sửa đường dây|Phòng cháy trong mùa hanh khô)”"  # run at half past five
)


def approve(desk: bulletins.Desk, **changes: object) -> None:
    sound = bulletins.ready_sound(desk.unit, str(changes["title"]).encode(), duration_ms=190_000)
    with scope.for_actor(desk.editor), acting.acting(desk.editor):
        made = actions.submit(actions.create(desk.unit.pk, desk.words(sound, **changes)).pk)
    with scope.for_actor(desk.approver), acting.acting(desk.approver):
        actions.approve(made.pk, made.latest_revision_id, bulletins.proof(desk.approver))


@pytest.fixture
def commune(site: Site):
    at = people.places()
    bulletins.rule(at.own)
    editor = people.someone("Lê Thị Hạnh", (Role.EDITOR, at.own), home=at.own, username="hanh")
    approver = people.someone("Nguyễn Văn Thành", (Role.APPROVER, at.own), home=at.own, username="thanh")
    people.someone("Hoàng Văn Sơn", (Role.OPERATOR, at.own), home=at.own, username="son")
    desk = bulletins.Desk(at.own, editor, approver, None)  # type: ignore[arg-type]
    today = clock.today()
    days = tuple(range(1, 8))
    first, last = today, today + timedelta(days=20)
    with transaction.atomic():
        assert connection.in_atomic_block
        approve(
            desk,
            title="Cắt điện để sửa đường dây",
            times=(Weekly(days=days, time=bulletins.tomorrow_at(5, 30).time(), first=first, last=last),),
        )
        approve(
            desk,
            title="Phòng cháy trong mùa hanh khô",
            priority="priority",
            times=(Weekly(days=(2, 4, 6), time=bulletins.tomorrow_at(17).time(), first=first, last=last),),
        )
        approve(desk, title="Họp thôn", times=(Once(bulletins.tomorrow_at(17, 10)),))
    return at.own


@pytest.mark.parametrize("width", [1440, 360])
def test_the_officers_day(site: Site, open_page: OpenPage, commune, width: int) -> None:
    page = open_page(width)
    signed_in(page, site, "hanh")
    page.goto(f"{site.url}/quan-ly/")
    expect(page.get_by_role("link", name="Viết bản tin").first).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_contain_text(COMING)
    page.locator(".air summary").first.click()
    expect(page.locator(".air details[open] p").first).to_contain_text("Trạm Y tế")
    picture(page, f"home-{width}")
    assert faults(page) == []
    assert width_of(page) == width


@pytest.mark.parametrize("width", [1440, 360])
def test_the_week_to_scale(site: Site, open_page: OpenPage, commune, width: int) -> None:
    page = open_page(width)
    signed_in(page, site, "son")
    tomorrow = bulletins.tomorrow_at(17).date()
    page.goto(f"{site.url}/quan-ly/lich-phat/?ngay={tomorrow.isoformat()}")
    expect(page.get_by_role("link", name="Họp thôn")).to_be_visible()
    picture(page, f"week-{width}")
    assert faults(page) == []
    assert width_of(page) == width


@pytest.mark.parametrize("width", [1440, 360])
def test_the_province_sees_its_communes_and_chooses_one(
    site: Site, open_page: OpenPage, commune, width: int
) -> None:
    people.someone("Vũ Tiến Đạt", (Role.OPERATOR, commune.parent), home=commune.parent, username="dat")
    page = open_page(width)
    signed_in(page, site, "dat")
    page.goto(f"{site.url}/quan-ly/")
    expect(page.get_by_role("heading", name="Sẽ phát trong 24 giờ tới")).to_be_visible()
    picture(page, f"home-province-{width}")
    assert faults(page) == []
    assert width_of(page) == width
    page.goto(f"{site.url}/quan-ly/lich-phat/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("xã, phường có lịch phát")
    picture(page, f"week-choose-{width}")
    assert faults(page) == []
    assert width_of(page) == width
    page.get_by_role("link", name=commune.name).click()
    page.get_by_role("link", name="Xã, phường khác").wait_for()
    expect(page.get_by_role("heading", level=1)).to_contain_text("lượt")


def test_moving_onto_another_is_refused_with_three_ways_out(site: Site, open_page: OpenPage, commune) -> None:
    page = open_page(1440)
    signed_in(page, site, "son")
    slot = Slot.objects.get(items__title="Họp thôn")
    page.goto(f"{site.url}/quan-ly/lich-phat/{slot.pk}/")
    page.fill("#s-time", "05:31")
    page.get_by_role("button", name="Chuyển giờ").click()
    expect(page.locator(".status.is-stop:visible")).to_contain_text("chồng")
    offers = page.get_by_role("group", name="Giờ khác còn trống").get_by_role("button")
    assert offers.count() == 3
    picture(page, "slot-refused-1440")
    assert faults(page) == []
    offers.nth(1).click()
    page.get_by_text("Chưa đổi gì. Bấm “Chuyển giờ” thì đổi").wait_for()
    slot.refresh_from_db()
    assert slot.time == bulletins.tomorrow_at(17, 10).time()
    page.get_by_role("button", name="Chuyển giờ").click()
    page.get_by_text("Đã đổi giờ từ").wait_for()
    slot.refresh_from_db()
    assert slot.time != bulletins.tomorrow_at(17, 10).time()


@pytest.mark.parametrize("width", [1440, 360])
def test_a_day_of_a_series_moves_alone_when_that_is_chosen(
    site: Site, open_page: OpenPage, commune, width: int
) -> None:
    page = open_page(width)
    signed_in(page, site, "son")
    slot = Slot.objects.get(items__title="Cắt điện để sửa đường dây")
    day = clock.today() + timedelta(days=1)
    page.goto(f"{site.url}/quan-ly/lich-phat/?xem=ngay&ngay={day.isoformat()}")
    page.get_by_role("link", name="Cắt điện để sửa đường dây").first.click()
    question = page.get_by_role("group", name="Đổi những ngày nào")
    question.wait_for()
    assert question.get_by_role("radio", checked=True).count() == 0
    page.fill("#s-time", "05:35")
    picture(page, f"series-{width}")
    assert faults(page) == []
    assert width_of(page) == width
    question.get_by_text(f"{day:%d/%m/%Y}", exact=False).first.click()
    page.get_by_role("button", name="Chuyển giờ").click()
    page.get_by_text("Đã đổi giờ từ 05:30 sang 05:35 (chỉ").wait_for()
    moved = Slot.objects.get(time=bulletins.tomorrow_at(5, 35).time())
    assert (moved.first, moved.last) == (day, day)
    assert Slot.objects.get(pk=slot.pk).time == bulletins.tomorrow_at(5, 30).time()


def test_a_slot_is_drawn_by_keys_and_mouse_and_only_its_form_moves_it(
    site: Site, open_page: OpenPage, commune
) -> None:
    page = open_page(1440)
    signed_in(page, site, "son")
    slot = Slot.objects.get(items__title="Họp thôn")
    week = f"{site.url}/quan-ly/lich-phat/?ngay={slot.first.isoformat()}"
    page.goto(week)
    event = page.get_by_role("link", name="Họp thôn")
    event.focus()
    for _ in range(5):
        page.keyboard.press("ArrowDown")
    expect(page.locator("[data-drawn]")).to_have_text("Dời tới 17:15")
    page.keyboard.press("Enter")
    expect(page.locator("#s-time")).to_have_value("17:15")
    expect(page.locator(".status:visible")).to_contain_text("đổi giờ từ 17:10 sang 17:15")
    assert Slot.objects.get(pk=slot.pk).time == bulletins.tomorrow_at(17, 10).time()

    page.goto(week)
    event = page.get_by_role("link", name="Họp thôn")
    event.scroll_into_view_if_needed()
    box = event.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 8)
    page.mouse.down()
    page.mouse.move(box["x"] + 20, box["y"] + 8 + 54, steps=6)
    page.mouse.up()
    expect(page.locator("#s-time")).to_have_value("17:20")
    page.get_by_role("button", name="Chuyển giờ").click()
    page.get_by_text("Đã đổi giờ từ 17:10 sang 17:20").wait_for()
    assert Slot.objects.get(pk=slot.pk).time == bulletins.tomorrow_at(17, 20).time()


@pytest.mark.parametrize("width", [1440, 360])
def test_one_day_hamlet_by_hamlet(site: Site, open_page: OpenPage, commune, width: int) -> None:
    page = open_page(width)
    signed_in(page, site, "hanh")
    tomorrow = bulletins.tomorrow_at(17).date()
    page.goto(f"{site.url}/quan-ly/lich-phat/?xem=ngay&ngay={tomorrow.isoformat()}")
    expect(page.get_by_role("heading", level=1)).to_contain_text("lượt")
    page.get_by_role("link", name="Họp thôn").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Họp thôn")
    page.go_back()
    picture(page, f"day-{width}")
    assert faults(page) == []
    assert width_of(page) == width


def test_the_regulation_is_written_as_people_say_it(site: Site, open_page: OpenPage, commune) -> None:
    page = open_page(360)
    signed_in(page, site, "son")
    page.goto(f"{site.url}/quan-ly/lich-phat/quy-che/?noi={commune.pk}")
    page.fill("#r-source", "Quyết định 45/QĐ-UBND ngày 12/11/2026")
    page.fill("#r-hours", "lúc nào cũng được")
    page.get_by_role("button", name="Ghi quy chế").click()
    page.get_by_text("Không hiểu “lúc nào cũng được”.").wait_for()
    page.fill("#r-hours", "05:00-06:00, 17h00-18h00")
    page.get_by_role("button", name="Ghi quy chế").click()
    page.get_by_text("Đã ghi quy chế").wait_for()
    picture(page, "regulation-360")
    assert faults(page) == []
    assert width_of(page) == 360

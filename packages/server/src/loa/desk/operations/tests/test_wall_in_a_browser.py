"""The wall as a province's operator and a commune's see it, in a real Chromium."""

from __future__ import annotations

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from loa.desk.operations.tests import ground
from loa.dispatch.models import Act, Attempt
from loa.fleet.models import Health
from loa.kernel import clock
from loa.kernel.roles import Role
from loa.playlog import counting
from loa.testing import listened, people
from loa.testing.browser import OpenPage, Site, faults, picture, signed_in, width_of

pytestmark = pytest.mark.browser


@pytest.fixture
def province(site: Site):
    top = ground.busy_province()
    people.someone("Vũ Thị Vận", (Role.OPERATOR, top), home=top, username="van")
    own = ground.commune("Xã Mường Lát")
    people.someone("Lò Văn Inh", (Role.OPERATOR, own), home=own, username="inh")
    return top


@pytest.mark.parametrize("width", [1440, 360])
def test_the_wall_says_what_is_wrong_first(site: Site, open_page: OpenPage, province, width: int) -> None:
    page = open_page(width)
    signed_in(page, site, "van")
    page.goto(f"{site.url}/dieu-hanh/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("nơi cần xem ngay")
    first = page.locator(".bad li").first
    expect(first).to_contain_text("Xã Bát Mọt")
    expect(first).to_contain_text("8/9 cụm")
    expect(first).to_contain_text("Mất điện hoặc mất mạng")
    expect(page.locator(".on li").first).to_contain_text("Phòng cháy trong mùa hanh khô")
    assert page.locator("svg.map circle").count() == 166
    picture(page, f"wall-{width}")
    page.locator("#danh-sach summary").click()
    expect(page.get_by_role("row", name="Phường Hạc Thành")).to_contain_text("12/12")
    assert faults(page) == []
    assert width_of(page) == width


def test_a_commune_is_muted_with_a_reason_and_opened_again(site: Site, open_page: OpenPage, province) -> None:
    page = open_page(360)
    signed_in(page, site, "van")
    page.goto(f"{site.url}/dieu-hanh/")
    page.get_by_role("link", name="Một xã…").click()
    page.fill("#tim", "hac thanh")
    page.get_by_role("button", name="Tìm").click()
    picture(page, "silence-choose-360")
    assert faults(page) == []
    page.get_by_role("link", name="Phường Hạc Thành").click()
    expect(page.get_by_text("12 cụm loa im ngay")).to_be_visible()
    picture(page, "silence-360")
    assert faults(page) == []
    page.fill("#ly-do", "Lễ tang ở trung tâm phường")
    page.get_by_role("button", name="Tắt tiếng").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("0/12 cụm đã làm")
    act = Act.objects.get(kind="silence")
    assert (act.by.name, act.why, act.reaches) == ("Vũ Thị Vận", "Lễ tang ở trung tâm phường", 12)
    Attempt.objects.filter(act=act, device__name__lt="Cụm 11").update(state="applied")
    # Nobody presses anything: the page of an act looks again by itself.
    expect(page.get_by_role("heading", level=1)).to_contain_text("10/12 cụm đã làm", timeout=20_000)
    expect(page.locator("[data-told]")).to_contain_text("10/12 cụm đã làm")
    picture(page, "act-360")
    assert faults(page) == []
    assert width_of(page) == 360
    page.goto(f"{site.url}/dieu-hanh/")
    picture(page, "wall-silenced-360")
    page.get_by_role("link", name="Mở lại Phường Hạc Thành").click()
    page.get_by_role("button", name="Mở lại").click()
    page.get_by_text("Đã mở lại Phường Hạc Thành.").wait_for()
    assert Act.objects.filter(kind="restore", target=act.target, target_id=act.target_id).count() == 1


def test_what_sounds_is_stopped_where_it_sounds(site: Site, open_page: OpenPage, province) -> None:
    page = open_page(1440)
    signed_in(page, site, "van")
    page.goto(f"{site.url}/dieu-hanh/")
    page.locator(".on li").first.get_by_role("link", name="Dừng…").click()
    expect(page.get_by_text("cụm loa thôi phát bản tin này ngay")).to_be_visible()
    picture(page, "stop-1440")
    assert faults(page) == []
    page.fill("#ly-do", "Đọc sai ngày")
    page.get_by_role("button", name="Dừng phát").click()
    page.get_by_text("Đã dừng “Phòng cháy trong mùa hanh khô”.").wait_for()
    acts = Act.objects.filter(kind="cancel")
    assert {each.unit.name for each in acts} == set(ground.SPECIAL)
    assert all(each.cancels and each.why == "Đọc sai ngày" for each in acts)


@pytest.mark.parametrize("width", [1440, 360])
def test_a_commune_sees_its_own_clusters_and_the_page_keeps_itself_fresh(
    site: Site, open_page: OpenPage, province, width: int
) -> None:
    page = open_page(width)
    signed_in(page, site, "inh")
    page.goto(f"{site.url}/dieu-hanh/")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text("Xã Mường Lát: 5/11 cụm sống, 6 cụm cần xem")
    assert page.get_by_text("Bát Mọt").count() == 0
    assert page.get_by_role("link", name="Cả tỉnh…").count() == 0
    picture(page, f"wall-commune-{width}")
    assert faults(page) == []
    assert width_of(page) == width
    own = ground.commune("Xã Mường Lát")
    long_ago = clock.now() - timedelta(hours=1)
    Health.objects.filter(unit=own).update(connected=False, seen_at=long_ago, told_at=None)
    page.evaluate("document.dispatchEvent(new Event('loa:refresh'))")
    expect(heading).to_contain_text("0/11 cụm sống")
    expect(page.locator("[data-told]")).to_contain_text("Xã Mường Lát")


def test_the_full_list_of_what_stayed_silent(site: Site, open_page: OpenPage, province) -> None:
    page = open_page(1440)
    signed_in(page, site, "van")
    page.goto(f"{site.url}/dieu-hanh/im/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("cụm loa lẽ ra phải kêu mà im")
    picture(page, "missed-1440")
    assert faults(page) == []
    page.get_by_role("link", name="Giờ của máy chưa tin được").click()
    expect(page.get_by_role("row", name="Xã Pù Nhi").first).to_be_visible()
    assert page.get_by_role("row", name="Xã Bát Mọt").count() == 0


def test_it_is_whole_without_scripts(site: Site, open_page: OpenPage, province) -> None:
    page = open_page(360, scripts=False)
    signed_in(page, site, "van")
    page.goto(f"{site.url}/dieu-hanh/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("nơi cần xem ngay")
    page.get_by_role("link", name="Cả tỉnh…").click()
    expect(page.get_by_text("cụm loa im ngay")).to_be_visible()


@pytest.mark.parametrize("width", [1440, 360])
def test_where_nothing_can_be_reached_the_first_page_says_so(
    site: Site, open_page: OpenPage, province, width: int
) -> None:
    Health.objects.update(connected=False)
    listened.counted()
    in_use = Health.objects.exclude(seen_at=None).count()
    page = open_page(width)
    signed_in(page, site, "van")
    page.goto(f"{site.url}/quan-ly/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("ọi cụm loa mất liên lạc")
    expect(page.get_by_text("Sẵn sàng")).to_have_count(0)
    row = page.get_by_role("link", name="cụm mất liên lạc")
    assert int((row.text_content() or "").split("/")[0]) >= in_use
    picture(page, f"home-dead-{width}")
    assert faults(page) == []
    assert width_of(page) == width
    row.click()
    expect(page).to_have_url(f"{site.url}/dieu-hanh/")


@pytest.mark.parametrize("width", [1440, 360])
def test_where_nobody_counts_any_more_the_pages_say_that_they_do_not_know(
    site: Site, open_page: OpenPage, province, width: int
) -> None:
    with clock.fixed(clock.now() - timedelta(minutes=4)):
        listened.counted()
    page = open_page(width)
    signed_in(page, site, "van")
    page.goto(f"{site.url}/quan-ly/")
    heading = page.get_by_role("heading", level=1)
    expect(heading).to_contain_text("Chưa rõ, đếm lần cuối 4 phút trước")
    expect(page.get_by_text("cụm sống")).to_have_count(0)
    expect(page.get_by_text("Sẵn sàng")).to_have_count(0)
    picture(page, f"home-not-known-{width}")
    assert faults(page) == []
    assert width_of(page) == width
    page.goto(f"{site.url}/dieu-hanh/")
    expect(heading).to_contain_text("chưa rõ, đếm lần cuối 4 phút trước")
    expect(page.locator(".figs").get_by_text("chưa rõ")).to_have_count(2)
    expect(page.locator("svg.map circle.unknown")).to_have_count(166)
    expect(page.locator("svg.map circle.alive")).to_have_count(0)
    picture(page, f"wall-not-known-{width}")
    assert faults(page) == []
    assert width_of(page) == width
    counting.communes([ground.commune("Phường Hạc Thành").pk])
    page.evaluate("document.dispatchEvent(new Event('loa:refresh'))")
    expect(heading).to_contain_text("1 xã, phường ổn, 0 nơi cần xem ngay. Chưa rõ ở 165 xã, phường.")
    expect(page.locator(".figs")).to_contain_text("12/12")
    expect(page.locator(".figs p", has_text="xã, phường chưa rõ")).to_contain_text("165")
    picture(page, f"wall-partly-known-{width}")
    page.goto(f"{site.url}/quan-ly/nhat-ky-phat/")
    expect(heading).to_contain_text("chưa rõ ở 165 xã, phường")
    picture(page, f"playlog-partly-known-{width}")
    assert faults(page) == []
    assert width_of(page) == width

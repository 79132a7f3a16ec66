"""The sound field on the running site, with the real queue behind it.

The field is drawn by its own template and put into a page of the frame: which form holds it is the newsroom's
matter.
"""

import time
from pathlib import Path

import numpy as np
import pytest
from django.template.loader import render_to_string
from django.test import RequestFactory
from playwright.sync_api import Locator, Page, Request, Route, TimeoutError, expect

from loa.kernel.roles import Role
from loa.media import store
from loa.media.models import Sound, Upload
from loa.media.tests.recordings import heard, silence, similarity, speech, write_wav
from loa.testing import people
from loa.testing.browser import OpenPage, Site, faults, signed_in, wait_until, width_of
from loa.testing.work import worker

__all__ = ["worker"]
pytestmark = pytest.mark.browser

SCRIPTS = (
    "loa/player.js",
    "loa/stimulus-3.2.2.umd.js",
    "loa/controllers.js",
    "media/tus-4.3.1.min.js",
    "media/sound-field.js",
)
READY = "Đã xử lý xong, nghe thử được."
LONG_MS = 90_000


@pytest.fixture
def unit(own_database: str, tmp_path: Path, settings) -> int:
    settings.MEDIA_ROOT = tmp_path / "media"
    places = people.places()
    people.someone("Lê Thị Mai", (Role.EDITOR, places.own), home=places.own, username="mai")
    return places.own.id


def put(page: Page, site: Site, unit: int, sound: Sound | None = None) -> None:
    """A page of the frame with the field in it."""
    page.goto(f"{site.url}/quan-ly/tai-khoan/")
    request = RequestFactory().get("/")
    html = render_to_string("media/sound_field.html", {"unit_id": unit, "sound": sound}, request)
    page.evaluate("html => document.querySelector('main').insertAdjacentHTML('afterbegin', html)", html)
    for script in ("forms", "player"):
        page.add_style_tag(url=f"/tinh/loa/kit/{script}.css")
    for script in SCRIPTS:
        page.add_script_tag(url=f"/tinh/{script}")


def opened(open_page: OpenPage, site: Site, unit: int, width: int = 1440) -> Page:
    page = open_page(width)
    signed_in(page, site, "mai")
    put(page, site, unit)
    return page


def choose(page: Page, file: Path) -> None:
    page.get_by_label("Chọn tệp").set_input_files(file)


def slowly(page: Page) -> list[tuple[str, int]]:
    """Hold each piece back a little, as a phone's network does; gives (method, offset) of each request."""
    asked: list[tuple[str, int]] = []

    def hold(route: Route, request: Request) -> None:
        asked.append((request.method, int(request.headers.get("upload-offset", -1))))
        time.sleep(0.2)
        route.continue_()

    page.route("**/tai-len/**", hold)
    return asked


def long_recording(folder: Path) -> Path:
    return write_wav(folder / "thông báo dài.wav", np.tile(speech(), 8))


def wait_for_progress(page: Page) -> None:
    wait_until(page, "document.querySelector('.sound-field progress').value >= 15")


def test_sent_watched_and_heard(
    site: Site, worker: None, open_page: OpenPage, unit: int, tmp_path: Path
) -> None:
    for width in (1440, 360):
        page = opened(open_page, site, unit, width)
        assert faults(page) == []
        choose(page, write_wav(tmp_path / "thu âm.wav", speech()))
        expect(page.get_by_text(READY)).to_be_visible(timeout=LONG_MS)
        sound = Sound.objects.get()
        assert page.locator("input[name=sound]").input_value() == str(sound.id)
        expect(page.locator(".sound-field")).to_contain_text("đã chỉnh âm lượng vừa loa")
        assert page.locator(".sound-field svg.wave, .sound-field .wave path").count() > 0
        assert faults(page) == []
        assert width_of(page) == width
        page.get_by_role("button", name="Nghe âm thanh").click()
        wait_until(page, "document.querySelector('.sound-field audio').currentTime > 0.2")
        length = page.evaluate("document.querySelector('.sound-field audio').duration")
        assert abs(length * 1000 - sound.duration_ms) < 60
    made = heard(store.renditions().path(Sound.objects.get().sha256))
    assert similarity(made, speech()[48_000:240_000])[1] > 0.6


def test_a_cut_network_goes_on_by_itself(
    site: Site, worker: None, open_page: OpenPage, unit: int, tmp_path: Path
) -> None:
    page = opened(open_page, site, unit)
    asked = slowly(page)
    source = long_recording(tmp_path)
    choose(page, source)
    wait_for_progress(page)
    page.context.set_offline(True)
    expect(page.get_by_text("Mất mạng. Phần đã gửi còn nguyên")).to_be_visible(timeout=LONG_MS)
    assert not Sound.objects.exists()
    page.context.set_offline(False)
    expect(page.get_by_text(READY)).to_be_visible(timeout=LONG_MS)
    assert Upload.objects.count() == 1
    assert [method for method, _ in asked].count("POST") == 1
    assert Sound.objects.get().source_sha256 == store.digest(source)


def test_a_reload_in_the_middle_goes_on_with_the_same_file(
    site: Site, worker: None, open_page: OpenPage, unit: int, tmp_path: Path
) -> None:
    page = opened(open_page, site, unit)
    asked = slowly(page)
    source = long_recording(tmp_path)
    choose(page, source)
    wait_for_progress(page)
    put(page, site, unit)
    expect(page.get_by_text("Lần trước gửi dở tệp “thông báo dài.wav”")).to_be_visible()
    before = len(asked)
    choose(page, source)
    expect(page.get_by_text(READY)).to_be_visible(timeout=LONG_MS)
    again = asked[before:]
    assert "POST" not in [method for method, _ in again]
    assert min(offset for method, offset in again if method == "PATCH") > 0
    assert Sound.objects.get().source_sha256 == store.digest(source)


def test_what_cannot_be_used_is_said_in_words(
    site: Site, worker: None, open_page: OpenPage, unit: int, tmp_path: Path
) -> None:
    page = opened(open_page, site, unit, 360)
    letter = tmp_path / "công văn.mp3"
    letter.write_text("Kính gửi Ủy ban nhân dân xã.\n" * 200)
    choose(page, letter)
    expect(page.get_by_role("alert")).to_have_text(
        "Tệp này không phải âm thanh. Thu lại, hoặc chọn tệp MP3, WAV.", timeout=LONG_MS
    )
    assert page.locator("input[name=sound]").input_value() == ""
    choose(page, write_wav(tmp_path / "im lặng.wav", silence(3)))
    expect(page.get_by_role("alert")).to_have_text(
        "Không nghe thấy tiếng trong tệp này. Xem lại micrô rồi thu lại.", timeout=LONG_MS
    )
    empty = tmp_path / "trống.mp3"
    empty.write_bytes(b"")
    choose(page, empty)
    expect(page.get_by_role("alert")).to_contain_text("Tệp này trống")
    assert faults(page) == []


def test_a_session_that_ends_while_sending_loses_nothing(
    site: Site, open_page: OpenPage, unit: int, tmp_path: Path
) -> None:
    page = opened(open_page, site, unit)
    slowly(page)
    choose(page, long_recording(tmp_path))
    wait_for_progress(page)
    page.context.clear_cookies(name="sessionid")
    page.get_by_text("Phần đã gửi còn nguyên, đăng nhập lại sẽ tự gửi tiếp.").wait_for()
    expect(page.get_by_text("Đã hết phiên đăng nhập nên chưa gửi được.")).to_be_visible()
    sent = Upload.objects.get().offset
    assert sent > 0
    other = page.context.new_page()
    signed_in(other, site, "mai")
    other.close()
    page.evaluate("window.dispatchEvent(new Event('focus'))")
    wait_until(page, "document.querySelector('.sound-field input[name=sound]').value !== ''")
    expect(page.get_by_text("Đã hết phiên đăng nhập nên chưa gửi được.")).to_be_hidden()
    assert Upload.objects.get().offset == Upload.objects.get().length


def test_giving_up_leaves_nothing(site: Site, open_page: OpenPage, unit: int, tmp_path: Path) -> None:
    page = opened(open_page, site, unit)
    slowly(page)
    choose(page, long_recording(tmp_path))
    wait_for_progress(page)
    page.get_by_role("button", name="Thôi gửi").click()
    expect(page.get_by_text("Đã thôi gửi.")).to_be_visible()
    wait_until(page, "!Object.keys(localStorage).some(key => key.startsWith('loa-sound-unfinished'))")
    expect(page.get_by_role("progressbar")).to_have_count(0)


def opens_the_chooser(page: Page, field: Locator) -> bool:
    """By the space bar; a busy machine's browser has been seen to open none at the first press."""
    try:
        with page.expect_file_chooser(timeout=10_000):
            field.press("Space")
    except TimeoutError:
        return False
    return True


def test_by_keyboard_and_by_the_phones_recorder(site: Site, open_page: OpenPage, unit: int) -> None:
    page = opened(open_page, site, unit)
    record, choose_file = page.get_by_label("Thu âm"), page.get_by_label("Chọn tệp")
    assert record.get_attribute("capture") is not None
    assert choose_file.get_attribute("capture") is None
    record.focus()
    page.keyboard.press("Tab")
    assert choose_file.evaluate("input => input === document.activeElement")
    assert any(opens_the_chooser(page, choose_file) for _ in range(3))


def test_a_page_opened_while_the_work_goes_on_waits_for_it(
    site: Site, worker: None, open_page: OpenPage, unit: int, tmp_path: Path
) -> None:
    page = opened(open_page, site, unit)
    choose(page, long_recording(tmp_path))
    wait_until(page, "document.querySelector('.sound-field input[name=sound]').value !== ''")
    put(page, site, unit, Sound.objects.get())
    expect(page.get_by_text(READY)).to_be_visible(timeout=LONG_MS)

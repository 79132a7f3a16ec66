"""Every piece of the look before a real Chromium: narrow and wide, light and dark, with and without scripts.

The pages are drawn here and handed to the browser with the static files of the sources: no site is needed.
"""

from __future__ import annotations

import gzip
import io
import math
import mimetypes
import wave
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from django.contrib.staticfiles import finders
from django.http import HttpRequest
from django.template import engines
from django.test import RequestFactory
from django.utils import translation
from playwright.sync_api import Page, Route

from loa.desk.states import STATES
from loa.kernel import clock
from loa.testing.browser import OpenPage, faults, wait_until, width_of

pytestmark = pytest.mark.browser

NOW = datetime(2026, 9, 25, 9, 42, tzinfo=UTC)
WAVE = [int(abs(math.sin(i * 1.7) * math.cos(i * 0.3)) * 255) for i in range(300)]
PIECES = Path(__file__).with_name("pieces.html").read_text("utf-8")
PAGES = {
    "pieces": (
        PIECES,
        {
            "now": NOW,
            "seen": NOW - timedelta(minutes=2),
            "states": list(STATES),
            "wave": WAVE,
            "nothing": None,
        },
    ),
    "refused": ('{% extends "loa/error.html" %}', {"status": 403}),
    "missing": ('{% extends "loa/error.html" %}', {"status": 404}),
    "clash": (
        '{% extends "loa/error.html" %}',
        {"status": 409, "sentence": "Khung giờ này vừa có người đặt."},
    ),
    "too many": ('{% extends "loa/error.html" %}', {"status": 429}),
    "broken": ('{% extends "loa/error.html" %}', {"status": 500}),
    "sign-in": (
        '{% extends "loa/sign_in.html" %}',
        {
            "form": {
                "non_field_errors": ["Tên đăng nhập hoặc mật khẩu không đúng."],
                "fields": {"remember": 1},
            }
        },
    ),
}
LIGHT_ENOUGH = 200_000  # bytes, gzip, nothing kept from before: SCREENS.md


def _request() -> HttpRequest:
    return RequestFactory().get("/xem/")


def a_tone(seconds: int = 4, rate: int = 8000) -> bytes:
    """A WAV that a browser can play."""
    told = io.BytesIO()
    with wave.open(told, "wb") as file:
        file.setparams((1, 1, rate, 0, "NONE", ""))
        file.writeframes(bytes(128 + int(20 * math.sin(i / 5)) for i in range(seconds * rate)))
    return told.getvalue()


def fulfil_part(route: Route, body: bytes, kind: str) -> None:
    """As the file door answers: the asked part, so that a listener can go where they want."""
    first, _, last = route.request.headers.get("range", "bytes=0-").removeprefix("bytes=").partition("-")
    start, end = int(first), int(last) if last else len(body) - 1
    told = {"Accept-Ranges": "bytes", "Content-Range": f"bytes {start}-{end}/{len(body)}"}
    route.fulfill(status=206, body=body[start : end + 1], content_type=kind, headers=told)


def show(page: Page, name: str, language: str = "vi") -> dict[str, int]:
    """Draw a page of PAGES in the browser; gives the gzip weight of everything it asked for."""
    text, context = PAGES[name]
    with clock.fixed(NOW), translation.override(language):
        drawn = engines["django"].from_string(text).render(context, _request())
    weights: dict[str, int] = {}

    def answer(route: Route) -> None:
        path = urlsplit(route.request.url).path
        found = finders.find(path.removeprefix("/tinh/")) if path.startswith("/tinh/") else None
        if path == "/xem/":
            body, kind = drawn.encode(), "text/html"
        elif path == "/nghe.ogg":
            fulfil_part(route, a_tone(), "audio/wav")
            return
        elif isinstance(found, str):
            body, kind = Path(found).read_bytes(), mimetypes.guess_type(path)[0] or "text/plain"
        else:
            route.fulfill(status=404)
            return
        weights[path] = len(gzip.compress(body))
        route.fulfill(body=body, content_type=f"{kind}; charset=utf-8")

    page.route("**/*", answer)
    page.goto("http://loa.test/xem/")
    return weights


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("width", [360, 1440])
@pytest.mark.parametrize("dark", [False, True])
def test_axe_finds_nothing_and_nothing_slides_sideways(
    open_page: OpenPage, name: str, width: int, dark: bool
) -> None:
    page = open_page(width, dark=dark)
    weights = show(page, name)
    assert faults(page) == []
    assert width_of(page) == width
    assert sum(weights.values()) < LIGHT_ENOUGH
    assert {f"/tinh/loa/{part}" for part in ("tokens.css", "kit/ground.css")} <= set(weights)


def test_what_a_finger_presses_is_large_enough(open_page: OpenPage) -> None:
    page = open_page(360)
    for name in PAGES:
        show(page, name)
        heights = page.locator(".btn:visible, .input:visible, .pick:visible, .tick:visible").evaluate_all(
            "all => all.map(one => one.getBoundingClientRect().height)"
        )
        assert heights
        assert min(heights) >= 44


def test_the_player_works_by_one_button_and_without_scripts_by_the_browsers_own(open_page: OpenPage) -> None:
    page = open_page(360)
    show(page, "pieces")
    button = page.get_by_role("button", name="Nghe bản tin, 1 phút 2 giây")
    assert button.is_visible()
    assert not page.locator("audio").is_visible()
    assert page.get_by_role("slider", name="Nghe từ đoạn").count() == 1
    plain = open_page(360, scripts=False)
    show(plain, "pieces")
    assert plain.locator("audio[controls]").is_visible()
    assert not plain.locator(".player .go").is_visible()


def test_the_player_plays_pauses_and_goes_where_it_is_asked_by_keyboard(open_page: OpenPage) -> None:
    page = open_page(360)
    show(page, "pieces")
    page.get_by_role("button", name="Nghe bản tin, 1 phút 2 giây").press("Enter")
    pause = page.get_by_role("button", name="Dừng nghe bản tin")
    pause.wait_for()
    wait_until(page, "document.querySelector('audio').currentTime > 0.1")
    pause.press("Enter")
    page.get_by_role("button", name="Nghe bản tin, 1 phút 2 giây").wait_for()
    page.get_by_role("slider", name="Nghe từ đoạn").press("End")
    wait_until(page, "document.querySelector('audio').currentTime > 3.5")
    assert faults(page) == []


def test_the_keyboard_reaches_the_content_first(open_page: OpenPage) -> None:
    page = open_page(1440)
    show(page, "pieces")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Tới nội dung"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "noi-dung"


def test_the_reader_is_told_the_language(open_page: OpenPage) -> None:
    page = open_page(360)
    show(page, "broken")
    assert page.locator("html").get_attribute("lang") == "vi"
    show(page, "broken", "en")
    assert page.locator("html").get_attribute("lang") == "en"
    assert page.get_by_role("link", name="Go to Today", exact=True).is_visible()

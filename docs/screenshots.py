"""Takes the pictures of the documentation from a running demo.

    ./loa demo                                        # in another window
    python docs/screenshots.py --url http://127.0.0.1:8100 --accounts <the accounts.tsv that ./loa demo names>

Drives Chromium through the pages as people would, at 360 and 1440 pixels, and writes docs/images/*.png with
few colours. Needs playwright and pillow (requirements/test.txt). It writes one draft in the demo, the same
one at each run. A page that is not there is named, and nothing is written for it.
"""

from __future__ import annotations

import argparse
import io
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright
from playwright.sync_api import Error as BrowserError

IMAGES = Path(__file__).parent / "images"
CHROMIUM = "/usr/bin/chromium-headless-shell"
WINDOWS = {360: (740, 2), 1440: (900, 1)}
"""Width: height of the window, and how many dots a pixel has."""
TALLEST = {360: 1500, 1440: 1500}
COLOURS = 200
HOW_TALL = """Math.max(...[document.documentElement, ...document.querySelectorAll("main")].map(
  (each) => each.scrollHeight + Math.max(0, each.getBoundingClientRect().top)))"""
"""In the frame it is the main part that scrolls, not the document."""
WAIT_MS = 20_000
FROM_THE_TOP = """document.activeElement?.blur();
  [document.documentElement, document.body, ...document.querySelectorAll("main")].forEach((each) => {
    each.scrollTo({top: 0, behavior: "instant"});
  });
  document.querySelectorAll("input[readonly]").forEach((each) => {
    each.value = each.value.replace(location.origin, "https://loa.example.vn");
  });"""
"""Links shown on a page bear the province's name in the pictures, not this machine's port."""

TITLE = "Lịch tiêm vắc-xin cho trẻ dưới 5 tuổi"
TEXT = (
    "UBND xã thông báo: Trạm Y tế tiêm vắc-xin cho trẻ dưới 5 tuổi từ 7h30 thứ bảy tuần này "
    "tại nhà văn hóa thôn.\n"
    "Gia đình mang theo sổ tiêm chủng. Cháu nào đang sốt thì báo trước, điện thoại 0237 3 852 246."
)


@dataclass(frozen=True)
class Account:
    username: str
    password: str
    who: str


@dataclass(frozen=True)
class Visit:
    """Where the site is, who may sign in, and where pictures go."""

    browser: Browser
    url: str
    accounts: tuple[Account, ...]
    place: str
    folder: Path

    def person(self, role: str, place: str | None = None) -> Account:
        """Whoever holds a role at a place, by the words that the accounts' file says it in."""
        wanted = f"{role}, {place or self.place}".lower()
        found = [each for each in self.accounts if each.who.lower().startswith(wanted)]
        if not found:
            raise LookupError(f"no account begins with “{wanted}”")
        return found[0]

    @contextmanager
    def page(self, width: int, account: Account | None) -> Iterator[Page]:
        """A page of that width with cookies of its own, signed in."""
        height, dots = WINDOWS[width]
        context = self.browser.new_context(
            viewport={"width": width, "height": height},
            device_scale_factor=dots,
            locale="vi-VN",
            color_scheme="light",
        )
        page = context.new_page()
        page.set_default_timeout(WAIT_MS)
        try:
            if account is not None:
                sign_in(page, self.url, account)
            yield page
        finally:
            context.close()

    def keep(self, page: Page, name: str, width: int) -> None:
        """The whole page, but not endlessly; the foot that sticks to the window stays at the end."""
        page.evaluate("document.fonts.ready")
        page.evaluate(FROM_THE_TOP)
        page.wait_for_load_state("networkidle")
        tall = int(page.evaluate(HOW_TALL))
        height = min(max(tall, WINDOWS[width][0]), TALLEST[width])
        page.set_viewport_size({"width": width, "height": height})
        page.evaluate(FROM_THE_TOP)
        write_small(page.screenshot(animations="disabled"), self.folder / f"{name}-{width}.png")
        sys.stdout.write(f"{name}-{width}.png\n")
        sys.stdout.flush()


def write_small(png: bytes, path: Path) -> None:
    """The commonest colours as they are, every other one as the nearest of them: a third of the weight."""
    with Image.open(io.BytesIO(png)) as opened:
        picture = opened.convert("RGB")
    counted = cast("list[tuple[int, tuple[int, ...]]]", picture.getcolors(picture.width * picture.height))
    common = [colour for _count, colour in sorted(counted, reverse=True)[:COLOURS]]
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in common for part in colour])
    picture.quantize(palette=palette, dither=Image.Dither.NONE).save(path, optimize=True)


def sign_in(page: Page, url: str, account: Account) -> None:
    page.goto(f"{url}/dang-nhap/")
    page.fill("#id_username", account.username)
    page.fill("#id_password", account.password)
    page.click("button[type=submit]")
    page.wait_for_url(lambda now: "/dang-nhap/" not in now)


def go(page: Page, address: str) -> None:
    """Raises LookupError where the site has no such page."""
    answer = page.goto(address)
    if answer is None or not answer.ok:
        raise LookupError(f"{address} answers {answer.status if answer else 'nothing'}")


def follow(page: Page, selector: str) -> None:
    """Opens the first link of that kind. Raises LookupError where there is none."""
    links = page.locator(selector)
    if not links.count():
        raise LookupError(f"no {selector} on {page.url}")
    go(page, str(links.first.evaluate("link => link.href")))


def signing_in(visit: Visit, width: int) -> None:
    with visit.page(width, None) as page:
        go(page, f"{visit.url}/dang-nhap/")
        visit.keep(page, "sign-in", width)


def home(visit: Visit, width: int) -> None:
    with visit.page(width, visit.person("biên tập")) as page:
        go(page, f"{visit.url}/quan-ly/")
        visit.keep(page, "home", width)


def writing(visit: Visit, width: int) -> None:
    """The draft of the last run is taken up again."""
    with visit.page(width, visit.person("biên tập")) as page:
        go(page, f"{visit.url}/quan-ly/ban-tin/?trang-thai=draft")
        mine = page.get_by_role("link", name=TITLE, exact=True)
        if mine.count():
            go(page, str(mine.first.evaluate("link => link.href")) + "sua/")
        else:
            go(page, f"{visit.url}/quan-ly/ban-tin/moi/")
        page.fill("#b-title", TITLE)
        page.fill("#b-text", TEXT)
        page.get_by_text("Đã lưu trên máy chủ lúc").wait_for()
        if not page.locator("#b-times input:checked").count():
            page.locator("#b-times label:has(input:not([disabled]))").nth(1).click()
            page.get_by_text("Nằm trong giờ được phát").wait_for()
        visit.keep(page, "write", width)


def approving(visit: Visit, width: int) -> None:
    with visit.page(width, visit.person("duyệt")) as page:
        go(page, f"{visit.url}/quan-ly/ban-tin/?trang-thai=submitted")
        follow(page, 'table a[href*="/quan-ly/ban-tin/"]')
        go(page, page.url.replace("/quan-ly/ban-tin/", "/duyet/"))
        visit.keep(page, "approve", width)


def approved(visit: Visit, width: int) -> None:
    with visit.page(width, visit.person("biên tập")) as page:
        go(page, f"{visit.url}/quan-ly/ban-tin/?trang-thai=approved")
        follow(page, 'table a[href*="/quan-ly/ban-tin/"]')
        visit.keep(page, "bulletin", width)


def week(visit: Visit, width: int) -> None:
    with visit.page(width, visit.person("vận hành")) as page:
        go(page, f"{visit.url}/quan-ly/lich-phat/")
        visit.keep(page, "week", width)


def cluster(visit: Visit, width: int) -> None:
    """The first of a commune's clusters: in the demo a real agent."""
    with visit.page(width, visit.person("vận hành")) as page:
        go(page, f"{visit.url}/quan-ly/cum-loa/")
        follow(page, 'table a[href*="/quan-ly/cum-loa/"]')
        visit.keep(page, "device", width)


def operations(visit: Visit, width: int) -> None:
    with visit.page(width, visit.person("vận hành", "tỉnh")) as page:
        go(page, f"{visit.url}/dieu-hanh/")
        visit.keep(page, "operations", width)


PAGES: dict[str, Callable[[Visit, int], None]] = {
    "sign-in": signing_in,
    "home": home,
    "write": writing,
    "approve": approving,
    "bulletin": approved,
    "week": week,
    "device": cluster,
    "operations": operations,
}


def take(visit: Visit, wanted: list[str]) -> list[str]:
    """Takes the wanted pages at both widths; answers what could not be taken, a line each."""
    missing = []
    for name in wanted:
        for width in WINDOWS:
            try:
                PAGES[name](visit, width)
            except (LookupError, BrowserError) as error:
                missing.append(f"{name}-{width}: {str(error).splitlines()[0]}")
    return missing


def read_accounts(path: Path) -> tuple[Account, ...]:
    lines = (line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line.strip())
    return tuple(Account(*line[:3]) for line in lines)


def main(argv: list[str] | None = None) -> int:
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("--url", required=True)
    asked.add_argument(
        "--accounts", type=Path, required=True, help="username, password, role and place, by tabs"
    )
    asked.add_argument("--place", default="Xã Hoằng Tiến", help="the commune whose people are followed")
    asked.add_argument("--out", type=Path, default=IMAGES)
    asked.add_argument(
        "pages", nargs="*", metavar="page", help=f"some of {', '.join(PAGES)}; all without any"
    )
    told = asked.parse_args(argv)
    told.out.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        visit = Visit(browser, told.url.rstrip("/"), read_accounts(told.accounts), told.place, told.out)
        missing = take(visit, told.pages or list(PAGES))
        browser.close()
    for line in missing:
        sys.stderr.write(f"not taken: {line}\n")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())

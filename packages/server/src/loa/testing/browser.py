"""Fixtures of browser tests: the site as a process of its own, as role loa_web, and a real Chromium.

`site` serves `own_database`, `open_page(width)` returns a page of that width, `faults(page)` returns what axe
finds. Each xdist worker starts one web process and one Chromium. Between two tests the database of the web
process is created anew, and its data folder is changed: the process finds its connections ended and makes new
ones, as it does after a restart of PostgreSQL.
"""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Page, sync_playwright

from loa.people.models import Account
from loa.testing.cluster import SERVED, Cluster

CHROMIUM = "/usr/bin/chromium-headless-shell"
"""Debian's Chromium without a window. It renders the same pages in a third of the processor time."""
WORKERS = 3  # one more than by default, so that tests fail if a view depends on the memory of one process
UP_WITHIN_SECONDS = 180
ASYNC_UNSAFE = "DJANGO_ALLOW_ASYNC_UNSAFE"
HEIGHTS = {360: 740, 1440: 900}
FAULTS_ALONE = {"resultTypes": ["violations"], "selectors": False}

OpenPage = Callable[..., Page]


@dataclass(frozen=True)
class Site:
    """A running site; `url` has no slash at its end."""

    url: str


def _free_port() -> int:
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def _wait_until_up(url: str, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + UP_WITHIN_SECONDS
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        try:
            with urllib.request.urlopen(f"{url}/dang-nhap/", timeout=5):  # noqa: S310
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise RuntimeError(f"the site did not come up:\n{log.read_text('utf-8')[-4000:]}")


class WebProcess:
    """The only site of an xdist worker, in several processes. The first test with a site starts it, on the
    database `SERVED` and on a symbolic link to the running test's folder."""

    def __init__(self, cluster: Cluster, folder: Path) -> None:
        self.cluster, self.log, self.data = cluster, folder / "web.log", folder / "data"
        self.site: Site | None = None
        self._process: subprocess.Popen[bytes] | None = None

    def on(self, folder: Path) -> Site:
        """Returns the site, with its data in `folder`. Raises RuntimeError, with its output, if it does not
        start."""
        self.data.unlink(missing_ok=True)
        self.data.symlink_to(folder)
        if self.site is None:
            self.site = self._start()
        return self.site

    def _start(self) -> Site:
        port = _free_port()
        url = f"http://127.0.0.1:{port}"
        told = {
            **{name: value for name, value in os.environ.items() if name != ASYNC_UNSAFE},
            **self.cluster.environment("loa_web", SERVED),
            "DJANGO_SETTINGS_MODULE": "loa.config.settings.test",
            "LOA_DATA": str(self.data),
            "LOA_PUBLIC_URL": url,
            "PYTHONPATH": os.pathsep.join(sys.path),
        }
        command = [sys.executable, "-m", "granian", "--interface", "wsgi", "--host", "127.0.0.1"]
        command += ["--port", str(port), "--workers", str(WORKERS), "--blocking-threads", "4"]
        command += ["loa.config.wsgi:application"]
        with self.log.open("wb") as written:
            self._process = subprocess.Popen(command, env=told, stdout=written, stderr=subprocess.STDOUT)
        try:
            _wait_until_up(url, self._process, self.log)
        except RuntimeError:
            self.end()  # the next test starts another site, and this one would slow that down
            raise
        return Site(url)

    def end(self) -> None:
        if self._process is not None:
            self._process.terminate()
            self._process.wait(20)


@pytest.fixture(scope="session")
def web_process(cluster: Cluster, tmp_path_factory: pytest.TempPathFactory) -> Iterator[WebProcess]:
    process = WebProcess(cluster, tmp_path_factory.mktemp("web"))
    yield process
    process.end()


@pytest.fixture
def site(own_database: str, web_process: WebProcess, tmp_path: Path) -> Site:
    """Returns the site on the test's own database."""
    return web_process.on(tmp_path)


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """Starts one Chromium for the session; a test gets pages of its own. Playwright runs an event loop in
    this thread, where Django refuses database queries unless `ASYNC_UNSAFE` is set."""
    os.environ[ASYNC_UNSAFE] = "1"
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=CHROMIUM)
            yield browser
            browser.close()
    finally:
        del os.environ[ASYNC_UNSAFE]


@pytest.fixture
def open_page(chromium: Browser) -> Iterator[OpenPage]:
    """Yields a function that opens a page with cookies of its own: `open_page(360)`,
    `open_page(1440, dark=True, scripts=False)`."""
    contexts = []

    def opened(
        width: int = 1440, *, dark: bool = False, scripts: bool = True, language: str = "vi-VN"
    ) -> Page:
        context = chromium.new_context(
            viewport={"width": width, "height": HEIGHTS.get(width, 900)},
            color_scheme="dark" if dark else "light",
            java_script_enabled=scripts,
            locale=language,
        )
        contexts.append(context)
        return context.new_page()

    yield opened
    for context in contexts:
        context.close()


def signed_in(page: Page, site: Site, username: str) -> None:
    """Signs this person in in the page's browser, without the sign-in page. It opens no page."""
    client = Client()
    client.force_login(Account.objects.get(username=username), "loa.people.backend.GrantsBackend")
    with_session(page, site, client)


def with_session(page: Page, site: Site, client: Client) -> None:
    """Gives the page's browser the session of a test's client."""
    session = client.cookies["sessionid"].value
    page.context.add_cookies([{"name": "sessionid", "value": session, "url": site.url}])


def sign_in(page: Page, site: Site, username: str, password: str) -> None:
    """Signs in through the sign-in page, for tests of signing in. It loads two pages."""
    page.goto(f"{site.url}/dang-nhap/")
    page.fill("#id_username", username)
    page.fill("#id_password", password)
    page.click("button[type=submit]")
    page.wait_for_url(lambda url: "/dang-nhap/" not in url)


def wait_until(page: Page, expression: str, patience_s: float = 30) -> None:
    """Returns when a JavaScript expression is true; raises AssertionError after `patience_s`. Playwright's
    own `wait_for_function` evaluates a string in the page, which our pages' content security policy
    forbids."""
    deadline = time.monotonic() + patience_s
    while not page.evaluate(expression):
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {patience_s} s: {expression}")
        page.wait_for_timeout(50)


def faults(page: Page) -> list[str]:
    """Returns what axe finds wrong on the page, one line for each fault.

    Axe need not say by which selectors its elements are found, which takes a third of its time."""
    page.wait_for_load_state()  # a page that is still loading has no landmarks yet
    found = Axe().run(page, options=FAULTS_ALONE).response["violations"]
    return [f"{one['id']}: {node['html'][:160]}" for one in found for node in one["nodes"]]


def width_of(page: Page) -> int:
    """Returns the width of the page. If it is more than the window's, the page scrolls sideways."""
    return int(page.evaluate("document.documentElement.scrollWidth"))


def picture(page: Page, name: str) -> None:
    """Saves the whole page as a PNG in the folder LOA_PICTURES; does nothing without that variable."""
    folder = os.environ.get("LOA_PICTURES")
    if folder:
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)

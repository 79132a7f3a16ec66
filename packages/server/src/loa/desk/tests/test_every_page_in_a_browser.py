"""Every page that any role can open, in a real Chromium: axe finds nothing, nothing slides sideways.

The pages are the matrix's own GET rows: a page without a row fails the matrix, so none is left out here.
"""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from playwright.sync_api import Error, Page, Response

from loa.testing import matrix_run as run
from loa.testing.browser import OpenPage, Site, chromium, faults, open_page, site, width_of
from loa.testing.client import RoleClient
from loa.testing.matrix import COLUMNS, Column, Row, World

__all__ = ["chromium", "open_page", "site"]
pytestmark = pytest.mark.browser

WIDTHS = (360, 1440)
NO_PAGE = frozenset({"media_listen"})
"""A sound, whose file lies in the matrix's own folder."""


def asked_by(row: Row) -> list[Column]:
    """Two who may open it: the one with the narrowest place and the one with the widest."""
    who = [column for column in COLUMNS if column.role is not None and row.allows(column)]
    return list(dict.fromkeys([who[0], who[-1]])) if who else []


def pages(rows: tuple[Row, ...], world: World) -> Iterator[tuple[Row, Column, str]]:
    """Who opens which address, each pair once, and the row that says what is answered."""
    seen = set()
    for row in rows:
        if row.method != "GET" or row.route in NO_PAGE:
            continue
        address = reverse(row.route, kwargs=dict(row.path(world)))
        if row.query:
            address += "?" + urlencode(row.query(world), doseq=True)
        for column in asked_by(row):
            if (column, address) not in seen:
                seen.add((column, address))
                yield row, column, address


def opened_page(page: Page, url: str) -> Response | None:
    """The answer, when it is a page; None for a file, a sound or a script's JSON."""
    try:
        answer = page.goto(url)
    except Error as error:
        if "Download is starting" not in str(error):
            raise
        return None
    html = answer is not None and answer.headers.get("content-type", "").startswith("text/html")
    return answer if html else None


def test_axe_finds_nothing_on_any_page(site: Site, open_page: OpenPage) -> None:
    found = run.registry()
    world = run.make_world(found)
    browsers = {}
    wrong, refused, opened = [], [], 0
    for number, (row, column, address) in enumerate(pages(found.rows, world)):
        width = WIDTHS[number % 2]
        if (column, width) not in browsers:
            client = RoleClient()
            client.sign_in(world.actor[column])
            browsers[column, width] = open_page(width)
            session = {"name": "sessionid", "value": client.cookies["sessionid"].value, "url": site.url}
            browsers[column, width].context.add_cookies([session])
            # What the page's own policy forbids would be missing from it: see desk/headers.py.
            browsers[column, width].on("console", lambda said: refused.append(said.text))
        page = browsers[column, width]
        answer = opened_page(page, f"{site.url}{address}")
        if answer is None:
            continue
        opened += 1
        wrong += [f"{address} as {column} at {width}: {each}" for each in faults(page)]
        if answer.status not in row.outcome:
            wrong.append(f"{address} as {column}: answered {answer.status}")
        if width_of(page) > width:
            wrong.append(f"{address} as {column}: {width_of(page)} px wide at {width}")
    wrong += [each for each in refused if "Content Security Policy" in each]
    assert not wrong, f"{len(wrong)} of {opened} pages:\n" + "\n".join(wrong)
    assert opened > 30

"""Every page that any role can open, in a real Chromium: axe finds nothing, nothing slides sideways, no
script stops with an error, no value is shown as its source.

The pages are the matrix's own GET rows: a page without a row fails the matrix, so none is left out here. A
run opens each as one of those who may, and as the others within seven days in a row, by the date, as the
matrix does: `--turn=all` opens it as all of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from urllib.parse import urlencode

import pytest
from django.urls import reverse
from loa_protocol.testing import turns
from playwright.sync_api import Error, Page, Response

from loa.testing import matrix_run as run
from loa.testing.browser import OpenPage, Site, faults, width_of, with_session
from loa.testing.matrix import COLUMNS, Column, MatrixRow, World
from loa.testing.planted import PlantedWorld

pytestmark = pytest.mark.browser

WIDTHS = (360, 1440)
SOURCE = re.compile(r"\b\w+\(\w+=.{0,60}|\bobject at 0x|\bdatetime\.\w+\(|\{[{%]")
"""What a template prints of a value that is no words."""
NO_PAGE = frozenset({"media_listen"})
"""A sound, whose file lies in the matrix's own folder."""


def asked_by(row: MatrixRow) -> list[Column]:
    """Who may open it: the one with the narrowest place, the one with the widest, and one with a body."""
    who = [column for column in COLUMNS if column.role is not None and row.allows(column)]
    at_places = [column for column in who if not column.at_a_body]
    at_bodies = [column for column in who if column.at_a_body]
    return list(dict.fromkeys([*at_places[:1], *at_places[-1:], *at_bodies[:1]]))


def opened_by(row: MatrixRow, turn: int | None) -> list[Column]:
    """Who opens it in this run."""
    who = asked_by(row)
    return [*who[:1], *turns.share(" ".join(row.key), who[1:], turn)]


def pages(
    rows: tuple[MatrixRow, ...], world: World, turn: int | None
) -> Iterator[tuple[MatrixRow, Column, str]]:
    """Who opens which address, each pair once, and the row that says what is answered."""
    seen = set()
    for row in rows:
        if row.method != "GET" or row.route in NO_PAGE:
            continue
        address = reverse(row.route, kwargs=dict(row.path(world)))
        if row.query:
            address += "?" + urlencode(row.query(world), doseq=True)
        for column in opened_by(row, turn):
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


@pytest.fixture
def database_template(planted: PlantedWorld) -> str:
    """The site serves a copy of the matrix's world."""
    return planted.database


class Walk:
    """Opens pages as several people, each in browsers of their own, and notes what is wrong with them."""

    def __init__(self, site: Site, open_page: OpenPage, planted: PlantedWorld) -> None:
        self.site, self.open_page, self.planted = site, open_page, planted
        self.browsers: dict[tuple[Column, int], Page] = {}
        self.wrong: list[str] = []
        self.said: list[str] = []
        self.opened = 0

    def browser(self, column: Column, width: int) -> Page:
        if (column, width) not in self.browsers:
            page = self.open_page(width)
            with_session(page, self.site, self.planted.clients[column])
            # What the page's own policy forbids would be missing from it: see desk/headers.py.
            page.on("console", lambda said: self.said.append(said.text))
            page.on("pageerror", lambda error: self.wrong.append(f"{page.url}: {error}"))
            self.browsers[column, width] = page
        return self.browsers[column, width]

    def visit(self, row: MatrixRow, column: Column, address: str, width: int) -> None:
        page = self.browser(column, width)
        answer = opened_page(page, f"{self.site.url}{address}")
        if answer is None:
            return
        self.opened += 1
        self.wrong += [f"{address} as {column} at {width}: {each}" for each in faults(page)]
        if (found := SOURCE.search(page.inner_text("body"))) is not None:
            self.wrong.append(f"{address} as {column}: source shown as words: {found[0]}")
        if answer.status not in row.outcome:
            self.wrong.append(f"{address} as {column}: answered {answer.status}")
        if width_of(page) > width:
            self.wrong.append(f"{address} as {column}: {width_of(page)} px wide at {width}")


@pytest.mark.xdist_group("pages *")
@pytest.mark.parametrize("room", run.registry().by_room)
def test_axe_finds_nothing_on_any_page(
    room: str, site: Site, open_page: OpenPage, planted: PlantedWorld, turn: int | None
) -> None:
    walk = Walk(site, open_page, planted)
    walked = pages(planted.found.by_room[room], planted.world, turn)
    for number, (row, column, address) in enumerate(walked):
        walk.visit(row, column, address, WIDTHS[number % 2])
    wrong = walk.wrong + [each for each in walk.said if "Content Security Policy" in each]
    assert not wrong, f"{len(wrong)} of {walk.opened} pages:\n" + "\n".join(wrong)


def test_pages_are_walked_in_their_dozens(matrix: PlantedWorld) -> None:
    everyone = walked(matrix, None)
    assert len(everyone) > 90
    days = [walked(matrix, turn) for turn in range(turns.TURNS)]
    assert set().union(*days) == everyone
    assert all({address for _who, address in day} == {address for _who, address in everyone} for day in days)


def walked(matrix: PlantedWorld, turn: int | None) -> set[tuple[Column, str]]:
    return {(column, address) for _row, column, address in pages(matrix.found.rows, matrix.world, turn)}

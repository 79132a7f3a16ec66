"""A word that has no end, such as a pasted link, breaks where it stands: no list grows wider than its
page."""

from __future__ import annotations

from datetime import timedelta

import pytest

from loa.desk.operations.tests import ground
from loa.fleet.models import Device
from loa.kernel import actor as acting
from loa.kernel import clock
from loa.kernel.roles import Role
from loa.newsroom import actions
from loa.places import scope
from loa.testing import bulletins, listened, people
from loa.testing.browser import OpenPage, Site, picture, signed_in, width_of
from loa.testing.roots import demo_root

pytestmark = pytest.mark.browser
WORD = "https://hoangtien.example/" + "a" * 114
WIDER = """() => [...document.querySelectorAll(
  "main .scroll, .frame-bar, .crumbs, main section, main .paper, main form, main .see > *, .messages-list"
)].filter((each) => each.scrollWidth > each.clientWidth + 1).map((each) => each.className)"""


SAID = """(word) => {
  const said = `<div class="status"><p>Đã trả lại “${word}”.</p></div>`;
  document.querySelector("main").insertAdjacentHTML("afterbegin", `<div class="messages-list">${said}</div>`);
}"""
"""Puts a message with the word on the page, as an act on such a bulletin would."""


@pytest.fixture
def pages(site: Site) -> list[str]:
    """The addresses of pages on which the word stands."""
    of = people.places()
    roles = [(role, of.own) for role in (Role.EDITOR, Role.OPERATOR, Role.AUDITOR)]
    son = people.someone("Hoàng Văn Sơn", *roles, home=of.own, username="son")
    people.someone("B" * 60, (Role.EDITOR, of.own), home=of.own, username="b" * 60)
    demo_root()
    bulletins.rule(of.own)
    (device,) = ground.clusters(of.own, 1, people.hamlet(of.own, "Linh Trường"))
    Device.objects.update(name="c" * 60)
    ground.site(device, "d" * 100)
    ground.clusters(of.own, 1, connected=False)
    plan = ground.plan(of.own, device.hamlet)
    ground.item(plan, WORD, clock.now() - timedelta(minutes=10))
    ground.item(plan, WORD, clock.now() + timedelta(hours=3))
    desk = bulletins.Desk(of.own, son, son, None)
    with scope.for_actor(son), acting.acting(son):
        code = actions.create(
            of.own.pk, desk.words(bulletins.ready_sound(of.own), title=WORD, text=f"Xem {WORD}.")
        ).code
        actions.submit(
            actions.create(of.own.pk, desk.words(bulletins.ready_sound(of.own, b"2"), title=WORD)).pk
        )
    listened.counted()
    day = clock.local(clock.now() - timedelta(minutes=10)).date()
    return [
        "quan-ly/ban-tin/",
        f"quan-ly/ban-tin/{code}/",
        f"quan-ly/ban-tin/{code}/sua/",
        f"quan-ly/nhat-ky-phat/?ngay={day}",
        "quan-ly/nhat-ky-thao-tac/",
        "quan-ly/cum-loa/",
        f"quan-ly/cum-loa/{device.pk}/",
        "quan-ly/nguoi-dung/",
        "dieu-hanh/im/",
        "dieu-hanh/",
        "quan-ly/",
    ]


@pytest.mark.parametrize("width", [360, 1440])
def test_no_page_grows_with_a_long_word(
    site: Site, open_page: OpenPage, pages: list[str], width: int
) -> None:
    page = open_page(width)
    signed_in(page, site, "son")
    found = {}
    for number, address in enumerate(pages):
        page.goto(f"{site.url}/{address}")
        page.evaluate(SAID, WORD)
        picture(page, f"long-word-{number}-{width}")
        if wider := [width_of(page)] * (width_of(page) != width) + page.evaluate(WIDER):
            found[address] = wider
    assert found == {}

"""The page of the province's rules counts, without being pressed, how far a change of them has come."""

import pytest
from procrastinate.contrib.django import app

from loa.dispatch.actions import recompiling
from loa.dispatch.models import Plan
from loa.dispatch.tests.test_who_may_decide import cluster
from loa.fleet.models import Health
from loa.kernel.roles import Role
from loa.testing import bulletins, people
from loa.testing.browser import OpenPage, Site, faults, picture, signed_in, width_of

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("width", [360, 1440])
def test_the_change_is_followed_to_its_end(site: Site, open_page: OpenPage, width: int) -> None:
    at = people.places()
    bulletins.rule(at.province)
    for unit in (at.own, at.other):
        Plan.objects.create(plan_id=f"{unit.code}.0", unit=unit)
    home = {"home": at.province, "username": "anh"}
    people.someone("Phạm Quốc Anh", (Role.OPERATOR, at.province), **home)
    box = cluster(at.own)
    recompiling.ask([at.own.pk, at.other.pk], narrows=True)

    page = open_page(width)
    signed_in(page, site, "anh")
    page.goto(f"{site.url}/quan-ly/lich-phat/quy-che/?noi={at.province.pk}")
    page.get_by_text("0/2 xã, phường đã lập lại lịch.").wait_for()
    page.get_by_text("Còn 1/1 cụm loa giữ giờ cũ.").wait_for()
    picture(page, f"regulation-{width}")
    assert faults(page) == []
    assert width_of(page) == width
    for unit in (at.own, at.other):
        app.tasks[recompiling.JOB].func(unit_id=unit.pk)
    plan = Plan.objects.get(plan_id=box.plan_id)
    Health.objects.create(device=box, unit=at.own, plan_id=plan.plan_id, body_sha256=plan.body_id, missing=0)
    page.evaluate("document.dispatchEvent(new Event('loa:refresh'))")
    page.get_by_text("2/2 xã, phường đã lập lại lịch.").wait_for()
    page.get_by_text("Mọi cụm loa ở đó đã giữ giờ mới.").first.wait_for()
    assert faults(page) == []

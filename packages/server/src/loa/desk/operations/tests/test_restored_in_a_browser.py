"""The page after a restore as an operator of the province sees it, in a real Chromium, at both widths."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from loa_protocol.signing import SoftKey
from playwright.sync_api import expect

from loa.fleet import actions as fleet
from loa.fleet.models import Device, Health
from loa.kernel import clock
from loa.kernel.roles import Role
from loa.keys.models import Restoration
from loa.testing import boxes, people
from loa.testing.browser import OpenPage, Site, faults, picture, signed_in, width_of
from loa.testing.roots import demo_root

pytestmark = pytest.mark.browser


@pytest.fixture
def restored(site: Site, as_role) -> None:
    """A house restored just now, and a cluster that holds a plan and an order that it does not know."""
    of = people.places()
    operator = people.someone("Phạm Quốc Anh", (Role.OPERATOR, of.province), home=of.province, username="anh")
    demo_root()
    now = clock.now()
    Restoration.objects.create(restored_at=now, backup_at=now - timedelta(hours=5))
    with as_role("web", operator):
        claims = (boxes.claim(uuid.uuid4(), SoftKey.generate()) for _ in range(2))
        wanted = [fleet.Enrolment(claim, None, f"Cụm 0{number}") for number, claim in enumerate(claims, 1)]
        fleet.enrol_demo(of.own, wanted)
    device = Device.objects.get(name="Cụm 01")
    held = {"plan_id": device.plan_id, "plan_sha256": "ab" * 32, "unknown_acts": ["01" * 32]}
    Health.objects.create(device=device, unit_id=device.unit_id, held_at=clock.now(), **held)


@pytest.mark.parametrize("width", [360, 1440])
def test_all_of_it_is_seen(site: Site, open_page: OpenPage, restored: None, width: int) -> None:
    page = open_page(width)
    signed_in(page, site, "anh")
    page.goto(f"{site.url}{reverse('operations_restored')}")
    expect(page.get_by_text("trang của cụm ghi lệnh ấy")).to_be_visible()
    picture(page, f"restored-{width}")
    table = page.locator(".scroll")
    assert table.evaluate("it => it.scrollWidth <= it.clientWidth")
    assert faults(page) == []
    assert width_of(page) == width

"""A bulletin on three clusters, and what they said of it."""

import uuid

import pytest
from loa_protocol.signing import SoftKey

from loa.dispatch.models import PlannedItem
from loa.fleet import actions as fleet
from loa.fleet.models import Device, Health
from loa.playlog.tests.said import said
from loa.testing import boxes, bulletins
from loa.testing.roots import demo_root


@pytest.fixture
def approved(places, editor, approver, operator, as_role):
    """A bulletin planned for tomorrow at 17:00 on three clusters."""
    demo_root()
    bulletins.rule(places.own)
    with as_role("web", operator):
        names = ("Cụm 01", "Cụm 02", "Cụm 03")
        wanted = [
            fleet.Enrolment(boxes.claim(uuid.uuid4(), SoftKey.generate()), None, name) for name in names
        ]
        fleet.enrol_demo(places.own, wanted)
    desk = bulletins.Desk(places.own, editor, approver, as_role)
    return desk.approved(desk.words(bulletins.ready_sound(places.own)))


@pytest.fixture
def played(approved, places):
    """The first played it all, the second lost its power, the third claims more than it may."""
    one, two, three = Device.objects.order_by("name")
    said(one, 1, "started")
    said(one, 2, "completed")
    said(two, 1, "started")
    said(two, 2, "cut", "power")
    said(three, 1, "completed", counts=False)
    item = PlannedItem.objects.get()
    for device in (one, two, three):
        Health.objects.create(
            device=device, unit=places.own, connected=True, seen_at=item.ends_at, clock="rtc"
        )
    return item

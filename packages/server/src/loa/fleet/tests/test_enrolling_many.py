"""Many at once are as if each had claimed its own code; only a demo does it."""

import uuid

import pytest
from loa_protocol.signing import SoftKey

from loa.audit.models import Entry
from loa.dispatch.models import Plan
from loa.fleet import actions as fleet
from loa.fleet.actions.enrolling import Enrolment
from loa.fleet.events import DevicePlaced
from loa.fleet.models import Claim, ClaimCode, Device, Posting, Site
from loa.kernel import events
from loa.kernel.errors import Forbidden
from loa.keys.models import Assignment, Root, ToSign
from loa.testing import boxes, people
from loa.testing.forging import past_the_fences
from loa.testing.roots import demo_root

pytestmark = pytest.mark.django_db


def one(name, hamlet=None, site=""):
    claim = boxes.claim(uuid.uuid4(), SoftKey.generate())
    return Enrolment(claim, hamlet.pk if hamlet else None, name, site, 19.8, 105.7)


def test_each_has_its_key_code_claim_assignment_and_request(places, operator, as_role):
    demo_root()
    wanted = [one("Cụm 01", site="Chợ"), one("Cụm 02")]
    with as_role("web", operator):
        made = fleet.enrol_demo(places.own, wanted)
        for device, each in zip(made, wanted, strict=True):
            assert fleet.claim(each.claim).device == device.pk
    for device, each in zip(Device.objects.order_by("name"), wanted, strict=True):
        assert (bytes(device.public_key), device.places) == (each.claim.key, ["38", "14797"])
        assert bytes(Claim.objects.get(device=device).head) == each.claim.head
        assert bytes(ClaimCode.objects.get(device=device).key) == each.claim.key
        asked = Assignment.objects.get(device=device.pk)
        assert (asked.by_id, asked.plan_id) == (operator.person_id, "14797.0")
        assert ToSign.objects.filter(kind="assign", subject=str(asked.pk)).count() == 1
        assert Posting.objects.get(device=device).until is None
    assert list(Assignment.objects.order_by("site").values_list("site", flat=True)) == ["Chợ", "Cụm 02"]
    told = Entry.objects.get(verb="fleet.demo_enrolled")
    assert (told.subject, told.detail) == (f"places.unit:{places.own.pk}", {"devices": 2})


def test_two_at_one_site_share_it_and_a_third_that_comes_later(places, operator, as_role):
    demo_root()
    with as_role("web", operator):
        fleet.enrol_demo(places.own, [one("Cụm 01", site="Chợ"), one("Cụm 02", site="Chợ")])
        fleet.enrol_demo(places.own, [one("Cụm 03", site="Chợ")])
    site = Site.objects.get()
    assert set(Device.objects.values_list("name", "site")) == {(f"Cụm 0{n}", site.pk) for n in (1, 2, 3)}


def test_each_plan_is_announced_once(places, operator, as_role, monkeypatch):
    demo_root()
    hamlet, heard = people.hamlet(places.own, "Thôn 9"), []
    wired = events._listeners[DevicePlaced]
    monkeypatch.setitem(events._listeners, DevicePlaced, [*wired, heard.append])
    with as_role("web", operator):
        fleet.enrol_demo(places.own, [one("Cụm 01"), one("Cụm 02"), one("Cụm 03", hamlet)])
    assert sorted(each.plan_id for each in heard) == ["14797.0", f"14797.{hamlet.pk}"]
    assert {plan.plan_id for plan in Plan.objects.exclude(body=None)} == {each.plan_id for each in heard}


@pytest.mark.parametrize("root", ["none", "a real one"])
def test_under_no_root_but_a_demos(places, operator, as_role, root):
    if root != "none":
        demo_root()
        with past_the_fences():
            Root.objects.update(demo=False)
    with as_role("web", operator), pytest.raises(Forbidden, match="Chỉ bản dùng thử mới nhận nhiều máy"):
        fleet.enrol_demo(places.own, [one("Cụm 01")])
    assert not Device.objects.exists()


def test_one_that_cannot_be_takes_all_with_it(places, operator, as_role):
    demo_root()
    with as_role("web", operator):
        fleet.enrol_demo(places.own, [one("Cụm 01")])
    counted = [model.objects.count() for model in (Device, Site, Claim, Assignment, ToSign)]
    with pytest.raises(Exception, match="fleet_device_one_a_name"), as_role("web", operator):
        fleet.enrol_demo(places.own, [one("Cụm 02", site="Chợ"), one("Cụm 01")])
    assert [model.objects.count() for model in (Device, Site, Claim, Assignment, ToSign)] == counted

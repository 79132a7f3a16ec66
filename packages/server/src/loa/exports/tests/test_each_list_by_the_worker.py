"""The worker may read what every list shows, and writes the same file as a request does."""

import pytest
from django.urls import reverse

from loa.audit import actions as audit
from loa.desk.operations.tests import ground
from loa.exports.tests.written import written
from loa.fleet.models import Device
from loa.kernel import actor as acting
from loa.kernel import clock
from loa.kernel.roles import Role
from loa.lists import rows
from loa.lists.listing import REGISTERED
from loa.newsroom import actions
from loa.testing import bulletins, listened, people
from loa.testing.roots import demo_root

pytestmark = pytest.mark.django_db
LISTS = ("clusters", "people", "bulletins", "acts", "playlog", "hamlets", "units", "missed")


@pytest.fixture
def all_there(web, places, editor, approver, as_role):
    """Something in each list, and somebody who sees it all."""
    demo_root()
    roles = [(role, places.province) for role in (Role.OPERATOR, Role.AUDITOR, Role.ADMINISTRATOR)]
    seer = people.someone("Lan", *roles, home=places.province, username="lan")
    giver = people.someone("Hòa", (Role.ADMINISTRATOR, places.province), home=places.province, username="hoa")
    people.hamlet(places.own, "Linh Trường")
    bulletins.rule(places.own)
    desk = bulletins.Desk(places.own, editor, approver, as_role)
    with as_role("web", editor):
        actions.create(places.own.pk, desk.words(bulletins.ready_sound(places.own)))
    for unit in (places.own, places.other):
        ground.clusters(unit, 2)
        ground.site(Device.objects.filter(unit=unit).first(), "Nhà văn hóa")
        item = ground.item(ground.plan(unit), "Lịch tiêm", clock.now().replace(hour=5, minute=0))
        ground.told(Device.objects.filter(unit=unit).first(), item, "started", "completed")
    with acting.acting(giver):
        audit.record("dispatch.tone", Device.objects.first(), places.own.pk, reaches=1)
    web.sign_in(seer)
    return places


def test_no_list_is_left_out():
    reverse("exports_list")
    assert set(LISTS) == REGISTERED.keys()


@pytest.mark.parametrize("key", LISTS)
def test_the_worker_writes_what_a_request_would(web, all_there, monkeypatch, key):
    within = {"unit_id": all_there.own.pk} if key == "hamlets" else {}
    # Late enough that this morning's soundings are over.
    with clock.fixed(clock.now().replace(hour=9, minute=0)):
        listened.counted()
        address = reverse(f"{REGISTERED[key].about.route}_file", kwargs={**within, "form": "csv"})
        at_once = web.get(address)
        assert at_once.status_code == 200
        monkeypatch.setattr(rows, "AT_ONCE", 0)
        assert web.get(address)["Location"] == reverse("exports_list")
        file = written()
        assert (file.state, file.reason) == ("ready", "")
        by_worker = web.get(reverse("exports_file", args=[file.pk]))
    first, second = at_once.getvalue().splitlines(), by_worker.getvalue().splitlines()
    assert len(first) > 1
    # The record of acts has the first export when the second one is written.
    assert [line for line in second if line in first] == first
    assert len(second) == len(first) + (key == "acts")
    assert by_worker["Content-Type"] == at_once["Content-Type"]
    assert by_worker["Content-Disposition"] == at_once["Content-Disposition"]

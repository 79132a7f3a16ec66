"""After a restore the province's operator sees what would sound and what boxes hold that we do not know."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from loa_protocol.signing import SoftKey

from loa.fleet import actions as fleet
from loa.fleet.models import Device, Health
from loa.kernel import clock
from loa.kernel.roles import Role
from loa.keys.models import Restoration, RestorationSeen
from loa.testing import boxes, bulletins
from loa.testing.people import someone
from loa.testing.roots import demo_root

pytestmark = pytest.mark.django_db


@pytest.fixture
def restored(db):
    now = clock.now()
    return Restoration.objects.create(restored_at=now, backup_at=now - timedelta(hours=5))


@pytest.fixture
def clusters(places, operator, as_role):
    """Three in use; nothing is heard of any."""
    demo_root()
    names = ("Cụm 01", "Cụm 02", "Cụm 03")
    with as_role("web", operator):
        wanted = [
            fleet.Enrolment(boxes.claim(uuid.uuid4(), SoftKey.generate()), None, name) for name in names
        ]
        fleet.enrol_demo(places.own, wanted)
    return [Device.objects.get(name=name) for name in names]


@pytest.fixture
def approved(clusters, places, editor, approver, as_role):
    bulletins.rule(places.own)
    desk = bulletins.Desk(places.own, editor, approver, as_role)
    return desk.approved(desk.words(bulletins.ready_sound(places.own), title="Họp thôn tối nay"))


def says(device, plan="", acts=(), at=None):
    Health.objects.create(
        device=device,
        unit_id=device.unit_id,
        held_at=at or clock.now(),
        plan_id=device.plan_id,
        plan_sha256=plan,
        unknown_acts=list(acts),
    )


def page(web, who):
    web.sign_in(who)
    answer = web.get(reverse("operations_restored"))
    assert answer.status_code == 200
    return answer


def test_it_lists_what_would_sound_and_what_is_unknown(web, operator, restored, approved, clusters):
    first, second, third = clusters
    says(first, "ab" * 32, ["01" * 32, "02" * 32])
    says(second)
    says(third, "cd" * 32, at=restored.restored_at - timedelta(hours=1))
    answer = page(web, operator)
    ((name, row),) = answer.context["rows"]
    assert name == "Phường Hạc Thành"
    assert (row.clusters, row.heard, row.unknown_plans, row.unknown_acts) == (3, 2, 1, 2)
    assert row.sounds >= 1
    assert row.first_title in answer.content.decode()
    ((_place, held),) = answer.context["holdings"]
    assert (held.name, held.plan, len(held.acts)) == ("Cụm 01", True, 2)


def test_the_button_lets_plans_be_signed_once(web, operator, restored):
    assert "Cho ký lịch" in page(web, operator).content.decode()
    for _ in range(2):
        assert web.post(reverse("operations_restored")).status_code == 302
    assert RestorationSeen.objects.get(restoration=restored).by_id == operator.person_id
    assert "Không có lịch nào chờ" in page(web, operator).content.decode()


@pytest.mark.parametrize("name", ["desk_home", "operations_wall"])
def test_everybody_reads_that_it_waits(web, operator, editor, restored, name):
    for who, led in ((operator, True), (editor, False)):
        web.sign_in(who)
        text = web.get(reverse(name)).content.decode()
        assert "chưa lịch nào được ký" in text
        assert (reverse("operations_restored") in text) is led


def test_an_operator_of_a_commune_may_not(web, places, restored):
    web.sign_in(someone("Hoàng Văn Sơn", (Role.OPERATOR, places.own), home=places.own, username="son"))
    assert web.get(reverse("operations_restored")).status_code == 403
    assert web.post(reverse("operations_restored")).status_code == 403
    assert not RestorationSeen.objects.exists()

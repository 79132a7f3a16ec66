"""Of two who act on one cluster at the same moment the later one goes by what the earlier has done."""

import uuid

import pytest
from loa_protocol.signing import SoftKey

from loa.fleet import actions as fleet
from loa.fleet.models import ClaimCode, Device
from loa.kernel import clock
from loa.keys.models import Assignment
from loa.people.models import Role
from loa.testing import boxes, people
from loa.testing.at_once import by, one_behind_another
from loa.testing.roots import demo_root


@pytest.fixture
def world(own_database):
    """An operator, a cluster in use, and a hamlet beside it."""
    demo_root()
    places = people.places()
    role = (Role.OPERATOR, places.province)
    who = people.someone("Vũ Thị Vận", role, home=places.province, username="van")
    wanted = fleet.Enrolment(boxes.claim(uuid.uuid4(), SoftKey.generate()), None, "Cụm 01")
    (box,) = by(who, lambda: fleet.enrol_demo(places.own, [wanted]))()
    return who, box.pk, people.hamlet(places.own, "Thôn 9")


def test_shut_out_while_it_is_moved_it_is_shut_out_where_it_went(world):
    who, box, hamlet = world
    one_behind_another(
        by(who, lambda: fleet.move(box, hamlet)), by(who, lambda: fleet.disable(box, "Mất trộm"))
    )
    last, row = Assignment.objects.latest("at"), Device.objects.get(pk=box)
    assert (row.state, row.plan_id) == ("disabled", f"14797.{hamlet.pk}")
    assert (last.state, last.plan_id) == ("disabled", row.plan_id)


def test_of_two_codes_made_at_once_one_opens(world):
    who, box, _hamlet = world
    make = by(who, lambda: fleet.make_claim_code(box))
    one_behind_another(make, make)
    assert ClaimCode.objects.filter(used_at=None).count() == 2
    assert ClaimCode.objects.filter(used_at=None, expires_at__gt=clock.now()).count() == 1

"""A secret makes a box a device, once."""

from datetime import timedelta
from uuid import UUID

import pytest
from loa_protocol.enrolment import read_code
from loa_protocol.signing import SoftKey

from loa.fleet import actions as fleet
from loa.fleet.actions.listing import Place
from loa.fleet.models import Claim, ClaimCode
from loa.kernel import clock
from loa.kernel.errors import Conflict, Forbidden
from loa.keys.models import Assignment, ToSign
from loa.testing import boxes
from loa.testing.roots import demo_root

pytestmark = pytest.mark.django_db


@pytest.fixture
def root():
    return demo_root()


@pytest.fixture
def device(places, operator, as_role):
    with as_role("web", operator):
        return fleet.add_device(Place(places.own), " Cụm   07 ")


@pytest.fixture
def code(root, device, operator, as_role):
    with as_role("web", operator):
        return read_code(fleet.make_claim_code(device.id).text)


def asked(code, key=None, secret=""):
    return boxes.claim(UUID(code.device), key or SoftKey.generate(), secret or code.secret)


def claim(as_role, said):
    """As the door does: web's role, nobody signed in."""
    with as_role("web"):
        return fleet.claim(said)


def test_the_right_secret_makes_the_box_the_device(code, device, as_role):
    key = SoftKey.generate()
    shown = asked(code, key)
    decided = claim(as_role, shown)
    device.refresh_from_db()
    assert (device.name, device.state, bytes(device.public_key)) == ("Cụm 07", "active", key.public_key)
    assert (decided.plan_id, decided.places) == ("14797.0", ["38", "14797"])
    assert ToSign.objects.filter(kind="assign", subject=str(decided.id)).exists()
    assert bytes(Claim.objects.get(device=device).head) == shown.head
    assert code.secret.encode() not in bytes(ClaimCode.objects.get().secret_sha256)


def test_the_same_box_may_ask_again_and_another_may_not(code, as_role):
    key = SoftKey.generate()
    first = claim(as_role, asked(code, key))
    assert claim(as_role, asked(code, key)).id == first.id
    with pytest.raises(Forbidden):
        claim(as_role, asked(code))
    assert Assignment.objects.count() == 1


def test_wrong_secrets_of_strangers_void_nobody_s_code(code, as_role):
    for _ in range(12):
        with pytest.raises(Forbidden):
            claim(as_role, asked(code, secret="0" * 32))
    ClaimCode.objects.update(tries=10)  # as versions before counted them
    assert claim(as_role, asked(code)).state == "active"


def test_a_key_whose_device_another_has_become_gets_no_answer_by_its_used_code(
    code, device, operator, as_role
):
    old = SoftKey.generate()
    claim(as_role, asked(code, old))
    with as_role("web", operator):
        second = read_code(fleet.make_claim_code(device.id).text)
    new = claim(as_role, asked(second))
    with pytest.raises(Forbidden):
        claim(as_role, asked(code, old))
    device.refresh_from_db()
    assert bytes(device.public_key) == bytes(new.public_key)
    assert Assignment.objects.count() == 2


def test_a_code_that_ran_out_or_was_renewed_opens_nothing(code, device, operator, as_role):
    with clock.fixed(clock.now() + timedelta(days=8)), pytest.raises(Forbidden):
        claim(as_role, asked(code))
    with as_role("web", operator):
        fleet.make_claim_code(device.id)
    with clock.fixed(clock.now() + timedelta(seconds=1)), pytest.raises(Forbidden):
        claim(as_role, asked(code))


def test_a_disabled_device_is_claimed_by_nobody(code, device, operator, as_role):
    claim(as_role, asked(code))
    with as_role("web", operator):
        fleet.disable(device.id, "Mất trộm")
        with pytest.raises(Conflict):
            fleet.make_claim_code(device.id)
    with pytest.raises(Forbidden):
        claim(as_role, asked(code))


def test_without_a_root_there_is_no_code(device, operator, as_role):
    with as_role("web", operator), pytest.raises(Conflict):
        fleet.make_claim_code(device.id)


def test_only_operators_add_devices(places, editor, as_role):
    with as_role("web", editor), pytest.raises(Forbidden):
        fleet.add_device(Place(places.own), "Cụm 08")

"""What is asked for notifies at commit, on the channel of its lane, and never for what was rolled back."""

import uuid

import pytest
from django.db import transaction

from loa.keys import actions as keys
from loa.keys.models import Revocation, SignedKind
from loa.people.models import Role
from loa.testing import people
from loa.testing.people import someone

PLANS, URGENT = "loa_to_sign", "loa_to_sign_urgent"


@pytest.fixture
def house(own_database):
    found = people.places()
    role = (Role.OPERATOR, found.province)
    return found, someone("Vũ Thị Vận", role, home=found.province, username="van")


@pytest.fixture
def notified(cluster, own_database, house):
    """The channels that one transaction notifies, in their order."""
    with cluster.connect(own_database) as ear:
        for channel in (PLANS, URGENT, "the_end"):
            ear.execute(f"listen {channel}")

        def one(act, *, undone=False):
            with transaction.atomic():
                act()
                transaction.set_rollback(undone)
            ear.execute("select pg_notify('the_end', '')")
            found = []
            for said in ear.notifies(timeout=30):
                if said.channel == "the_end":
                    return found
                found.append(said.channel)
            raise AssertionError("the end was not heard")

        yield one


def test_each_request_notifies_its_own_lane_and_together_once(house, notified):
    places, operator = house
    unit = places.own.pk

    def assigned(state):
        keys.assign(
            unit, uuid.uuid4(), bytes(32), state=state, site="", places=["38"], plan_id="14797.0",
            volume=100, ceiling="completed", by=operator.person_id,
        )  # fmt: skip

    def plan():
        keys.ask(SignedKind.PLAN, unit, "14797.0", wanted="0" * 64)

    def act():
        keys.ask(SignedKind.ACT, unit, str(uuid.uuid4()), urgent=True)

    def box_taken():
        Revocation.objects.create(device=uuid.uuid4(), unit=places.own, why="x", by_id=operator.person_id)

    assert notified(plan) == [PLANS]
    assert notified(act) == [URGENT]
    assert notified(lambda: [plan(), act(), plan()]) == [PLANS, URGENT]
    assert notified(lambda: keys.ask_many(SignedKind.PLAN, unit, [("a.0", "0"), ("a.1", "0")])) == [PLANS]
    assert notified(lambda: keys.ask_many(SignedKind.PLAN, unit, [])) == []
    assert notified(lambda: assigned("active")) == [PLANS]
    assert notified(lambda: assigned("disabled")) == [URGENT]
    assert notified(box_taken) == [PLANS]
    assert notified(lambda: [plan(), act(), box_taken()], undone=True) == []

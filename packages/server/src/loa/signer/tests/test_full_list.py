"""A list carries so much and no more: what has no effect any longer leaves it, and when it is full the signer
signs on."""

import uuid
from datetime import timedelta

import pytest

from loa.fleet.models import Device
from loa.kernel import clock
from loa.kernel.roles import Role
from loa.keys.models import Delegation, Revocation, RevocationAgreement
from loa.keys.rules import MOST_REVOKED, MOST_SHUT_OUT, SHUT_OUT_FOR
from loa.people.models import RoleGrant
from loa.testing.forging import past_the_fences
from loa.testing.people import someone


@pytest.fixture
def shut_out(box, places, operator):
    """So many boxes more, shut out so long ago, as an operator would have done it one by one; their ids."""

    def many(count, ago=timedelta()):
        like = Device.objects.get(pk=box.id)
        same = {
            each.attname: getattr(like, each.attname)
            for each in Device._meta.concrete_fields
            if each.attname not in ("id", "name")
        }
        made = [Device(id=uuid.uuid4(), name=f"Cũ {n} {ago}", **same) for n in range(count)]
        with past_the_fences():
            Device.objects.bulk_create(made)
            Revocation.objects.bulk_create(
                Revocation(
                    device=each.id,
                    unit_id=places.own.id,
                    why="mất",
                    by_id=operator.person_id,
                    at=clock.now() - ago,
                )
                for each in made
            )
        return {str(each.id) for each in made}

    return many


def named(signer):
    signer.work()
    return set(signer.trust_and_pins()[0].devices_revoked)


def test_one_box_more_than_a_list_names_and_the_newest_are_named(signer, shut_out):
    newest, old = shut_out(MOST_SHUT_OUT - 1), shut_out(2, timedelta(hours=1))
    found = named(signer)
    assert len(found) == MOST_SHUT_OUT
    assert newest < found
    assert len(found & old) == 1


def test_a_box_leaves_the_list_when_no_assignment_of_its_can_be_in_force_any_more(signer, shut_out, operator):
    kept, gone = shut_out(1, SHUT_OUT_FOR - timedelta(days=1)), shut_out(1, SHUT_OUT_FOR)
    with past_the_fences():
        RoleGrant.objects.filter(person_id=operator.person_id).update(valid_from="2020-01-01")
    found = named(signer)
    assert kept <= found
    assert not gone & found


def test_a_key_that_no_delegation_in_force_names_takes_no_place_in_the_list(signer, places, as_role):
    chiefs = [
        someone(name, (Role.ADMINISTRATOR, places.province), home=places.province, username=name)
        for name in ("hoa", "binh")
    ]
    plan = Delegation.objects.get(purpose="plan").key_id
    ids = [plan, *(f"{n:032x}" for n in range(MOST_REVOKED + 1))]
    with past_the_fences():
        for key_id in ids:
            row = Revocation.objects.create(
                unit=places.province, key_id=key_id, why="lộ", by_id=chiefs[0].person_id, at=clock.now()
            )
            RevocationAgreement.objects.create(
                unit=places.province, revocation=row, person_id=chiefs[1].person_id, at=clock.now()
            )
    signer.work()
    assert set(signer.trust_and_pins()[0].revoked) == {plan}

"""What a trust list takes trust from is proven: one row of a taken web silences nobody."""

import uuid
from datetime import timedelta

import pytest
from django.db import ProgrammingError, transaction

from loa.fleet import actions as fleet
from loa.kernel import clock
from loa.kernel.roles import Role
from loa.keys import actions as keys
from loa.keys.models import Delegation, Revocation, RevocationAgreement
from loa.people.models import RoleGrant
from loa.testing.forging import past_the_fences
from loa.testing.people import someone

LONG_AGO = clock.now() - timedelta(days=800)


@pytest.fixture
def chiefs(places):
    """Two administrators of the province, and one of the commune."""
    at = (places.province, places.province, places.own)
    return [
        someone(name, (Role.ADMINISTRATOR, unit), home=unit, username=username)
        for unit, name, username in zip(at, ("Hòa", "Bình", "Trị"), ("hoa", "binh", "tri"), strict=True)
    ]


@pytest.fixture
def plan_key(signer):
    return Delegation.objects.get(purpose="plan").key_id


def revoke(as_role, who, unit, **what):
    with as_role("web", who):
        return Revocation.objects.create(unit=unit, why="lộ", by_id=who.person_id, **what)


def agree(as_role, who, row):
    with as_role("web", who):
        return RevocationAgreement.objects.create(
            unit_id=row.unit_id, revocation=row, person_id=who.person_id
        )


def revoked_keys(signer):
    signer.work()
    return set(signer.trust_and_pins()[0].revoked)


def revoked_boxes(signer):
    signer.work()
    return set(signer.trust_and_pins()[0].devices_revoked)


def test_one_administrator_takes_no_key(signer, plan_key, chiefs, places, as_role):
    revoke(as_role, chiefs[0], places.province, key_id=plan_key)
    assert plan_key not in revoked_keys(signer)


def test_two_administrators_of_the_province_do(signer, plan_key, chiefs, places, as_role):
    row = revoke(as_role, chiefs[0], places.province, key_id=plan_key)
    agree(as_role, chiefs[1], row)
    assert plan_key in revoked_keys(signer)


@pytest.mark.parametrize("second", [0, 2])
def test_neither_the_same_one_twice_nor_one_of_a_commune(signer, plan_key, chiefs, places, as_role, second):
    row = revoke(as_role, chiefs[0], places.province, key_id=plan_key)
    with past_the_fences():
        RevocationAgreement.objects.create(
            unit=places.province, revocation=row, person_id=chiefs[second].person_id, at=clock.now()
        )
    assert plan_key not in revoked_keys(signer)


def test_nor_an_operator_with_an_administrator(signer, plan_key, chiefs, operator, places, as_role):
    row = revoke(as_role, operator, places.province, key_id=plan_key)
    agree(as_role, chiefs[1], row)
    assert plan_key not in revoked_keys(signer)


def test_nor_one_whose_role_had_not_begun(signer, plan_key, chiefs, places, as_role):
    row = revoke(as_role, chiefs[0], places.province, key_id=plan_key)
    agree(as_role, chiefs[1], row)
    with past_the_fences():
        Revocation.objects.filter(pk=row.pk).update(at=LONG_AGO)
    assert plan_key not in revoked_keys(signer)


def test_nor_one_whose_role_no_second_administrator_confirmed(signer, plan_key, chiefs, places, as_role):
    row = revoke(as_role, chiefs[0], places.province, key_id=plan_key)
    agree(as_role, chiefs[1], row)
    given = RoleGrant.objects.filter(person_id=chiefs[1].person_id)
    given.update(granted_by_id=chiefs[0].person_id)
    assert plan_key not in revoked_keys(signer)


def test_a_row_that_counts_for_nothing_stands_in_nobodys_way(signer, box, places, editor, operator, as_role):
    revoke(as_role, editor, places.own, device=box.id)
    assert revoked_boxes(signer) == set()
    with as_role("web", operator):
        fleet.disable(box.id, "Mất trộm đêm qua")
    assert revoked_boxes(signer) == {str(box.id)}


def test_a_box_of_another_commune_is_not_ones_own(signer, enrol, places, as_role):
    stranger = someone("Lê Văn Lạ", (Role.OPERATOR, places.other), home=places.other, username="la")
    box = enrol(places.own)
    revoke(as_role, stranger, places.other, device=box.id)
    revoke(as_role, stranger, places.other, device=uuid.uuid4())
    assert revoked_boxes(signer) == set()


def test_revocations_are_only_ever_added_in_ones_own_name(signer, box, places, operator, editor, as_role):
    with as_role("web", operator):
        for _twice in range(2):
            keys.revoke_device(box.id, places.own.id, "Mất trộm")
    row = Revocation.objects.get()
    with pytest.raises(ProgrammingError, match="only ever added"), transaction.atomic():
        Revocation.objects.update(why="khác")
    with pytest.raises(ProgrammingError, match="somebody else"), as_role("web", operator):
        Revocation.objects.create(unit=places.own, device=box.id, why="x", by_id=editor.person_id)
    assert row.at > LONG_AGO

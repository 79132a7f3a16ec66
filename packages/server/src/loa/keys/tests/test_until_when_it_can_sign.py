"""Until when each thing can be signed, and which revocation people act upon."""

from datetime import timedelta
from uuid import uuid4

import pytest

from loa.kernel import clock
from loa.keys import queries
from loa.keys.models import Delegation, Revocation, RevocationAgreement, TrustBundle
from loa.keys.purposes import SIGNS
from loa.testing.roots import delegated

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def decide(places, chiefs):
    def one(key, who=0):
        return Revocation.objects.create(
            unit=places.province, key_id=key, why="Lộ khóa", by_id=chiefs[who].person_id
        )

    return one


@pytest.fixture
def agree(places, chiefs):
    def one(row, who=1):
        return RevocationAgreement.objects.create(
            unit=places.province, revocation=row, person_id=chiefs[who].person_id
        )

    return one


def test_before_root_named_a_key_nothing_is_missing(db):
    assert queries.signable_until(clock.now()) == {}


def test_each_purpose_has_its_end_and_the_last_of_its_keys_counts(ring):
    newer = delegated("plan", days=390, key="newer")
    now = clock.now()
    assert set(ring) == set(SIGNS)
    assert queries.signable_until(now) == {
        purpose: newer.valid_to if purpose == "plan" else row.valid_to for purpose, row in ring.items()
    }


def test_once_all_have_ended_nothing_can_be_signed_and_that_is_said(ring):
    assert queries.signable_until(clock.now() + 301 * DAY) == dict.fromkeys(SIGNS)
    Delegation.objects.filter(purpose="act").update(valid_to=clock.now())
    until = queries.signable_until(clock.now())
    assert until["act"] is None
    assert until["plan"] == ring["plan"].valid_to


def test_a_key_that_one_person_would_take_signs_and_one_that_two_took_does_not(ring, decide, agree):
    row = decide(ring["plan"].key_id)
    assert queries.signable_until(clock.now())["plan"] == ring["plan"].valid_to
    agree(row)
    assert queries.signable_until(clock.now())["plan"] is None
    assert queries.signable_until(clock.now())["act"] == ring["act"].valid_to


def test_a_list_of_a_former_form_names_none_and_one_that_is_not_ours_is_not_believed(ring):
    now = clock.now()
    assert queries.revoked_keys() == frozenset()
    TrustBundle.objects.create(
        sequence=1, serial=1, file=b"{}", covers="", made_at=now, expires_at=now + 30 * DAY
    )
    assert queries.revoked_keys() == frozenset()


def test_the_decision_that_was_agreed_to_counts_before_the_first(ring, decide, agree):
    key = ring["plan"].key_id
    first, second, third = decide(key, 0), decide(key, 1), decide(key, 0)
    assert queries.revocations_of([key]) == {key: first}
    agree(third, 1)
    agree(second, 0)
    assert queries.revocations_of([key]) == {key: second}
    assert queries.revocations_of([]) == {}


def test_what_waits_for_a_second_person_is_of_keys_in_force_the_oldest_first(ring, decide, agree, places):
    gone = delegated("plan", key="gone")
    act, plan = decide(ring["act"].key_id), decide(ring["plan"].key_id)
    decide(gone.key_id)
    Delegation.objects.filter(pk=gone.pk).update(valid_to=clock.now())
    Revocation.objects.create(unit=places.own, device=uuid4(), why="x", by_id=act.by_id)
    assert queries.revocations_to_agree() == [act, plan]
    agree(act)
    assert queries.revocations_to_agree() == [plan]

"""Of what was signed more than once the newest counts: by the delegation's serial first, then by sequence."""

import uuid
from datetime import timedelta

import pytest
from loa_protocol.messages import Purpose

from loa.kernel import clock
from loa.keys import queries
from loa.keys.models import Address, LoweredFloor, Root, SignedHead, SignedKind, TrustBundle
from loa.testing.roots import delegated, demo_root

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def signed(places):
    """Signs something as (serial, sequence) in an order in which it is not meant."""

    def one(order, kind=SignedKind.PLAN, subject="14797.0"):
        serial, sequence = order
        now = clock.now()
        return SignedHead.objects.create(
            unit=places.own, kind=kind, subject=subject, serial=serial, sequence=sequence,
            sha256=uuid.uuid4().hex, head=b"x", signed_at=now, valid_to=now + DAY,
        )  # fmt: skip

    return one


def test_a_newer_key_comes_before_a_higher_sequence(signed):
    for order in ((1, 9), (2, 3), (2, 2), (1, 10)):
        signed(order)
    signed((3, 1), subject="14797.1")
    signed((4, 1), kind=SignedKind.ASSIGN)
    found = queries.newest(SignedKind.PLAN, "14797.0")
    assert (found.serial, found.sequence) == (2, 3)
    assert queries.newest(SignedKind.PLAN, "16078.0") is None
    assert queries.is_ours(found.sha256)
    assert not queries.is_ours("0" * 64)


def test_the_house_has_moved_once_a_second_address_was_announced(signed):
    assert (queries.address(), queries.moved_address()) == (None, None)
    for order, url in (((1, 8), "http://a"), ((2, 1), "http://c"), ((1, 9), "http://b")):
        head = signed(order, SignedKind.ADDRESS, "")
        Address.objects.create(
            head=head, url=url, mqtt="", serial=order[0], sequence=order[1], announced_at=clock.now()
        )
        if order == (1, 8):
            assert queries.address().url == "http://a"
            assert queries.moved_address() is None
    assert queries.address().url == queries.moved_address().url == "http://c"


def root(sequence, key):
    return Root.objects.create(
        sequence=sequence, key_id=key * 32, public_key=bytes(32), statement=b"x", sha256=str(sequence),
        demo=True, made_at=clock.now(),
    )  # fmt: skip


def test_the_house_is_called_by_the_root_that_was_stated_last():
    assert queries.root() is None
    with pytest.raises(LookupError):
        queries.server_name()
    root(1, "a")
    root(2, "b")
    assert queries.root().sequence == 2
    assert queries.server_name() == "b" * 32


def test_the_list_of_the_highest_sequence_is_in_force():
    assert (queries.trust(), queries.trust_order(), queries.trust_until()) == (None, None, None)
    now = clock.now()
    for sequence, days in ((3, 30), (2, 90)):
        TrustBundle.objects.create(
            sequence=sequence, serial=1, file=b"x", covers="", made_at=now, expires_at=now + days * DAY
        )
    assert queries.trust().sequence == queries.trust_order() == 3
    assert queries.trust_until() == now + 30 * DAY


def test_a_delegation_is_in_force_from_its_first_moment_until_before_its_last():
    demo_root()
    row = delegated("plan")
    tick = timedelta(microseconds=1)
    for at, in_force in (
        (row.valid_from - tick, False),
        (row.valid_from, True),
        (row.valid_to - tick, True),
        (row.valid_to, False),
    ):
        assert queries.delegations(at).exists() is in_force
    assert queries.delegated(Purpose.ACT, clock.now()) is None
    assert queries.delegated(Purpose.PLAN, clock.now()) is None  # root did not sign it


def test_of_a_purposes_keys_the_one_delegated_last_stands_first():
    demo_root()
    old, new = delegated("plan", key="old"), delegated("plan", key="new")
    new.valid_from = old.valid_from + timedelta(hours=1)
    new.save()
    act = delegated("act")
    assert list(queries.delegations(clock.now())) == [act, new, old]


def test_floors_are_the_roots_in_force_and_end():
    assert queries.lowered(clock.now()) == []
    now, former = clock.now(), root(1, "a")
    for sequence, of, ends in ((3, former, 5), (1, former, 9)):
        LoweredFloor.objects.create(
            sequence=sequence, root=of, floor=now - DAY, ends=now + ends * DAY, head=b"x"
        )
    assert [row.sequence for row in queries.lowered(now)] == [1, 3]
    assert [row.sequence for row in queries.lowered(now + 5 * DAY)] == [1]
    root(2, "a")  # the same key states itself again
    assert len(queries.lowered(now)) == 2
    root(3, "b")
    assert queries.lowered(now) == []

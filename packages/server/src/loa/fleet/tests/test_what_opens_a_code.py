"""A code opens to its own secret, before its end, to one box; a box proves no more than its kind may."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loa_protocol.messages import Rung

from loa.fleet.rules import Code, may_claim, new_secret, opens, secret_hash

NOON = datetime(2026, 11, 29, 5, tzinfo=UTC)
TICK = timedelta(microseconds=1)
SECRET, OTHER = "0" * 31 + "1", "0" * 31 + "2"
KEYS = st.sampled_from([b"a" * 32, b"b" * 32, b"c" * 32])
MOMENTS = st.sampled_from([NOON - timedelta(days=7), NOON - TICK, NOON, NOON + TICK])


def fresh(**changes):
    whole = {"secret_sha256": secret_hash(SECRET), "expires_at": NOON, "used_by": None, "device_key": None}
    return Code(**whole | changes)


@given(
    secret=st.sampled_from([SECRET, OTHER, "", SECRET.upper()[:-1]]),
    key=KEYS,
    used=st.none() | KEYS,
    held=st.none() | KEYS,
    now=MOMENTS,
)
def test_it_opens_to_nothing_else(secret, key, used, held, now):
    unused, same_box = used is None, used == key == held
    wanted = secret == SECRET and now < NOON and (unused or same_box)
    assert opens(fresh(used_by=used, device_key=held), secret, key, now) is wanted


def test_at_its_end_it_is_over():
    assert opens(fresh(), SECRET, b"a" * 32, NOON - TICK)
    assert not opens(fresh(), SECRET, b"a" * 32, NOON)


def test_secrets_are_of_128_bits_and_none_comes_twice():
    made = {new_secret() for _ in range(100)}
    assert len(made) == 100
    assert all(len(bytes.fromhex(each)) == 16 for each in made)


@given(st.text())
def test_what_is_kept_of_a_secret_does_not_hold_it(secret):
    kept = secret_hash(secret)
    assert len(kept) == 32
    assert kept == secret_hash(secret)
    assert not secret or secret.encode() not in kept or len(secret.encode()) < 3


@pytest.mark.parametrize("rung", list(Rung))
def test_a_speaker_has_no_ear_and_a_kind_that_nobody_knows_proves_nothing(rung):
    order = list(Rung)
    assert may_claim("speaker", rung) is (order.index(rung) <= order.index(Rung.COMPLETED))
    assert not may_claim("board", rung)


def test_there_is_a_rung_that_a_speaker_may_not_claim():
    assert not all(may_claim("speaker", rung) for rung in Rung)

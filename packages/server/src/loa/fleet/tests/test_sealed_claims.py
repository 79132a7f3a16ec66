"""A claim is what the key that it names has signed, whole; anything else is none, and breaks nothing."""

import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loa_protocol.encoding import encode
from loa_protocol.heads import seal
from loa_protocol.messages import Claim
from loa_protocol.signing import SoftKey, sign

from loa.fleet.sealed_claim import read
from loa.testing import boxes

DEVICE, KEY = uuid.UUID(int=7), SoftKey(b"7" * 32)
HEAD = boxes.claim(DEVICE, KEY, "0" * 32).head


def claim(key):
    return Claim(
        v=1, device=str(DEVICE), secret="0" * 32, public_key=key.public_key.hex(), agent="test", has_rtc=True
    )


def test_it_says_whose_it_is_by_whose_key_and_keeps_the_bytes():
    found = read(HEAD)
    assert (found.device, found.key, found.head) == (DEVICE, KEY.public_key, HEAD)


def test_a_claim_for_another_key_is_none():
    assert read(seal(claim(SoftKey(b"8" * 32)), KEY)) is None


@given(st.integers(0, len(HEAD) * 8 - 1))
def test_one_bit_that_is_another_makes_it_none(bit):
    altered = bytearray(HEAD)
    altered[bit // 8] ^= 1 << bit % 8
    assert read(bytes(altered)) is None


@given(st.integers(0, len(HEAD) - 1))
def test_a_part_of_it_is_none(length):
    assert read(HEAD[:length]) is None


@given(st.binary(max_size=400))
def test_other_bytes_are_none(data):
    assert read(data) is None
    assert read(HEAD + data) is None or not data


@pytest.mark.parametrize("signed_as", [("device", "connect"), ("device", "records"), ("root", "claim")])
def test_the_same_words_signed_as_something_else_are_none(signed_as):
    assert read(sign("device", "claim", encode(claim(KEY)), KEY)) is not None
    assert read(sign(*signed_as, encode(claim(KEY)), KEY)) is None

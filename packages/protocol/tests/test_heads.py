"""The head: what is signed is what was received, and nothing else passes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from loa_protocol.encoding import from_text, to_text
from loa_protocol.heads import BY_NAME, TYPES, seal, unseal
from loa_protocol.ids import key_id
from loa_protocol.messages import Act, Plan
from loa_protocol.refusals import Code, Malformed, Refusal
from loa_protocol.signing import LARGEST_PAYLOAD, MAGIC, Head, SealedHead, SoftKey, open_head, sign, verify
from loa_protocol.testing.world import act, key, plan

NAMES = st.text("abcdefghijklmnopqrstuvwxyz-", min_size=1, max_size=16)
PAYLOADS = st.binary(min_size=2, max_size=600)
SIGNER = key("signer")
GENUINE = seal(plan(), SIGNER)


@given(NAMES, NAMES, PAYLOADS, st.binary(min_size=32, max_size=32))
def test_what_is_signed_is_what_is_read(purpose, type_, payload, seed):
    signer = SoftKey(seed)
    head = verify(sign(purpose, type_, payload, signer), signer.public_key, purpose, type_)
    assert isinstance(head, Head)
    assert (head.purpose, head.type, head.payload, head.key_id) == (purpose, type_, payload, signer.key_id)


@given(st.integers(0, len(GENUINE) - 1), st.integers(1, 255))
def test_any_altered_byte_is_refused(place, change):
    data = bytearray(GENUINE)
    data[place] ^= change
    assert isinstance(unseal(bytes(data), SIGNER.public_key, Plan), Refusal)


def test_every_single_altered_byte_is_refused():
    for place in range(len(GENUINE)):
        data = bytearray(GENUINE)
        data[place] ^= 1
        assert isinstance(unseal(bytes(data), SIGNER.public_key, Plan), Refusal), place


@given(st.integers(0, len(GENUINE) - 1))
def test_cut_short_is_refused(length):
    assert isinstance(open_head(GENUINE[:length]), Refusal)


@given(st.binary(min_size=1, max_size=80))
def test_anything_left_over_is_refused(more):
    assert isinstance(open_head(GENUINE + more), Refusal)


@given(st.binary(max_size=400))
def test_no_bytes_raise(data):
    for tried in (data, MAGIC + data):
        outcome = open_head(tried)
        assert isinstance(outcome, Refusal | SealedHead)
        assert isinstance(unseal(tried, SIGNER.public_key, Act), Refusal)


def test_an_unverified_head_tells_its_key_and_nothing_else():
    sealed = open_head(GENUINE)
    assert isinstance(sealed, SealedHead)
    assert {name for name in dir(sealed) if not name.startswith("_")} == {"key_id", "verify", "verify_own"}


def test_codes_of_the_frame():
    bare = GENUINE[:-64]
    assert open_head(bare).code is Code.UNSIGNED
    assert open_head(bare + bytes(64)).code is Code.UNSIGNED
    assert open_head(bare + bytes(63)).code is Code.MALFORMED
    assert open_head(b"{}").code is Code.MALFORMED
    assert open_head(b"LOA\x02" + GENUINE[4:]).code is Code.MALFORMED
    assert open_head(bytes(300_000)).code is Code.TOO_LARGE
    at = GENUINE.index(b'{"bodies')
    huge = GENUINE[: at - 4] + (LARGEST_PAYLOAD + 1).to_bytes(4, "big") + GENUINE[at:]
    assert open_head(huge).code is Code.TOO_LARGE


def test_another_key_another_purpose_another_type():
    assert unseal(GENUINE, key("other").public_key, Plan).code is Code.UNKNOWN_KEY
    assert unseal(GENUINE, SIGNER.public_key, Act).code is Code.WRONG_PURPOSE
    relabelled = sign("act", "act", b"{}", SIGNER)
    assert unseal(relabelled, SIGNER.public_key, Act).code is Code.MALFORMED
    moved = GENUINE.replace(b"\x04plan\x04plan", b"\x03act\x05plans")
    assert unseal(moved, SIGNER.public_key, Plan).code is Code.ALTERED


def test_names_and_sizes_that_no_reader_takes_are_not_signed():
    for name in ("", "x" * 17, "Plan", "a b", "pl\u00e1n"):
        with pytest.raises(ValueError, match=r"name|ascii"):
            sign(name, "plan", b"{}", SIGNER)
    for payload in (b"", b"x", bytes(LARGEST_PAYLOAD + 1)):
        with pytest.raises(ValueError, match="payload"):
            sign("plan", "plan", payload, SIGNER)
    for name in ("a", "x" * 16):
        assert name.encode() in sign(name, name, b"{}", SIGNER)
    for purpose, payload in (
        ("plan", b"{}"),
        ("plan", bytes(LARGEST_PAYLOAD)),
        ("bundle", bytes(LARGEST_PAYLOAD + 1)),
    ):
        assert payload in sign(purpose, "plan", payload, SIGNER)


def test_a_message_that_a_reader_would_refuse_is_not_sealed():
    with pytest.raises(Malformed):
        seal(act(why="a" * 201), SIGNER)
    with pytest.raises(Malformed):
        seal(plan(plan_id="16012.34\n"), SIGNER)
    with pytest.raises(Malformed):
        seal(plan(seq=2**53), SIGNER)


def test_an_act_stays_under_a_kilobyte():
    assert len(seal(act(why="a" * 200), SIGNER)) < 1024


def test_purposes_and_types_name_one_message_each():
    assert len(BY_NAME) == len(TYPES)


@given(st.binary(max_size=100))
def test_base64url_is_canonical(data):
    text = to_text(data)
    assert from_text(text) == data
    for bad in (text + "=", text + "!", text + "\n"):
        with pytest.raises(Malformed):
            from_text(bad)


def test_spare_bits_of_base64url_are_refused():
    assert from_text("_w") == b"\xff"
    with pytest.raises(Malformed):
        from_text("_x")


def test_a_key_id_is_the_start_of_the_hash():
    assert key_id(SIGNER.public_key) == SIGNER.key_id
    assert len(SIGNER.key_id) == 32


def test_having_verified_one_head_says_nothing_of_another():
    forged = GENUINE[:-64] + seal(plan(seq=5), SIGNER)[-64:]
    assert isinstance(verify(GENUINE, SIGNER.public_key, "plan", "plan"), Head)
    assert isinstance(verify(GENUINE, SIGNER.public_key, "plan", "plan"), Head)
    assert verify(forged, SIGNER.public_key, "plan", "plan").code is Code.ALTERED
    assert verify(forged, SIGNER.public_key, "plan", "plan").code is Code.ALTERED

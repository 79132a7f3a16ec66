import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.files import token

SECRET = b"s" * 32
DEVICE = uuid.UUID("01890a5d-ac96-774b-bcce-b302099a8057")


def test_a_token_names_its_device_until_it_runs_out():
    made = token.issue(SECRET, DEVICE, 1_000, lifetime_s=60)
    assert token.device_of(SECRET, made, 1_059) == DEVICE
    assert token.device_of(SECRET, made, 1_060) is None


def test_another_secret_does_not_know_it():
    made = token.issue(SECRET, DEVICE, 1_000)
    assert token.device_of(b"t" * 32, made, 1_001) is None


def test_a_later_expiry_written_into_it_is_refused():
    device, expires, mac = token.issue(SECRET, DEVICE, 1_000).split(".")
    assert token.device_of(SECRET, f"{device}.{int(expires) + 1}.{mac}", 1_001) is None


def test_a_short_secret_makes_no_token():
    with pytest.raises(ValueError, match="too short"):
        token.issue(b"short", DEVICE, 1_000)


@given(st.text(max_size=120))
def test_no_text_is_a_token_by_chance(text):
    assert token.device_of(SECRET, text, 0) is None

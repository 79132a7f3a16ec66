"""There is one clock, Vietnamese on the wall; an id holds its moment; what is read out is not misheard."""

from datetime import UTC, datetime, timedelta, timezone
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.kernel import actor, clock, ids
from loa.kernel.errors import Forbidden

MIDNIGHT = datetime(2026, 11, 29, 17, tzinfo=UTC)
NAIVE = datetime(2026, 11, 29, 17)


@pytest.mark.parametrize(
    ("moment", "day"), [(MIDNIGHT - timedelta(microseconds=1), 29), (MIDNIGHT, 30)], ids=["before", "at"]
)
def test_a_day_begins_at_midnight_in_vietnam(moment, day):
    with clock.fixed(moment.astimezone(timezone(timedelta(hours=-5)))):
        assert clock.today().day == day
        assert clock.now() == moment
        assert clock.now().utcoffset() == timedelta()
        assert clock.local(clock.now()).utcoffset() == timedelta(hours=7)


def test_a_moment_without_its_zone_is_none():
    with pytest.raises(ValueError, match="without its zone"):
        clock.local(NAIVE)
    with pytest.raises(ValueError, match="without its zone"), clock.fixed(NAIVE):
        pass


def test_a_fixed_clock_goes_on_where_it_was_fixed_before():
    with clock.fixed(MIDNIGHT):
        with clock.fixed(MIDNIGHT + timedelta(days=1)):
            assert clock.now() == MIDNIGHT + timedelta(days=1)
        assert clock.now() == MIDNIGHT
    assert clock.now() != MIDNIGHT


def test_ids_are_of_version_7_hold_their_moment_and_are_each_another():
    made = [ids.uuid7() for _ in range(200)]
    assert {(each.version, each.variant) for each in made} == {(7, "specified in RFC 4122")}
    assert len(set(made)) == 200
    held = [datetime.fromtimestamp((each.int >> 80) / 1000, UTC) for each in made]
    assert all(abs(each - clock.now()) < timedelta(hours=1) for each in held)


@given(st.text(max_size=40) | st.uuids().map(str) | st.uuids().map(lambda each: each.hex[:-1]))
def test_a_text_is_an_id_or_none_and_breaks_nothing(text):
    found = ids.read_uuid(text)
    assert found is None or found == UUID(text)
    assert ids.read_uuid(str(UUID(int=7))) == UUID(int=7)


def test_what_is_read_out_has_no_letter_that_is_taken_for_another():
    said = "".join(ids.short_code(40) for _ in range(100))
    assert set(said) == set(ids.ALPHABET)
    assert not set(said) & set("ilou")
    assert len(ids.short_code()) == 8


def test_nobody_acts_until_somebody_does():
    assert actor.current_or_none() is None
    with pytest.raises(Forbidden, match="Chưa đăng nhập"):
        actor.current()
    with actor.acting(actor.process("api")) as who:
        assert actor.current() is who
        with actor.acting_or_nobody(None), pytest.raises(Forbidden):
            actor.current()
        assert actor.current() is who
    assert actor.current_or_none() is None

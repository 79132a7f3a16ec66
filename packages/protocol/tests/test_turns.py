"""Seven runs on seven days try every case, and a word names what one of them tried."""

from datetime import date, timedelta

import pytest
from loa_protocol.testing import turns

DAY = date(2028, 2, 27)


@pytest.mark.parametrize("many", [0, 1, 6, 7, 100])
def test_the_turns_share_out_every_case_once_and_evenly(many):
    cases = list(range(many))
    shares = [turns.share("places", cases, turn) for turn in range(turns.TURNS)]
    assert sorted(case for each in shares for case in each) == cases
    assert max(map(len, shares)) - min(map(len, shares)) <= 1
    assert turns.share("places", cases, None) == cases


def test_seven_days_in_a_row_have_every_turn_once():
    days = [DAY + timedelta(days=number) for number in range(turns.TURNS)]
    assert sorted(map(turns.turn_of, days)) == list(range(turns.TURNS))


@pytest.mark.parametrize("turn", [*range(turns.TURNS), None])
def test_the_word_of_a_turn_names_it_on_every_other_day(turn):
    assert turns.read(turns.word(turn), DAY) == turns.read(turns.word(turn), DAY + timedelta(days=1)) == turn


def test_today_is_the_turn_of_the_day():
    assert turns.read("today", DAY) == turns.turn_of(DAY)


@pytest.mark.parametrize("said", ["", "tomorrow", "-", "1.5"])
def test_any_other_word_is_no_turn(said):
    with pytest.raises(ValueError, match="invalid literal"):
        turns.read(said, DAY)

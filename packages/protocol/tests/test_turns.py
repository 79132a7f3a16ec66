"""Seven runs on seven days try every case, and a word names what one of them tried."""

from datetime import date, timedelta

import pytest
from loa_protocol.testing import turns

DAY = date(2028, 2, 27)


@pytest.mark.parametrize("many", [0, 1, 6, 7, 100])
def test_the_turns_share_out_every_case_once(many):
    cases = list(range(many))
    shares = [turns.share("places", cases, turn) for turn in range(turns.TURNS)]
    assert sorted(case for each in shares for case in each) == cases
    assert turns.share("places", cases, None) == cases


def test_the_shares_of_many_are_about_a_seventh():
    shares = [len(turns.share("days", range(70_000), turn)) for turn in range(turns.TURNS)]
    assert all(9_000 < each < 11_000 for each in shares)


def test_a_case_that_is_added_moves_no_other():
    before, after = ["b", "c", "d"], ["a", "b", "b2", "c", "d"]
    for turn in range(turns.TURNS):
        now = turns.share("places", after, turn)
        assert [case for case in now if case in before] == turns.share("places", before, turn)


def test_seven_days_in_a_row_have_every_turn_once():
    days = [DAY + timedelta(days=number) for number in range(turns.TURNS)]
    assert sorted(map(turns.turn_of, days)) == list(range(turns.TURNS))


@pytest.mark.parametrize("turn", [*range(turns.TURNS), None])
def test_the_word_of_a_turn_names_it_on_every_other_day(turn):
    assert turns.read(turns.word(turn), DAY) == turns.read(turns.word(turn), DAY + timedelta(days=1)) == turn


def test_today_is_the_turn_of_the_day():
    assert turns.read("today", DAY) == turns.turn_of(DAY)


@pytest.mark.parametrize("said", ["", "tomorrow", "-1", "7", " 3", "1_0", "1.5"])
def test_any_other_word_is_no_turn(said):
    with pytest.raises(ValueError, match="a turn is"):
        turns.read(said, DAY)

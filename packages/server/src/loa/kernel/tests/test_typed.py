"""What an address or a form names is read without breaking, whatever it is."""

from datetime import UTC, date, datetime

import pytest

from loa.kernel import parsing


@pytest.mark.parametrize("text", [None, "", " 7", "-1", "²", "٣", "1e9", "9" * 19, "9" * 5000, "\x007"])
def test_what_is_no_number_is_none(text):
    assert parsing.number(text) is None
    assert parsing.moment(text) is None


def test_a_number_is_one():
    assert parsing.number("0042") == 42
    assert parsing.moment("0") == datetime(1970, 1, 1, tzinfo=UTC)
    assert parsing.moment("9" * 18) is None


@pytest.mark.parametrize("text", [None, "", "2026-02-31", "0001-01-01", "9999-12-31", "27/11/2026", "x"])
def test_what_is_no_day_of_our_time_is_none(text):
    assert parsing.day(text) is None


def test_a_day_is_one():
    assert parsing.day("2026-11-27") == date(2026, 11, 27)


def test_a_search_is_so_many_words_of_so_many_letters():
    assert parsing.words("  Hạc  THÀNH ") == ["hac", "thanh"]
    assert parsing.words(None) == parsing.words("") == []
    assert len(parsing.words("a " * 8_000)) == parsing.MOST_WORDS
    assert parsing.words("ạ" * 30_000) == ["a" * parsing.MOST_LETTERS]

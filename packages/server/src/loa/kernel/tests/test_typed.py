"""What an address or a form names is read without breaking, whatever it is."""

from datetime import UTC, date, datetime

import pytest

from loa.kernel import typed


@pytest.mark.parametrize("text", [None, "", " 7", "-1", "²", "٣", "1e9", "9" * 19, "9" * 5000, "\x007"])
def test_what_is_no_number_is_none(text):
    assert typed.number(text) is None
    assert typed.moment(text) is None


def test_a_number_is_one():
    assert typed.number("0042") == 42
    assert typed.moment("0") == datetime(1970, 1, 1, tzinfo=UTC)
    assert typed.moment("9" * 18) is None


@pytest.mark.parametrize("text", [None, "", "2026-02-31", "0001-01-01", "9999-12-31", "27/11/2026", "x"])
def test_what_is_no_day_of_our_time_is_none(text):
    assert typed.day(text) is None


def test_a_day_is_one():
    assert typed.day("2026-11-27") == date(2026, 11, 27)


def test_a_search_is_so_many_words_of_so_many_letters():
    assert typed.words("  Hạc  THÀNH ") == ["hac", "thanh"]
    assert typed.words(None) == typed.words("") == []
    assert len(typed.words("a " * 8_000)) == typed.MOST_WORDS
    assert typed.words("ạ" * 30_000) == ["a" * typed.MOST_LETTERS]

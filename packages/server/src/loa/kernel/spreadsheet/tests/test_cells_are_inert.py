"""A file of ours carries no formula into a spreadsheet; what that did to a text is undone on the way back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.kernel.spreadsheet.inert import inert
from loa.kernel.spreadsheet.tidy import tidy


@pytest.mark.parametrize(
    "cell", ["=1+1", "+84912", "-2", "@SUM(A1)", "\tx", "\rx", "\nx", "\uff1d1+1", "\uff0d2"]
)
def test_what_a_spreadsheet_would_run_is_quoted(cell):
    assert inert(cell) == f"'{cell}"


@pytest.mark.parametrize(
    ("cell", "kept"),
    [
        ("Cụm B,=cmd|' /C calc'!A0,", "Cụm B,'=cmd|' /C calc'!A0,"),
        ("a; +1", "a; '+1"),
        ('"=1', "\"'=1"),
        ("a\t@b", "a\t'@b"),
        ("=1,=2", "'=1,'=2"),
    ],
)
def test_nor_would_one_that_parts_cells_by_another_sign(cell, kept):
    assert inert(cell) == kept


@given(st.text(alphabet="ab=+-@\uff1d,;|\t\n\"' 1"), st.sampled_from([",", ";", "|", "\t"]))
def test_however_the_line_is_parted_no_cell_begins_a_formula(cell, separator):
    parts = [part.strip(' "') for line in inert(cell).splitlines() for part in line.split(separator)]
    assert not [part for part in parts if part.startswith(("=", "+", "-", "@", "\uff1d"))]


@pytest.mark.parametrize("cell", ["Cụm 07, thôn = Linh Trường", "14", "", "'", "Thôn 1-2", "a, b - c"])
def test_words_and_figures_stay_as_they_are(cell):
    assert inert(cell) == cell


@pytest.mark.parametrize("cell", ["=1+1", "+84912", "-2", "Lê Thị Hạnh", "a,=1", "a; +1", "\uff1d1"])
def test_what_was_quoted_is_read_as_it_was(cell):
    assert tidy(inert(cell)) == cell

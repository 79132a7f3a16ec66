"""A file of ours carries no formula into a spreadsheet; what that did to a text is undone on the way back."""

import pytest

from loa.kernel.spreadsheet.inert import inert
from loa.kernel.spreadsheet.tidy import tidy


@pytest.mark.parametrize("cell", ["=1+1", "+84912", "-2", "@SUM(A1)", "\tx", "\rx", "\nx"])
def test_what_a_spreadsheet_would_run_is_quoted(cell):
    assert inert(cell) == f"'{cell}"


@pytest.mark.parametrize("cell", ["Cụm 07, thôn = Linh Trường", "14", "", "'"])
def test_words_and_figures_stay_as_they_are(cell):
    assert inert(cell) == cell


@pytest.mark.parametrize("cell", ["=1+1", "+84912", "-2", "Lê Thị Hạnh"])
def test_what_was_quoted_is_read_as_it_was(cell):
    assert tidy(inert(cell)) == cell

"""A file of a list never carries a formula into a spreadsheet."""

import pytest

from loa.lists.files import inert


@pytest.mark.parametrize("cell", ["=1+1", "+84912", "-2", "@SUM(A1)", "\tx", "\rx", "\nx"])
def test_what_a_spreadsheet_would_run_is_quoted(cell):
    assert inert([cell]) == [f"'{cell}"]


def test_words_and_figures_stay_as_they_are():
    assert inert(["Cụm 07, thôn = Linh Trường", 14, ""]) == ["Cụm 07, thôn = Linh Trường", "14", ""]

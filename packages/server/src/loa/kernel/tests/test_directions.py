import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.kernel import directions
from loa.kernel.spreadsheet.tidy import tidy
from loa.speech.reader import read

SIGNS = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.mark.parametrize("sign", SIGNS, ids=ascii)
def test_no_sign_of_direction_stays(sign):
    assert directions.without(f"họp lúc {sign}71{sign} giờ") == "họp lúc 71 giờ"
    assert tidy(f"Lê Thị {sign}Hạnh{sign}") == "Lê Thị Hạnh"


@given(st.text(alphabet=st.one_of(st.characters(), st.sampled_from(SIGNS))))
def test_everything_else_stays(text):
    assert directions.without(text) == "".join(each for each in text if each not in SIGNS)


@pytest.mark.parametrize("sign", SIGNS, ids=ascii)
def test_a_text_that_has_some_is_read_as_without(sign):
    written = f"Họp lúc {sign}17{sign} giờ. Nộp {sign}50.000{sign} đồng."
    assert [each.reading for each in read(written) if each.reading] == [
        each.reading for each in read(directions.without(written)) if each.reading
    ]

"""Hours as an officer writes them."""

import pytest
from django.forms import ValidationError

from loa.desk.schedule.forms import spans


def test_a_night_gives_both_its_ends():
    assert spans("11:30–13:30, 21:00–05:00") == [[0, 300], [690, 810], [1260, 1440]]
    assert spans("21h-24h") == [[1260, 1440]]
    assert spans("22:00-00:00") == [[1320, 1440]]
    assert spans("5h đến 6h30") == [[300, 390]]


@pytest.mark.parametrize(
    "text", ["05:00-05:00", "05:00-25:00", "5:61-6:00", "05:00nn06:30", "5:00--6:00", "sáng sớm"]
)
def test_what_is_no_span_is_quoted(text):
    with pytest.raises(ValidationError, match=text):
        spans(f"17:00-18:00, {text}")

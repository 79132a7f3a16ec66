import pytest
from hypothesis import given
from hypothesis import strategies as st

from loa.kernel.ranges import Span, Unsatisfiable, wanted


@pytest.mark.parametrize(
    ("header", "size", "span"),
    [
        ("bytes=0-0", 10, Span(0, 1)),
        ("bytes=3-", 10, Span(3, 10)),
        ("bytes=3-99", 10, Span(3, 10)),
        ("bytes=-4", 10, Span(6, 10)),
        ("bytes=-40", 10, Span(0, 10)),
        (None, 10, None),
        ("bytes=-", 10, None),
        ("bytes=5-3", 10, None),
        ("bytes=0-1,4-5", 10, None),
        ("seconds=1-2", 10, None),
        ("bytes=a-b", 10, None),
        ("", 10, None),
        ("bytes=", 10, None),
        ("bytes=٣-٤", 10, None),  # digits, but none of HTTP's
        (f"bytes={'9' * 5000}-", 10, None),
        (f"bytes=-{'9' * 5000}", 10, None),
    ],
)
def test_a_range_is_read_as_the_rfc_says(header, size, span):
    assert wanted(header, size) == span


@pytest.mark.parametrize(("header", "size"), [("bytes=10-", 10), ("bytes=-0", 10), ("bytes=0-", 0)])
def test_a_range_outside_the_file_is_unsatisfiable(header, size):
    with pytest.raises(Unsatisfiable):
        wanted(header, size)


@given(st.text(max_size=40) | st.from_regex(r"bytes=\d{0,4}-\d{0,4}", fullmatch=True), st.integers(0, 3000))
def test_whatever_is_asked_the_span_lies_in_the_file(header, size):
    try:
        span = wanted(header, size)
    except Unsatisfiable:
        return
    assert span is None or 0 <= span.start < span.end <= size

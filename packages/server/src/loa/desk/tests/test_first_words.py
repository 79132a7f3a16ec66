"""Nobody is told that all is ready where nothing would be heard."""

import pytest
from django.utils import translation

from loa.desk.home import sentence
from loa.desk.operations.standing import Standing


@pytest.mark.parametrize(
    ("sounding", "next_at", "dead", "said"),
    [
        ("", "17:00", False, "Sẵn sàng cho 17:00."),
        ("", "17:00", True, "Chưa sẵn sàng cho 17:00: không cụm loa nào sống."),
        ("Đang phát “Cắt điện”.", "", False, "Đang phát “Cắt điện”."),
        ("Đang phát “Cắt điện”.", "", True, "Lẽ ra đang phát, nhưng không cụm loa nào sống."),
        ("", "", False, "Trong 24 giờ tới chưa có bản tin nào."),
        ("", "", True, "Không cụm loa nào sống."),
    ],
)
def test_the_first_words(sounding: str, next_at: str, dead: bool, said: str) -> None:
    with translation.override("vi"):
        assert sentence.first(sounding, next_at, dead=dead) == said


@pytest.mark.parametrize(
    ("states", "dead"),
    [
        ({}, False),
        ({"stale": 3}, True),
        ({"stale": 3, "unknown": 1}, True),
        ({"stale": 3, "off": 1}, False),
        ({"stale": 3, "silent": 1}, False),
        ({"alive": 1}, False),
    ],
)
def test_dead_is_where_nothing_is_heard_of_any(states: dict[str, int], dead: bool) -> None:
    standing = Standing()
    standing.states.update(states)
    assert standing.dead is dead

"""How ages, dates, figures and lengths are said, in Vietnamese and in English."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.template import Context, Template
from django.utils import translation

from loa.desk import words
from loa.kernel import clock

NOW = datetime(2026, 9, 25, 9, 42, tzinfo=UTC)


def said(text: str, **context: object) -> str:
    with clock.fixed(NOW), translation.override("vi"):
        return Template("{% load loa %}" + text).render(Context(context))


@pytest.mark.parametrize(
    ("gone", "expected"),
    [
        (timedelta(seconds=0), "vừa xong"),
        (timedelta(seconds=59), "vừa xong"),
        (timedelta(minutes=2), "2 phút trước"),
        (timedelta(hours=1, minutes=22), "1 giờ 22 phút trước"),
        (timedelta(hours=11, minutes=7), "11 giờ trước"),
        (timedelta(days=3, hours=5), "3 ngày trước"),
        (timedelta(days=70), "2 tháng trước"),
        (timedelta(days=800), "2 năm trước"),
        (timedelta(seconds=-30), "ngay bây giờ"),
        (timedelta(minutes=-5), "5 phút nữa"),
    ],
)
def test_ages(gone: timedelta, expected: str) -> None:
    assert said("{{ at|ago }}", at=NOW - gone) == expected


def test_moments_are_said_on_a_vietnamese_clock() -> None:
    assert said("{{ at|local_time }} {{ at|local_date }} {{ at|local_clock }}", at=NOW) == (
        "25/09/2026 16:42 25/09/2026 16:42"
    )
    late = datetime(2026, 9, 25, 18, 0, tzinfo=UTC)
    assert said("{{ at|weekday_words }} {{ at|local_date }}", at=late) == "thứ bảy 26/09/2026"


def test_an_age_holds_the_exact_moment() -> None:
    html = said("{% age at %}", at=NOW - timedelta(minutes=2))
    assert html == (
        '<time class="age" datetime="2026-09-25T09:40:00+00:00" title="25/09/2026 16:40">2 phút trước</time>'
    )


@pytest.mark.parametrize(
    ("value", "expected"),
    [(0, "0"), (1234, "1.234"), (1234567, "1.234.567"), (93.44, "93,4"), (93.0, "93"), (-0.25, "-0,3")],
)
def test_figures(value: float, expected: str) -> None:
    assert said("{{ n|number }}", n=value) == expected


def test_shares() -> None:
    assert said("{{ n|percent }}", n=0.934) == "93,4%"
    assert said("{{ n|percent }}", n=1) == "100%"


@pytest.mark.parametrize(
    ("seconds", "expected"),
    [(0, "0 giây"), (45, "45 giây"), (190, "3 phút 10 giây"), (900, "15 phút"), (3900, "1 giờ 5 phút")],
)
def test_lengths(seconds: int, expected: str) -> None:
    assert said("{{ s|length_words }}", s=seconds) == expected
    assert said("{{ ms|ms_words }}", ms=seconds * 1000) == expected


def test_what_was_not_measured_is_unknown_never_zero() -> None:
    filters = "ago local_time local_date local_clock weekday_words number percent length_words ms_words"
    for name in filters.split():
        assert said("{{ x|" + name + " }}", x=None) == "chưa biết"


def test_feast_days_carry_their_lunar_date() -> None:
    assert said("{{ d|lunar_words }}", d=date(2026, 9, 25)) == "15/8 âm lịch, Tết Trung thu"
    assert said("{{ d|lunar_words }}", d=date(2026, 2, 16)) == "29/12 âm lịch, giao thừa"
    assert said("{{ d|lunar_words }}", d=date(2026, 2, 17)) == "1/1 âm lịch, mồng một Tết"
    assert said("{{ d|lunar_words }}", d=date(2026, 11, 23)) == "15/10 âm lịch"
    assert said("{{ d|lunar_words }}", d=date(2026, 11, 24)) == ""


def test_english_says_it_in_english() -> None:
    with translation.override("en"):
        assert words.number(1234.5) == "1,234.5"
        assert words.ago(NOW - timedelta(minutes=1), NOW) == "1 minute ago"
        assert words.ago(NOW - timedelta(minutes=2), NOW) == "2 minutes ago"
        assert words.weekday(date(2026, 9, 25)) == "Friday"
        assert words.length(190) == "3 minutes 10 seconds"

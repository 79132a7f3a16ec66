"""Records held against the plan, as the pages ask."""

from datetime import timedelta

import pytest

from loa.fleet.models import Device
from loa.kernel import clock
from loa.playlog import counting, queries, today
from loa.playlog.rules import LikelyReason
from loa.playlog.tests.said import said

pytestmark = pytest.mark.django_db


def test_a_bulletin_shows_where_it_was_heard_and_where_not_and_why(played, places, approved, editor, as_role):
    with clock.fixed(played.ends_at + timedelta(minutes=30)), as_role("web", editor):
        (occurrence,) = queries.of_bulletin(places.own.id, approved.bulletin_id)
        missed = queries.not_sounded([places.own.id], played.starts_at - timedelta(hours=1))
    tally = occurrence.tally
    assert (tally.planned, tally.started, tally.completed) == (3, 2, 1)
    assert {(row.device, reason) for row, reason in tally.rest} == {
        ("Cụm 02", LikelyReason.CUT),
        ("Cụm 03", LikelyReason.NOT_RECEIVED),
    }
    assert {row.device for row, _reason in missed} == {"Cụm 02", "Cụm 03"}


def test_another_communes_people_see_nothing_of_it(played, places, approved, as_role):
    from loa.kernel.roles import Role
    from loa.testing.people import someone

    stranger = someone("Lò Thị Phương", (Role.EDITOR, places.other), home=places.other, username="phuong")
    with clock.fixed(played.ends_at + timedelta(minutes=30)), as_role("web", stranger):
        assert queries.of_bulletin(places.own.id, approved.bulletin_id) == []
        assert queries.not_sounded([places.own.id], played.starts_at - timedelta(hours=1)) == []


def test_what_sounds_now_is_what_is_planned_now(played, places, editor, as_role):
    with as_role("web", editor):
        with clock.fixed(played.starts_at + timedelta(seconds=5)):
            (now,) = today.sounding_now([places.own.id])
        with clock.fixed(played.ends_at + timedelta(seconds=5)):
            assert today.sounding_now([places.own.id]) == []
    assert (now.item, now.tally.planned, now.tally.started) == (played.item, 3, 2)


def test_a_day_is_counted_and_counted_anew_when_records_come_late(played, places, as_role):
    unit = places.own.id
    with clock.fixed(played.ends_at), as_role("worker", read=(unit,), write=(unit,)):
        first = counting.day(unit, played.date)
    said(Device.objects.get(name="Cụm 02"), 3, "completed")
    with clock.fixed(played.ends_at), as_role("worker", read=(unit,), write=(unit,)):
        again = counting.day(unit, played.date)
    assert (first.planned, first.started, first.completed) == (3, 2, 1)
    assert (again.completed, again.sounded_ms) == (2, 2 * 62_000)
    with as_role("web", read=(unit,)):
        assert queries.day_totals([unit], played.date, played.date).count() == 1


def test_a_day_long_past_is_counted_anew_when_a_cluster_comes_back(played, places, as_role):
    """Its network was gone for three weeks: what it played then is told now."""
    unit = places.own.id
    with clock.fixed(clock.now() - timedelta(hours=3)), as_role("worker", read=(unit,), write=(unit,)):
        counting.day(unit, played.date)
    today = played.date + timedelta(days=20)
    with as_role("worker", read=(unit,)):
        assert (unit, played.date) in queries.days_to_count(today)
    with clock.fixed(clock.now() + timedelta(hours=2)), as_role("worker", read=(unit,), write=(unit,)):
        counting.day(unit, played.date)
    with as_role("worker", read=(unit,)):
        assert queries.days_to_count(today) == []
        assert (unit, played.date) in queries.days_to_count(played.date)

"""Of a bulletin that sounds each day, only the days are read that its page shows."""

import hashlib
from datetime import timedelta

import pytest

from loa.airtime.models import Slot
from loa.dispatch.models import DayPlan, Plan, PlanDay, PlannedItem
from loa.fleet.models import Posting
from loa.kernel import clock
from loa.playlog import queries

pytestmark = pytest.mark.django_db
PAST, AHEAD = 4, 2
DAYS = range(-10, 6)


@pytest.fixture
def daily(approved):
    """The one bulletin of tomorrow 17:00, as if planned at that time of each of sixteen days."""
    first = PlannedItem.objects.get()
    Posting.objects.update(since=first.starts_at - timedelta(days=30))
    Slot.objects.update(made_at=first.starts_at - timedelta(days=30))
    PlanDay.objects.all().delete()
    for shift in DAYS:
        put(first, timedelta(days=shift))
    return approved.bulletin_id


def put(like, later):
    """Plans it again on another day, for the whole commune."""
    day = like.date + later
    digest = hashlib.sha256(day.isoformat().encode()).hexdigest()
    made, _new = PlannedItem.objects.get_or_create(
        item=f"{like.slot}@{day}",
        date=day,
        defaults={
            **{
                each: getattr(like, each) for each in ("unit", "slot", "priority", "title", "sounds", "bytes")
            },
            **{
                each: getattr(like, each) + later
                for each in ("starts_at", "latest_start_at", "ends_at", "expires_at")
            },
            "sha256": digest,
        },
    )
    plan = DayPlan.objects.create(sha256=digest, unit=like.unit, date=day, frame=b"", items=[made.pk])
    of = Plan.objects.get(unit=like.unit, hamlet=None)
    PlanDay.objects.create(plan=of, date=day, unit=like.unit, day=plan)


def starts(found):
    return [clock.local(each.starts_at).date() for each in found]


def asked(places, bulletin_id, editor, as_role, now):
    with clock.fixed(now), as_role("web", editor):
        unit = places.own.pk
        return (
            starts(queries.of_bulletin(unit, bulletin_id)),
            starts(queries.of_bulletin_lately(unit, bulletin_id, PAST, AHEAD)),
        )


def test_the_last_days_and_the_next_are_read(daily, places, editor, as_role):
    today = clock.today()
    for hour in (9, 20):  # before its time of the day, and after
        now = clock.day_bounds(today)[0] + timedelta(hours=hour)
        whole, lately = asked(places, daily, editor, as_role, now)
        assert len(whole) == len(DAYS)
        assert lately == [each for each in whole if -PAST <= (each - today).days <= AHEAD]


def test_more_is_read_where_the_last_days_have_nothing_to_show(daily, places, editor, as_role):
    now = clock.now()
    today = clock.local(now).date()
    PlanDay.objects.filter(date__gte=today - timedelta(days=PAST), date__lte=today).delete()
    whole, lately = asked(places, daily, editor, as_role, now)
    assert len(whole) == len(DAYS) - PAST - 1
    assert lately == whole


def test_nothing_planned_is_nothing(approved, places, editor, as_role):
    PlannedItem.objects.all().delete()
    assert asked(places, approved.bulletin_id, editor, as_role, clock.now()) == ([], [])

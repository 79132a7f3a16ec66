"""What has sounded is told with its title, whatever became of its plan since."""

from datetime import timedelta

import pytest

from loa.dispatch.models import DayPlan, PlanDay, PlannedItem
from loa.fleet.models import Device
from loa.kernel import clock
from loa.newsroom import actions as newsroom
from loa.playlog import counting, queries, today
from loa.playlog.rules import LikelyReason
from loa.playlog.tests.said import said
from loa.testing.records import record

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


@pytest.fixture
def withdrawn(played, places, approved, editor, as_role):
    """It sounded on two clusters, one of which was cut by the withdrawal, and was then withdrawn."""
    said(Device.objects.get(name="Cụm 03"), 2, "started")
    said(Device.objects.get(name="Cụm 03"), 3, "cut", "replaced")
    with clock.fixed(played.starts_at + timedelta(seconds=40)), as_role("web", editor):
        newsroom.withdraw(approved.bulletin_id, "Đọc nhầm giờ họp")
    for day in DayPlan.objects.filter(pk__in=PlanDay.objects.values("day")):
        assert played.pk not in day.items
    return played


def test_what_was_withdrawn_after_it_sounded_stays_in_the_day_and_on_the_bulletins_page(
    withdrawn, places, approved, editor, as_role
):
    with clock.fixed(withdrawn.ends_at + 30 * MINUTE), as_role("web", editor):
        (of_day,) = queries.went_out([places.own.pk], withdrawn.date)
        (of_bulletin,) = queries.of_bulletin(places.own.pk, approved.bulletin_id)
    for each in (of_day, of_bulletin):
        assert (each.title, each.stands) == (withdrawn.title, False)
        assert (each.tally.planned, each.tally.started, each.tally.completed) == (3, 3, 1)
        assert {(row.device, why) for row, why in each.tally.rest} == {
            ("Cụm 02", LikelyReason.CUT),
            ("Cụm 03", LikelyReason.CANCELLED),
        }
        assert each.tally.ordered == 1


def test_the_device_page_names_it_and_what_is_no_more_planned_nowhere_else(
    withdrawn, places, editor, as_role
):
    with clock.fixed(withdrawn.ends_at + 30 * MINUTE), as_role("web", editor):
        one = Device.objects.get(name="Cụm 01")
        ((row, why),) = queries.of_device(places.own.pk, one.pk)
    assert (row.title, row.stands, row.known.completed, why) == (withdrawn.title, False, True, None)


def test_a_cluster_that_never_told_of_it_owes_nothing(withdrawn, places, editor, as_role):
    with clock.fixed(withdrawn.ends_at + 30 * MINUTE), as_role("web", editor):
        missed = queries.not_sounded([places.own.pk], withdrawn.starts_at - 60 * MINUTE)
    assert ("Cụm 03", LikelyReason.NOT_RECEIVED) not in {(row.device, why) for row, why in missed}


def test_withdrawn_in_the_middle_it_sounds_until_the_last_cluster_says_that_it_stopped(
    played, places, approved, editor, as_role
):
    two = Device.objects.get(name="Cụm 02")
    said(two, 3, "resumed")
    with clock.fixed(played.starts_at + timedelta(seconds=30)), as_role("web", editor):
        newsroom.withdraw(approved.bulletin_id, "Đọc nhầm giờ họp")
        (one,) = today.sounding_now([places.own.pk])
        assert not one.stands
    said(two, 4, "cut", "replaced")
    with clock.fixed(played.starts_at + timedelta(seconds=40)), as_role("web", editor):
        assert today.sounding_now([places.own.pk]) == []


def test_a_day_is_counted_with_what_sounded_and_was_withdrawn(withdrawn, places, as_role):
    unit = places.own.pk
    with clock.fixed(withdrawn.ends_at), as_role("worker", read=(unit,), write=(unit,)):
        row = counting.day(unit, withdrawn.date)
    assert (row.planned, row.started, row.completed) == (3, 3, 1)


def test_what_sounded_before_its_slot_was_moved_is_not_counted_for_the_later_time(
    played, places, editor, as_role
):
    later = PlannedItem.objects.get()
    PlannedItem.objects.filter(pk=later.pk).update(sha256="0" * 64)
    first = PlannedItem.objects.get()
    hours = timedelta(hours=1)
    later.pk = None
    later.starts_at, later.ends_at = later.starts_at + hours, later.ends_at + hours
    later.latest_start_at, later.expires_at = later.latest_start_at + hours, later.expires_at + hours
    later.save(force_insert=True)
    DayPlan.objects.filter(date=first.date).update(items=[later.pk])
    with clock.fixed(later.ends_at + 30 * MINUTE), as_role("web", editor):
        before, after = queries.went_out([places.own.pk], first.date)
    assert (before.stands, before.tally.planned, before.tally.completed) == (False, 2, 1)
    assert (after.stands, after.tally.planned, after.tally.started) == (True, 3, 0)


def test_silenced_by_order_and_let_on_again_is_no_fault(approved, places, editor, as_role):
    item = PlannedItem.objects.get()
    one = Device.objects.get(name="Cụm 01")
    for number, kind, code in (
        (1, "started", ""),
        (2, "cut", "silenced"),
        (3, "resumed", ""),
        (4, "cut", "ended"),
    ):
        record(one, item, number, kind, at=item.starts_at, code=code)
    with clock.fixed(item.ends_at + 30 * MINUTE), as_role("web", editor):
        (of_day,) = queries.went_out([places.own.pk], item.date)
        missed = queries.not_sounded([places.own.pk], item.starts_at - 60 * MINUTE)
    assert [why for row, why in of_day.tally.rest if row.device == "Cụm 01"] == [LikelyReason.SILENCED]
    assert of_day.tally.ordered == 1
    assert [why for row, why in missed if row.device == "Cụm 01"] == [LikelyReason.SILENCED]

"""Which plan a cluster served when: kept from now on, and laid once from what was decided before."""

import uuid
from datetime import UTC, datetime, timedelta
from importlib import import_module

import pytest
from django.db import IntegrityError, connection, transaction

from loa.fleet import actions as fleet
from loa.fleet.actions.listing import Place
from loa.fleet.models import Device, Posting
from loa.kernel.ids import uuid7
from loa.keys.models import Assignment
from loa.testing import people
from loa.testing.forging import past_the_fences

pytestmark = pytest.mark.django_db

PAST = import_module("loa.fleet.migrations.0002_postings").PAST
DAY = timedelta(days=1)
BEGIN = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def hamlet(places):
    return people.hamlet(places.own, "Thôn 9")


@pytest.fixture
def pole(places):
    return Device.objects.create(
        id=uuid.uuid4(),
        unit=places.own,
        name="Cụm 01",
        plan_id="14797.0",
        places=["38", "14797"],
        state="active",
        public_key=bytes(32),
        claimed_at=BEGIN,
    )


def stood(device):
    rows = Posting.objects.filter(device=device).order_by("since")
    return list(rows.values_list("plan_id", "hamlet_id", "since", "until"))


def test_the_past_is_laid_from_what_people_decided(pole, hamlet, operator):
    """Claimed, given another volume, moved, moved back, disabled: three stretches, the last one ended."""
    plans = ("14797.0", "14797.0", f"14797.{hamlet.pk}", "14797.0", "14797.0")
    with past_the_fences():
        Assignment.objects.bulk_create(
            Assignment(
                id=uuid7(),
                unit=pole.unit,
                device=pole.id,
                public_key=bytes(32),
                state="disabled" if number == 4 else "active",
                places=pole.places,
                plan_id=plan,
                by_id=operator.person_id,
                at=BEGIN + number * DAY,
            )
            for number, plan in enumerate(plans)
        )
    Posting.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(PAST)
    assert stood(pole) == [
        ("14797.0", None, BEGIN, BEGIN + 2 * DAY),
        (f"14797.{hamlet.pk}", hamlet.pk, BEGIN + 2 * DAY, BEGIN + 3 * DAY),
        ("14797.0", None, BEGIN + 3 * DAY, BEGIN + 4 * DAY),
    ]


def test_a_row_nobody_claimed_serves_nothing(places, operator, as_role):
    with as_role("web", operator):
        made = fleet.add_device(Place(places.own), "Cụm 02")
    assert stood(made) == []


def test_moved_in_the_very_moment_it_came_it_stood_in_one_place_only(pole, hamlet):
    pole.plan_id, pole.hamlet, pole.moved_at = f"14797.{hamlet.pk}", hamlet, BEGIN
    pole.save()
    assert stood(pole) == [(f"14797.{hamlet.pk}", hamlet.pk, BEGIN, None)]


def test_disabled_it_serves_no_more(pole):
    pole.state, pole.disabled_at = "disabled", BEGIN + DAY
    pole.save()
    assert stood(pole) == [("14797.0", None, BEGIN, BEGIN + DAY)]


def test_web_can_neither_write_nor_change_what_was(pole, operator, as_role):
    from django.db.utils import ProgrammingError

    for change in (
        lambda: Posting.objects.filter(device=pole).update(until=BEGIN),
        lambda: Posting.objects.filter(device=pole).delete(),
    ):
        with pytest.raises(ProgrammingError, match="permission denied"), as_role("web", operator):
            change()


@pytest.mark.parametrize("change", [{"plan_id": "14797.9"}, {"state": "disabled"}])
def test_whoever_changes_it_says_since_when(pole, change):
    """Without the moment, the stretch that ends would have no length, and what sounded in it no place."""
    for name, value in change.items():
        setattr(pole, name, value)
    with pytest.raises(IntegrityError, match="says since when"), transaction.atomic():
        pole.save()
    assert stood(pole) == [("14797.0", None, BEGIN, None)]

"""Many rows in one statement, under row security."""

import pytest
from django.db import ProgrammingError, transaction

from loa.dispatch.models import DayPlan, Plan, PlanBody, PlanDay
from loa.kernel import bulk_insert, clock

pytestmark = pytest.mark.django_db


def bodies(unit, *names):
    return {"sha256": list(names), "unit": [unit.pk] * len(names), "bytes": [name.encode() for name in names]}


def test_what_is_there_already_stays(places):
    bulk_insert.insert(PlanBody, bodies(places.own, "a"))
    PlanBody.objects.update(bytes=b"first")
    written = bulk_insert.insert(PlanBody, bodies(places.own, "a", "b"), returning=["sha256"])
    assert written == [("b",)]
    assert {row.sha256: bytes(row.bytes) for row in PlanBody.objects.all()} == {"a": b"first", "b": b"b"}


def test_with_update_it_is_written_over(places):
    day = clock.today()
    Plan.objects.create(plan_id="14797.0", unit=places.own)
    for name in ("a", "b"):
        frames = {"frame": [b"{}"], "items": [bulk_insert.array([3, 1])]}
        bulk_insert.insert(DayPlan, {"sha256": [name], "unit": [places.own.pk], "date": [day], **frames})
        listed = {"date": [day], "plan": ["14797.0"], "unit": [places.own.pk], "day": [name]}
        bulk_insert.insert(PlanDay, listed, update=["day"])
    assert PlanDay.objects.get().day_id == "b"
    assert DayPlan.objects.get(sha256="b").items == [3, 1]


def test_nothing_is_nothing(places):
    assert bulk_insert.insert(PlanBody, bodies(places.own)) == []


def test_bytes_and_quotes_arrive_as_they_are(places):
    odd = ["\\", "'", '"', "{,}", "ễ\n", "null"]
    columns = {"sha256": odd, "unit": [places.own.pk] * len(odd), "bytes": [bytes(range(256))] * len(odd)}
    bulk_insert.insert(PlanBody, columns)
    assert {row.sha256: bytes(row.bytes) for row in PlanBody.objects.all()} == dict.fromkeys(
        odd, bytes(range(256))
    )


def test_no_row_outside_the_scope(places, as_role):
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
        as_role("worker", read=(places.own.pk,), write=(places.own.pk,)),
    ):
        bulk_insert.insert(PlanBody, bodies(places.other, "a"))

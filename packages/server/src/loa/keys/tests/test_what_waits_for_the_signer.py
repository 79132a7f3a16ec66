"""What waits for the signer, and what of it people hear of."""

import uuid
from datetime import timedelta

import pytest

from loa.kernel import clock
from loa.keys import actions as keys
from loa.keys import queries
from loa.keys.models import Assignment, SignedKind, ToSign

pytestmark = pytest.mark.django_db
NAMES = [("14797.0", "a" * 64), ("14797.1", "b" * 64)]


def became(row, state, code=""):
    ToSign.objects.filter(pk=row.pk).update(state=state, code=code, decided_at=clock.now())
    row.refresh_from_db()
    return row


def test_many_are_asked_for_as_each_would_be(places):
    keys.ask_many(SignedKind.PLAN, places.own.pk, NAMES)
    one = keys.ask(SignedKind.PLAN, places.own.pk, "14797.2", wanted="c" * 64)
    asked = ("kind", "unit_id", "urgent", "state", "code", "why", "decided_at")
    rows = ToSign.objects.order_by("id")
    assert list(rows.values_list("subject", "wanted")) == [*NAMES, ("14797.2", "c" * 64)]
    assert set(rows.values_list(*asked)) == {tuple(getattr(one, name) for name in asked)}
    assert (one.state, one.urgent) == ("waiting", False)


def test_only_an_assignment_that_shuts_out_goes_before_others(places, operator):
    for state, urgent in (("active", False), ("disabled", True)):
        made = keys.assign(
            places.own.pk, uuid.uuid4(), bytes(32), state=state, site="Chợ", places=["38", "14797"],
            plan_id="14797.0", volume=70, ceiling="completed", by=operator.person_id,
        )  # fmt: skip
        kept = Assignment.objects.get(pk=made.pk)
        assert (kept.state, kept.volume, kept.places) == (state, 70, ["38", "14797"])
        row = queries.newest_request(SignedKind.ASSIGN, str(made.pk))
        assert (row.urgent, row.unit_id) == (urgent, places.own.pk)


def test_a_plan_is_unsigned_while_its_newest_request_is_refused(places):
    here, there = [places.own.pk], [places.other.pk]
    first = became(keys.ask(SignedKind.PLAN, *here, "14797.0"), "refused", "rules")
    other = became(keys.ask(SignedKind.PLAN, *here, "14797.1"), "refused", "altered")
    became(keys.ask(SignedKind.ACT, *here, str(uuid.uuid4()), urgent=True), "refused", "mute")
    assert list(queries.unsigned_plans(here)) == [other, first]
    assert list(queries.unsigned_plans(there)) == []
    again = keys.ask(SignedKind.PLAN, *here, "14797.0")
    assert list(queries.unsigned_plans(here)) == [other]
    became(again, "signed")
    assert list(queries.unsigned_plans(here)) == [other]
    last = became(keys.ask(SignedKind.PLAN, *here, "14797.0"), "refused", "rules")
    assert list(queries.unsigned_plans(here)) == [last, other]
    assert queries.newest_request(SignedKind.PLAN, "14797.0") == last


def test_what_waits_too_long_is_told_the_oldest_first_and_nothing_that_was_decided(places):
    now = clock.now()
    asked = [keys.ask(SignedKind.PLAN, places.own.pk, name) for name in ("a", "b", "c", "d")]
    for row, minutes in zip(asked, (2, 5, 9, 1), strict=True):
        ToSign.objects.filter(pk=row.pk).update(asked_at=now - timedelta(minutes=minutes))
    became(asked[2], "signed")
    before = now - timedelta(minutes=2)
    assert queries.overdue([places.own.pk], before) == [asked[1]]
    assert queries.overdue([places.own.pk], before + timedelta(microseconds=1)) == asked[:2]
    assert queries.overdue([places.other.pk], now) == []

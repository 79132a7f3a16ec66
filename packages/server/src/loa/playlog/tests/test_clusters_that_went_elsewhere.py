"""What a cluster had to sound is asked of the plan that it served then, whatever became of it since."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.db.utils import IntegrityError
from loa_protocol.enrolment import read_code
from loa_protocol.signing import SoftKey

from loa.fleet import actions as fleet
from loa.fleet.models import Device, Posting
from loa.kernel import clock
from loa.playlog import queries
from loa.testing import boxes, people
from loa.testing.forging import past_the_fences

pytestmark = pytest.mark.django_db

A_DAY = timedelta(days=1)


@pytest.fixture
def hamlet(places):
    return people.hamlet(places.own, "Thôn 9")


@pytest.fixture
def tally(played, approved, places, editor, as_role):
    """(planned, started, completed) of the one sounding, a day later, after what `act` does to a cluster."""

    def asked(act, at=A_DAY):
        later = played.ends_at + at
        stood = list(Posting.objects.values_list("id", flat=True))
        with clock.fixed(later):
            act()
        with past_the_fences():  # the database's clock has not come so far
            Posting.objects.exclude(id__in=stood).update(since=later)
            Posting.objects.filter(id__in=stood).exclude(until=None).update(until=later)
        with clock.fixed(later + timedelta(minutes=1)), as_role("web", editor):
            (occurrence,) = queries.of_bulletin(places.own.id, approved.bulletin_id)
        return occurrence.tally.planned, occurrence.tally.started, occurrence.tally.completed

    return asked


def first() -> Device:
    return Device.objects.get(name="Cụm 01")


def test_a_stolen_cluster_keeps_what_it_sounded(tally, operator, as_role):
    def steal():
        with as_role("web", operator):
            fleet.disable(first().id, "Mất trộm")

    assert tally(steal) == (3, 2, 1)
    assert Posting.objects.get(device=first()).until is not None


def test_a_cluster_that_moved_keeps_what_it_sounded(tally, operator, as_role, hamlet):
    def move():
        with as_role("web", operator):
            fleet.move(first().id, hamlet)

    assert tally(move) == (3, 2, 1)
    assert list(
        Posting.objects.filter(device=first()).order_by("since").values_list("hamlet", flat=True)
    ) == [
        None,
        hamlet.pk,
    ]


def test_a_new_box_in_its_stead_changes_nothing_of_before(tally, operator, as_role):
    def replace():
        with as_role("web", operator):
            code = read_code(fleet.make_claim_code(first().id).text)
        with as_role("web"):
            fleet.claim(boxes.claim(uuid.UUID(code.device), SoftKey.generate(), secret=code.secret))

    assert tally(replace) == (3, 2, 1)
    assert Posting.objects.filter(device=first()).count() == 1


def test_of_a_cluster_that_was_gone_before_nothing_is_asked(tally, operator, as_role):
    def steal():
        with as_role("web", operator):
            fleet.disable(first().id, "Mất trộm")

    assert tally(steal, -timedelta(hours=2)) == (2, 1, 0)


def test_what_its_new_hamlet_heard_before_it_came_is_not_asked_of_it(
    tally, places, approved, editor, operator, as_role, hamlet
):
    """Cụm 02 comes to a hamlet that had a cluster of its own when the commune's bulletin sounded."""
    with as_role("web", operator):
        there = fleet.Enrolment(boxes.claim(uuid.uuid4(), SoftKey.generate()), hamlet.pk, "Cụm 04")
        fleet.enrol_demo(places.own, [there])

    def move():
        with as_role("web", operator):
            fleet.move(Device.objects.get(name="Cụm 02").id, hamlet)

    assert tally(move) == (4, 2, 1)


def test_no_cluster_serves_two_plans_at_one_time(played):
    kept = Posting.objects.get(device=first())
    with pytest.raises(IntegrityError, match="one_at_a_time"), connection.cursor() as cursor:
        cursor.execute(
            "insert into fleet_posting (unit_id, device_id, plan_id, since) values (%s, %s, '14797.0', %s)",
            [kept.unit_id, kept.device_id, clock.now() + A_DAY],
        )

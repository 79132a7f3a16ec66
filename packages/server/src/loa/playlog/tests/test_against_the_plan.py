"""Records held against the plan, as the pages ask."""

import uuid
from datetime import timedelta

import pytest
from loa_protocol.signing import SoftKey

from loa.dispatch.models import PlannedItem
from loa.fleet import actions as fleet
from loa.fleet.models import Device, Health
from loa.kernel import clock
from loa.keys.models import Root
from loa.playlog import jobs, queries
from loa.playlog.models import PlayRecord
from loa.playlog.rules import Why
from loa.testing import bulletins

pytestmark = pytest.mark.django_db


@pytest.fixture
def approved(places, editor, approver, operator, as_role):
    """A bulletin planned for tomorrow at 17:00 on three clusters."""
    Root.objects.create(
        sequence=1,
        key_id="0" * 32,
        public_key=bytes(32),
        statement=b"x",
        sha256="0" * 64,
        demo=True,
        made_at="2026-11-23T00:00Z",
    )
    bulletins.rule(places.own)
    with as_role("web", operator):
        names = ("Cụm 01", "Cụm 02", "Cụm 03")
        wanted = [fleet.Enrolment(uuid.uuid4(), SoftKey.generate().public_key, None, name) for name in names]
        fleet.enrol_demo(places.own, wanted)
    desk = bulletins.Desk(places.own, editor, approver, as_role)
    return desk.approved(desk.words(bulletins.ready_sound(places.own)))


def said(device, number, kind, code="", counts=True):
    """One record of the planned sound."""
    item = PlannedItem.objects.get()
    PlayRecord.objects.create(
        day=item.date,
        device_id=device.id,
        number=number,
        unit_id=item.unit_id,
        kind=kind,
        slot=item.slot,
        item=item.item,
        sound=0,
        media_sha256=item.sounds[0]["sha256"],
        plan_sha256="",
        planned_at=item.starts_at,
        happened_at=item.starts_at,
        mono_ms=0,
        clock="rtc",
        offset_ms=0,
        lost_ms=0,
        code=code,
        note="",
        counts=counts,
    )


@pytest.fixture
def played(approved, places):
    """The first played it all, the second lost its power, the third claims more than it may."""
    one, two, three = Device.objects.order_by("name")
    said(one, 1, "started")
    said(one, 2, "completed")
    said(two, 1, "started")
    said(two, 2, "cut", "power")
    said(three, 1, "completed", counts=False)
    item = PlannedItem.objects.get()
    for device in (one, two, three):
        Health.objects.create(
            device=device, unit=places.own, connected=True, seen_at=item.ends_at, clock="rtc"
        )
    return item


def test_a_bulletin_shows_where_it_was_heard_and_where_not_and_why(played, places, approved, editor, as_role):
    with clock.fixed(played.ends_at + timedelta(minutes=30)), as_role("web", editor):
        (occurrence,) = queries.of_bulletin(places.own.id, approved.bulletin_id)
        missed = queries.not_sounded([places.own.id], played.starts_at - timedelta(hours=1))
    tally = occurrence.tally
    assert (tally.planned, tally.started, tally.completed) == (3, 2, 1)
    assert {(row.device, reason) for row, reason in tally.rest} == {
        ("Cụm 02", Why.CUT),
        ("Cụm 03", Why.NOT_RECEIVED),
    }
    assert {row.device for row, _reason in missed} == {"Cụm 02", "Cụm 03"}


def test_another_communes_people_see_nothing_of_it(played, places, approved, as_role):
    from loa.people.models import Role
    from loa.testing.people import someone

    stranger = someone("Lò Thị Phương", (Role.EDITOR, places.other), home=places.other, username="phuong")
    with clock.fixed(played.ends_at + timedelta(minutes=30)), as_role("web", stranger):
        assert queries.of_bulletin(places.own.id, approved.bulletin_id) == []
        assert queries.not_sounded([places.own.id], played.starts_at - timedelta(hours=1)) == []


def test_what_sounds_now_is_what_is_planned_now(played, places, editor, as_role):
    with as_role("web", editor):
        with clock.fixed(played.starts_at + timedelta(seconds=5)):
            (now,) = queries.sounding_now([places.own.id])
        with clock.fixed(played.ends_at + timedelta(seconds=5)):
            assert queries.sounding_now([places.own.id]) == []
    assert (now.item, now.tally.planned, now.tally.started) == (played.item, 3, 2)


def test_a_day_is_counted_and_counted_anew_when_records_come_late(played, places, as_role):
    unit = places.own.id
    with clock.fixed(played.ends_at), as_role("worker", read=(unit,), write=(unit,)):
        first = jobs.count(unit, played.date)
    said(Device.objects.get(name="Cụm 02"), 3, "completed")
    with clock.fixed(played.ends_at), as_role("worker", read=(unit,), write=(unit,)):
        again = jobs.count(unit, played.date)
    assert (first.planned, first.started, first.completed) == (3, 2, 1)
    assert (again.completed, again.sounded_ms) == (2, 2 * 62_000)
    with as_role("web", read=(unit,)):
        assert queries.day_totals([unit], played.date, played.date).count() == 1

"""A province's clusters are gathered by the database; each of them alone must come to the same state."""

import random
from datetime import timedelta

import pytest

from loa.desk.operations import standing
from loa.fleet import queries as fleet
from loa.fleet.models import Device, Health
from loa.fleet.rules import IDLE, SILENT_AFTER, counted
from loa.kernel import clock
from loa.kernel.ids import uuid7

pytestmark = pytest.mark.django_db

MANY = 400


@pytest.fixture
def crowd(places):
    """Clusters of two communes with every kind of last word, and none."""
    chance, now = random.Random(2026), clock.now()
    ages = (0, 5, 10, 11, 12, 600, 20_000, None)

    def at():
        minutes = chance.choice(ages)
        return None if minutes is None else now - timedelta(minutes=minutes)

    made = Device.objects.bulk_create(
        Device(
            id=uuid7(),
            unit=chance.choice((places.own, places.other)),
            name=f"Cụm {number:03}",
            plan_id="14797.0",
            places=["38", "14797"],
            state=chance.choice(("active",) * 8 + ("new", "disabled")),
            public_key=bytes(32),
            claimed_at=now - timedelta(days=30),
            disabled_at=now,
        )
        for number in range(MANY)
    )
    Health.objects.bulk_create(
        Health(
            device=each,
            unit=each.unit,
            connected=chance.random() < 0.8,
            seen_at=at(),
            told_at=at(),
            clock=chance.choice(("rtc", "ntp", "none", "")),
            silenced=chance.random() < 0.1,
            disk_full=chance.random() < 0.1,
            faults=chance.choice(([], [], ["amp"])),
            sounding=chance.choice(("", "item")),
            refused_at=at(),
        )
        for each in made
        if chance.random() < 0.9
    )
    return made, chance.sample([each.id for each in made], 60), now


def one_by_one(units, missed, now):
    found = {}
    for each in fleet.shown(units):
        whole = found.setdefault(each.device.unit_id, standing.CommuneStanding())
        whole.counted += counted([(each.condition, 1)])
        if each.condition in IDLE:
            continue
        state = standing.of_shown(each, now, missed=each.device.id in missed)
        whole.states[state] += 1
        whole.heard(each.seen_at)
    return found


def test_gathered_they_stand_as_each_alone(crowd, places):
    made, missed, now = crowd
    units = [places.own.pk, places.other.pk]
    # A second past the edges that the ages above lie on.
    for later in (timedelta(0), timedelta(seconds=1), SILENT_AFTER):
        with clock.fixed(now + later):
            groups = fleet.alike(units, missed, clock.now() - standing.REFUSED_COUNTS)
            gathered, alone = standing.by_unit(groups), one_by_one(units, set(missed), clock.now())
        assert len(groups) < len(made)
        for unit in units:
            assert dict(gathered[unit].states) == dict(alone[unit].states)
            assert (gathered[unit].counted, gathered[unit].newest, gathered[unit].oldest) == (
                alone[unit].counted,
                alone[unit].newest,
                alone[unit].oldest,
            )


def test_of_no_commune_there_is_nothing(places):
    assert fleet.alike([], [], clock.now()) == []

"""Of seeded states of two communes: what the worker counted, shown over many, is what one's own rows say."""

import random
from datetime import timedelta

import pytest

from loa.desk.operations import silent
from loa.desk.operations.seen import of_many, of_one
from loa.desk.operations.tests import ground
from loa.fleet.models import Device, Health
from loa.kernel import clock
from loa.playlog import figures, queries, today
from loa.testing import listened
from loa.testing.roots import demo_root

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
ENDS = (
    (),
    (),
    ("started",),
    ("started", "completed"),
    ("started", "completed"),
    ("started", "cut"),
    ("missed",),
)


def a_day(unit, chance):
    """Clusters in any condition, and sounds up to this minute of which they told all, a part or nothing."""
    now = clock.now()
    for _ in range(4):
        ground.clusters(
            unit,
            chance.randint(1, 3),
            connected=chance.random() < 0.7,
            seen_at=chance.choice((None, *(now - back * MINUTE for back in (0, 10, 12, 500)))),
            told_at=None,
            silenced=chance.random() < 0.2,
            clock=chance.choice(("rtc", "none")),
            refused_at=chance.choice((None, now - 30 * MINUTE, now - 30 * 60 * MINUTE)),
        )
    Device.objects.filter(pk=chance.choice(Device.objects.filter(unit=unit)).pk).update(
        state="disabled", disabled_at=now
    )
    of = ground.plan(unit)
    Health.objects.filter(unit=unit, connected=False).update(body_sha256="")
    for back in (0, 1, 2, 4, *chance.sample(range(5, 20 * 60), 8)):
        item = ground.item(
            of, f"Bản tin {back}", now - back * MINUTE, chance.choice(("ordinary", "priority"))
        )
        for device in Device.objects.filter(unit=unit):
            ground.told(device, item, *chance.choice(ENDS), code=chance.choice(("", "power", "replaced")))


@pytest.mark.parametrize("seed", range(12))
@pytest.mark.parametrize("at", ["12:30", "00:20", "23:58"])
def test_they_are_the_same(places, seed, at):
    chance = random.Random(f"{seed} {at}")
    hour, minute = map(int, at.split(":"))
    moment = clock.day_bounds(clock.today())[0] + timedelta(hours=hour, minutes=minute)
    demo_root()
    units = [places.own.pk, places.other.pk]
    with clock.fixed(moment):
        for unit in (places.own, places.other):
            a_day(unit, chance)
        listened.counted(units)
        seen, days = of_many(units), [clock.today(), clock.today() - timedelta(days=1)]
        for unit_id in units:
            alone = of_one(unit_id)
            assert seen.standings[unit_id] == alone.standings[unit_id]
            assert seen.missed.get(unit_id) == alone.missed.get(unit_id)
            assert told(silent.of_many([unit_id])) == told(silent.of_one(unit_id))
            sounding = [each for each in seen.sounding if each.unit_id == unit_id]
            assert [shown(each) for each in sounding] == [shown(each) for each in alone.sounding]
            since = clock.now() - timedelta(hours=24)
            so_far = today.so_far([unit_id], since)
            live = queries.went_out([unit_id], days[0])
            assert [shown(each) for each in so_far.went_out] == [shown(each) for each in live]
            assert so_far.silent == queries.not_sounded([unit_id], since)
            now = today.sounding_now([unit_id])
            assert [(shown(each), each.mute) for each in so_far.sounding] == [
                (shown(each), each.mute) for each in now
            ]
            for day in days if at == "00:20" else days[:1]:
                counted = figures.went_out([unit_id], day)
                live = queries.went_out([unit_id], day)
                assert [shown(each) for each in counted.found] == [shown(each) for each in live]
                assert not counted.unknown


def told(found):
    """All that a page shows of what stayed silent."""
    rows = {(row.device_id, row.name, row.title, row.starts_at, row.why, row.seen_at) for row in found.rows}
    return rows, found.clusters, set(found.reasons), set(found.unknown.communes)


def shown(one):
    """All that a page shows of a sound."""
    tally = one.tally
    return (
        one.item, one.slot, one.title, one.priority, one.starts_at, one.ends_at, one.stands, one.goes_on,
        (tally.planned, tally.received, tally.started, tally.completed, tally.ordered), one.reasons, one.mute,
    )  # fmt: skip

"""What a commune's slots become: the bytes of each hamlet's day plans, each item of them once."""

import random
from datetime import UTC, date, datetime, time, timedelta

import pytest
from loa_protocol.encoding import decode, encode
from loa_protocol.ids import sha256_hex
from loa_protocol.messages import Body, DayPlan, Priority, Sound

from loa.airtime.occurrences import PlacedSlot, Timing, bulletin_right
from loa.airtime.rules import Commune
from loa.airtime.tests.schedules import RULES
from loa.dispatch import rules

FIRST = date(2026, 11, 27)
HAMLETS = tuple(range(1, 9))


def schedule(seed):
    """A commune of eight hamlets with a dozen slots, some for all, titles with every kind of letter."""
    chance = random.Random(seed)
    titles = ['Lịch tiêm "vắc-xin"', 'a\\b "items":[]', "Xã Hoằng Châu\n…", ""]
    slots = []
    for number in range(12):
        first = FIRST + timedelta(days=chance.randint(-5, 6))
        sounds = tuple(
            Sound(
                f"{number:02x}" * 32,
                chance.randint(1, 90_000),
                6_000,
                bulletin_right(f"{n:08x}-0000-4000-8000-{number:012x}"),
                {"title": title},
            )
            for n, title in enumerate(chance.sample(titles, chance.randint(1, 3)))
        )
        slots.append(
            PlacedSlot(
                slot=f"{number:08x}-0000-4000-8000-000000000000",
                timing=Timing(
                    first,
                    first + timedelta(days=chance.randint(0, 9)),
                    frozenset(chance.sample(range(1, 8), chance.randint(1, 7))),
                    time(chance.choice((5, 17)), chance.choice((0, 0, 10, 20, 30))),
                ),
                hamlets=frozenset(chance.sample(HAMLETS, chance.randint(0, 5))),
                priority=chance.choice((Priority.ORDINARY, Priority.PRIORITY)),
                latest_start_s=600,
                expires=datetime(2027, 1, 31, tzinfo=UTC),
                volume=chance.randint(50, 100),
                sounds=sounds,
                title=chance.choice(titles),
            )
        )
    silent = FIRST + timedelta(days=chance.randint(0, 20))
    return Commune("15991", frozenset(HAMLETS), lambda day: None if day == silent else RULES, tuple(slots))


@pytest.mark.parametrize("seed", range(40))
def test_the_bytes_are_those_of_each_hamlets_day_plans(seed):
    commune = schedule(seed)
    made = rules.compile_commune(commune, [None, *HAMLETS], FIRST)
    for hamlet in (None, *HAMLETS):
        days = [FIRST + timedelta(days=n) for n in range(8)]
        plans = {day: plan for day in days if (plan := commune.day(day, hamlet)) is not None}
        body = decode(made.bodies[made.plans[hamlet]], Body)
        assert [(ref.date, ref.sha256) for ref in body.days] == [
            (day, sha256_hex(encode(plan))) for day, plan in plans.items()
        ]
        for ref in body.days:
            day = made.days[ref.sha256]
            data = rules.joined(day.frame, [made.items[each].data for each in day.items])
            assert decode(data, DayPlan) == plans[ref.date]
            assert data == encode(plans[ref.date])


def test_an_item_is_made_once_whoever_hears_it():
    made = rules.compile_commune(schedule(1), [None, *HAMLETS], FIRST)
    said = [made.items[name].item.id for name in made.items]
    assert len(said) == len(set(said))
    assert {name for day in made.days.values() for name in day.items} == set(made.items)


def test_the_same_schedule_gives_the_same_documents():
    once, again = (rules.compile_commune(schedule(2), [None, *HAMLETS], FIRST) for _ in range(2))
    assert (once.days, once.bodies, once.plans) == (again.days, again.bodies, again.plans)

"""Compiling writes what is new, and nothing else."""

import json
from datetime import date, timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from loa_protocol.ids import sha256_hex
from loa_protocol.timing import at_minute, to_ms

from loa.airtime.models import BroadcastRule, Slot
from loa.dispatch.actions import compile_unit
from loa.dispatch.documents import Documents
from loa.dispatch.models import DayPlan, Plan, PlanDay, PlannedItem
from loa.kernel import clock
from loa.keys.models import ToSign
from loa.places.models import Hamlet
from loa.testing import bulletins, people
from loa.testing.forging import past_the_fences
from loa.testing.people import SINCE


def hamlets(unit, count):
    return [
        Hamlet.objects.create(
            unit=unit, name=f"Thôn {n}", kind="thon", valid_from=SINCE, search="", sort_key=b""
        )
        for n in range(count)
    ]


@pytest.fixture
def compiled(places, editor, approver, as_role):
    """A commune of two hamlets and a plan of its own, with one bulletin for all tomorrow."""
    return set_up(places, editor, approver, as_role)


def set_up(places, editor, approver, as_role):
    bulletins.rule(places.own)
    for hamlet in (None, *hamlets(places.own, 2)):
        number = hamlet.pk if hamlet else 0
        Plan.objects.create(plan_id=f"{places.own.code}.{number}", unit=places.own, hamlet=hamlet)
    desk = bulletins.Desk(places.own, editor, approver, as_role)
    desk.approved(desk.words(bulletins.ready_sound(places.own)))
    return places.own.pk


def listed(plan):
    return dict(PlanDay.objects.filter(plan=plan).values_list("date", "day_id"))


def test_hamlets_that_hear_the_same_share_days_and_items(compiled):
    assert PlannedItem.objects.count() == 1
    assert DayPlan.objects.count() == 8
    (slot,) = Slot.objects.all()
    slot.hamlets = [Hamlet.objects.order_by("pk").first().pk]
    slot.save()
    assert compile_unit(compiled) == 2
    assert PlannedItem.objects.count() == 1
    assert DayPlan.objects.count() == 9


def test_an_item_says_what_its_bytes_say(compiled):
    item = PlannedItem.objects.get()
    said = json.loads(bytes(item.bytes))
    assert item.sha256 == sha256_hex(bytes(item.bytes))
    assert (item.item, str(item.slot), item.priority) == (said["id"], said["slot"], said["cls"])
    assert (to_ms(item.starts_at), to_ms(item.expires_at)) == (said["start_ms"], said["expires_ms"])
    assert (item.ends_at - item.starts_at).total_seconds() == 62
    assert item.date == clock.local(item.starts_at).date()
    assert item.sounds == [
        {
            "sha256": sound["sha256"],
            "duration_ms": sound["duration_ms"],
            "source": "bulletin",
            "right": sound["right"]["id"],
            "title": sound["info"]["title"],
        }
        for sound in said["carries"]["media"]
    ]


def test_another_day_writes_one_day_more(compiled):
    plan = Plan.objects.first()
    before, asked, tomorrow = listed(plan), ToSign.objects.count(), clock.today() + timedelta(days=1)
    assert compile_unit(compiled, tomorrow) == 3
    after = listed(plan)
    assert set(after) - set(before) == {tomorrow + timedelta(days=7)}
    assert {day: after[day] for day in before} == before
    assert DayPlan.objects.count() == 9
    assert ToSign.objects.count() == asked + 3


def test_a_day_on_which_the_rules_end_is_taken_from_the_list(compiled):
    last = clock.today() + timedelta(days=3)
    with past_the_fences():
        BroadcastRule.objects.update(valid_to=last)
    assert compile_unit(compiled) == 3
    assert max(listed(Plan.objects.first())) == last - timedelta(days=1)


def test_plans_compiled_before_items_were_shared_keep_their_hashes(own_database, as_role):
    """What is in the database of an older house, of the wire of then, brought to this one's tables."""
    places = people.places()
    earlier = {sha256_hex(each): each for each in (former_day(FIRST, "a", "b"), former_day(FIRST))}
    call_command("migrate", "dispatch", "0003", verbosity=0)
    with connection.cursor() as cursor:
        for name, data in earlier.items():
            cursor.execute(
                "insert into dispatch_dayplan (sha256, unit_id, date, bytes) values (%s, %s, %s, %s)",
                [name, places.own.pk, FIRST, data],
            )
    call_command("migrate", verbosity=0)
    found = Documents()
    found.read_days(earlier)
    assert {name: found.day(name) for name in earlier} == earlier
    rows = PlannedItem.objects.order_by("item").values_list("item", "title", "sounds")
    assert [(item, title, sounds[0]["right"]) for item, title, sounds in rows] == [
        (f"{RIGHT}@a", "Bản tin a", RIGHT),
        (f"{RIGHT}@b", "Bản tin b", RIGHT),
    ]


FIRST = date(2026, 11, 25)
RIGHT = "0199cccc-0000-7000-8000-000000000001"


def former_day(day, *slots):
    """A day plan as the former wire wrote it: an item with its media and title, no frame of its own."""
    start = at_minute(day, 1020)
    items = [
        {
            "cls": "ordinary",
            "expires_ms": start + 7_200_000,
            "id": f"{RIGHT}@{slot}",
            "latest_start_ms": start + 600_000,
            "media": [
                {
                    "approval": RIGHT,
                    "bytes": 48_000,
                    "duration_ms": 300_000,
                    "sha256": "ab" * 32,
                    "title": f"Bản tin {slot}",
                }
            ],
            "slot": RIGHT,
            "start_ms": start,
            "title": f"Bản tin {slot}",
            "volume": 70,
        }
        for slot in slots
    ]
    rules = {"days": [1], "hours": [[]] * 7, "minutes": 30, "quiet": [], "volume": 80}
    said = {"date": str(day), "items": items, "rules": rules, "unit": "14797", "v": 1}
    return json.dumps(said, ensure_ascii=False, separators=(",", ":")).encode()


def whole(name):
    found = Documents()
    found.read(Plan.objects.values_list("body_id", flat=True))
    data = found.day(name)
    assert sha256_hex(data) == name
    return data

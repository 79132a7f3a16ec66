"""Compiling writes what is new, and nothing else."""

import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection
from loa_protocol.ids import sha256_hex
from loa_protocol.timing import to_ms

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
    assert (item.item, str(item.slot), item.cls) == (said["id"], said["slot"], said["cls"])
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
    """What is in the database of an older house, brought to this one's tables."""
    places = people.places()
    set_up(
        places,
        people.someone("Lê Thị Mai", ("editor", places.own), home=places.own, username="mai"),
        people.someone("Trần Văn Hùng", ("approver", places.own), home=places.own, username="hung"),
        as_role,
    )
    before = {name: whole(name) for name in DayPlan.objects.values_list("sha256", flat=True)}
    items = list(PlannedItem.objects.values())
    call_command("migrate", "dispatch", "0003", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("select sha256, bytes from dispatch_dayplan")
        assert {name: bytes(data) for name, data in cursor.fetchall()} == before
    call_command("migrate", "dispatch", verbosity=0)
    assert {name: whole(name) for name in DayPlan.objects.values_list("sha256", flat=True)} == before
    assert [{**row, "id": 0} for row in PlannedItem.objects.values()] == [{**row, "id": 0} for row in items]
    assert compile_unit(places.own.pk) == 0


def whole(name):
    found = Documents()
    found.read(Plan.objects.values_list("body_id", flat=True))
    data = found.day(name)
    assert sha256_hex(data) == name
    return data

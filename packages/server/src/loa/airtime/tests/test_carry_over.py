"""Slots that were moved before moves were rows keep their place where the audit record bears it out."""

from datetime import time
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection

from loa.airtime import actions
from loa.airtime.actions.slots import SlotRequest
from loa.airtime.models import Move, Slot
from loa.newsroom.times import Once
from loa.testing.bulletins import ready_sound, tomorrow_at

pytestmark = pytest.mark.django_db
migration = import_module("loa.airtime.migrations.0003_carry_over")


@pytest.fixture
def older(desk, sound, places, own_operator, as_role):
    """One slot as approved, one moved, one added, one altered after its move; and no moves yet."""
    approved = desk.approved(desk.words(sound))
    for title, minute in (("Chuyển", 10), ("Sửa tay", 20)):
        own = ready_sound(places.own, title.encode())
        desk.approved(desk.words(own, title=title, times=(Once(tomorrow_at(17, minute)),)))
    day = tomorrow_at(5).date()
    with as_role("web", own_operator):
        for title, at in (("Chuyển", time(17, 40)), ("Sửa tay", time(17, 50))):
            slot = Slot.objects.get(items__title=title)
            actions.move(slot.pk, SlotRequest(slot.first, slot.last, tuple(slot.days), at))
        actions.add(places.own.pk, [approved.pk], SlotRequest(day, day, (day.isoweekday(),), time(5, 30)))
    Slot.objects.filter(items__title="Sửa tay").update(time=time(18))
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
        cursor.execute("alter table airtime_move disable trigger airtime_move_kept")
    Move.objects.all().delete()


def test_moved_and_added_are_carried_over_and_what_was_altered_is_not(older, own_operator):
    migration.carry_over(apps, None)
    rows = Move.objects.order_by("time").values_list("slot__items__title", "time", "person_id", "role")
    assert list(rows) == [
        ("Lịch tiêm vắc-xin", time(5, 30), own_operator.person_id, "operator"),
        ("Chuyển", time(17, 40), own_operator.person_id, "operator"),
    ]
    moved = Move.objects.get(time=time(17, 40))
    assert moved.before["time"] == "17:10:00"
    assert moved.approvals == [str(moved.slot.items.get().approval_id)]

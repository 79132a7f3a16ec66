"""What was compiled in the words of the former wire: readable still, compiled anew, asked to be signed."""

import uuid
from datetime import timedelta
from importlib import import_module

import pytest
from django.db import connection
from django.db.models import Q

from loa.dispatch import naming
from loa.dispatch.actions import compile_unit
from loa.dispatch.models import Act, DayPlan, Plan, PlanBody, PlanDay, PlannedItem
from loa.kernel import clock
from loa.keys.models import Delegation, SignedHead, ToSign
from loa.newsroom.models import Approval
from loa.playlog import planned_sql
from loa.testing.forging import past_the_fences

FORWARD = import_module("loa.dispatch.migrations.0008_new_wire").FORWARD
SERIALS = import_module("loa.keys.migrations.0006_serials")


@pytest.fixture
def before(signer, approved, box, places, operator, as_role):
    """An item, an order and a plan as the former release left them; gives the item's row."""
    signer.work()
    item = PlannedItem.objects.get()
    sounds = [
        {"sha256": s["sha256"], "duration_ms": s["duration_ms"], "title": s["title"]} for s in item.sounds
    ]
    former = [{**each, "approval": str(approved.id)} for each in sounds]
    PlannedItem.objects.update(sounds=former, bytes=b'{"former":1}', sha256="0" * 64)
    Act.objects.create(
        id=uuid.uuid4(),
        unit=places.own,
        kind="cancel",
        target="unit",
        target_id=places.own.code,
        cancels=[{"what": "approval", "id": str(approved.id)}, {"what": "item", "id": item.item}],
        by_id=operator.person_id,
        decided_at=clock.now(),
        latest_start_at=clock.now(),
        expires_at=clock.now() + timedelta(days=1),
    )
    old = PlanBody.objects.create(sha256="1" * 64, unit=places.own, bytes=b"{}")
    Plan.objects.update(body=old)
    for day in DayPlan.objects.exclude(items=[]):
        now = day.sha256
        day.sha256 = now[::-1]
        day.save(force_insert=True)
        PlanDay.objects.filter(day=now).update(day=day)
        DayPlan.objects.filter(pk=now).delete()
    return item


def migrated():
    with past_the_fences(), connection.cursor() as cursor:
        cursor.execute(FORWARD)
        cursor.execute("set constraints all deferred")


def test_nothing_is_lost_and_all_is_compiled_anew(before, approved, places):
    days, asked = PlanDay.objects.count(), ToSign.objects.filter(kind="plan").count()
    migrated()
    row = PlannedItem.objects.get(pk=before.pk)
    assert [(each["source"], each["right"]) for each in row.sounds] == [("bulletin", str(approved.id))]
    assert "approval" not in row.sounds[0]
    wanted = planned_sql.of_approvals([places.own.pk], [approved.id])
    assert planned_sql.clusters(wanted) == 1
    act = Act.objects.select_related("unit").get(kind="cancel")
    assert [each["what"] for each in act.cancels] == ["right", "item"]
    title = Approval.objects.get(pk=approved.id).bulletin.title
    assert title in naming.cancelled([act])[act.pk]
    behind = Plan.objects.filter(Q(compiled_for=None) | Q(compiled_for__lt=clock.today()))
    assert set(behind) == set(Plan.objects.all())
    assert compile_unit(places.own.pk) == Plan.objects.filter(unit=places.own).count()
    assert PlannedItem.objects.count() == 2
    assert PlanDay.objects.count() == days
    assert ToSign.objects.filter(kind="plan", state="waiting").count() == 1
    assert ToSign.objects.filter(kind="plan").count() == asked + 1
    assert planned_sql.clusters(wanted) == 1


def test_heads_of_before_get_the_serial_of_the_delegation_that_signed_them(before, signer):
    serials = dict(SignedHead.objects.values_list("pk", "serial"))
    assert len(set(serials.values())) == 1
    SignedHead.objects.exclude(kind="address").update(serial=0)

    class Editor:
        connection = connection

    class Apps:
        def get_model(self, _app, _name):
            return Delegation

    SERIALS.fill(Apps(), Editor())
    assert dict(SignedHead.objects.values_list("pk", "serial")) == serials

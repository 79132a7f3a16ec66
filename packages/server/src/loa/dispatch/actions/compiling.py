"""Compiling: what changed in a commune becomes new bodies, and each changed plan is asked to be signed."""

from datetime import date, timedelta

from django.db import transaction
from loa_protocol import messages
from loa_protocol.ids import plan_id as make_plan_id
from loa_protocol.timing import from_ms

from loa.airtime import queries as airtime
from loa.dispatch import rules
from loa.dispatch.models import Body, DayPlan, Plan, PlanDay, PlannedItem
from loa.dispatch.rules import Compiled
from loa.kernel import clock
from loa.keys import actions as keys
from loa.keys.models import SignedKind
from loa.places.models import Unit


def need_plan(unit: Unit, hamlet_id: int | None) -> Plan:
    """The plan of a hamlet (None: of the whole commune), made and compiled when a first device needs it."""
    plan, new = Plan.objects.get_or_create(
        plan_id=make_plan_id(unit.code, hamlet_id), defaults={"unit": unit, "hamlet_id": hamlet_id}
    )
    if new or plan.body_id is None:
        compile_unit(unit.id)
    return plan


@transaction.atomic
def compile_unit(unit_id: int, today: date | None = None) -> int:
    """Compile all plans of a commune for 8 local days from today; gives how many changed and wait to be
    signed.

    Idempotent: unchanged plans cost a comparison and write nothing. The plans' rows are locked first, so that
    of two changes at one time the later one compiles what both have done.
    """
    first = today or clock.today()
    plans = list(Plan.objects.select_for_update().filter(unit_id=unit_id).order_by("plan_id"))
    if not plans:
        return 0
    unit = Unit.objects.get(id=unit_id)
    commune = airtime.commune(unit, first, first + timedelta(days=rules.DAYS - 1))
    compiled = rules.compile_commune(commune, [plan.hamlet_id for plan in plans], first)
    changed = [plan for plan in plans if plan.body_id != compiled.plans[plan.hamlet_id]]
    if changed:
        _keep_documents(unit_id, compiled)
        _point(changed, compiled, first)
    return len(changed)


def _keep_documents(unit_id: int, compiled: Compiled) -> None:
    """New day plans and bodies; one that is there already is the same bytes and stays."""
    known = set(DayPlan.objects.filter(sha256__in=compiled.days).values_list("sha256", flat=True))
    new = {name: made for name, made in compiled.days.items() if name not in known}
    DayPlan.objects.bulk_create(
        [
            DayPlan(sha256=name, unit_id=unit_id, date=plan.date, bytes=data)
            for name, (plan, data) in new.items()
        ],
        ignore_conflicts=True,
    )
    PlannedItem.objects.bulk_create(
        [
            _planned(unit_id, name, plan.date, item)
            for name, (plan, _data) in new.items()
            for item in plan.items
        ],
        ignore_conflicts=True,
    )
    Body.objects.bulk_create(
        [Body(sha256=name, unit_id=unit_id, bytes=data) for name, data in compiled.bodies.items()],
        ignore_conflicts=True,
    )


def _planned(unit_id: int, day: str, on: date, item: messages.Item) -> PlannedItem:
    return PlannedItem(
        day_id=day,
        item=item.id,
        unit_id=unit_id,
        date=on,
        slot=item.slot,
        cls=item.cls.value,
        title=item.title,
        starts_at=from_ms(item.start_ms),
        latest_start_at=from_ms(item.latest_start_ms),
        ends_at=from_ms(item.start_ms + item.duration_ms),
        expires_at=from_ms(item.expires_ms),
        sounds=[
            {
                "sha256": each.sha256,
                "duration_ms": each.duration_ms,
                "approval": each.approval,
                "title": each.title,
            }
            for each in item.media
        ],
    )


def _point(changed: list[Plan], compiled: Compiled, first: date) -> None:
    """Each changed plan gets its body and days, and waits for its signature."""
    now = clock.now()
    for plan in changed:
        plan.body_id = compiled.plans[plan.hamlet_id]
        plan.compiled_at = now
        plan.compiled_for = first
    Plan.objects.bulk_update(changed, ["body", "compiled_at", "compiled_for"])
    unit_id = changed[0].unit_id
    PlanDay.objects.filter(plan__in=changed, date__gte=first).delete()
    PlanDay.objects.bulk_create(
        [
            PlanDay(date=day, plan=plan, unit_id=unit_id, day_id=name)
            for plan in changed
            for day, name in compiled.listed[compiled.plans[plan.hamlet_id]]
        ]
    )
    wanted = [(plan.plan_id, compiled.plans[plan.hamlet_id]) for plan in changed]
    keys.ask_many(SignedKind.PLAN, unit_id, wanted)

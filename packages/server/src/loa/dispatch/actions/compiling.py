"""Compiles a commune: what changed becomes new bodies, and for each changed plan a signature is requested."""

import json
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Final

from django.db import connection, transaction
from loa_protocol.ids import plan_id as make_plan_id
from loa_protocol.messages import Item
from loa_protocol.timing import from_ms, local_date

from loa.airtime import queries as airtime
from loa.dispatch import rules, verdicts
from loa.dispatch.actions import recompiling
from loa.dispatch.models import DayPlan, Plan, PlanBody, PlanDay, PlannedItem
from loa.dispatch.rules import CompiledCommune, CompiledItem
from loa.kernel import bulk_insert, clock
from loa.keys import actions as keys
from loa.keys.models import SignedKind
from loa.places.models import Unit

_POINT: Final = """
update dispatch_plan p set body_id = d.body, compiled_at = %s, compiled_for = %s
from unnest(%s::text[], %s::text[]) as d(plan, body) where p.plan_id = d.plan
"""


def need_plan(unit: Unit, hamlet_id: int | None) -> Plan:
    """Returns the plan of a hamlet (None: of the whole commune). It is made and compiled when a first device
    needs it."""
    plan, new = Plan.objects.get_or_create(
        plan_id=make_plan_id(unit.code, hamlet_id), defaults={"unit": unit, "hamlet_id": hamlet_id}
    )
    if new or plan.body_id is None:
        compile_unit(unit.id)
    return plan


@transaction.atomic
def compile_unit(unit_id: int, today: date | None = None) -> int:
    """Compiles all plans of a commune for 8 local days from today; returns how many changed and wait to be
    signed.

    Idempotent: unchanged plans cost a comparison and write nothing. The plans' rows are locked first, so that
    of two changes at one time the later one compiles what both have done. What the signer could not prove is
    left out, and a signature for the rest is requested.
    """
    # Locked before anything is read, so that a change asked for from now on is not marked as done below.
    first, asked = today or clock.today(), recompiling.hold(unit_id)
    plans = list(Plan.objects.select_for_update().filter(unit_id=unit_id).order_by("plan_id"))
    if not plans:
        return 0
    unit = Unit.objects.get(id=unit_id)
    commune = airtime.commune(unit, first, first + timedelta(days=rules.DAYS - 1))
    hamlets = [plan.hamlet_id for plan in plans]
    compiled = rules.compile_commune(commune, hamlets, first, verdicts.standing(unit_id, first))
    changed = [plan for plan in plans if plan.body_id != compiled.plans[plan.hamlet_id]]
    if changed:
        _keep_documents(unit_id, compiled)
        _point(changed, compiled, first)
    elif any(plan.compiled_for != first for plan in plans):
        # Where nothing may sound, a plan has no days and the same bytes each day; its first day is today
        # nonetheless.
        Plan.objects.filter(unit_id=unit_id).update(compiled_for=first)
    if asked is not None:
        asked.done_at = clock.now()
        asked.save(update_fields=["done_at"])
    return len(changed)


def _keep_documents(unit_id: int, compiled: CompiledCommune) -> None:
    """Stores new day plans, their items, and bodies. Rows that exist have the same bytes and stay."""
    known = set(DayPlan.objects.filter(sha256__in=compiled.days).values_list("sha256", flat=True))
    new = {name: day for name, day in compiled.days.items() if name not in known}
    ids = _keep_items(unit_id, {name: compiled.items[name] for day in new.values() for name in day.items})
    bulk_insert.insert(
        DayPlan,
        {
            "sha256": list(new),
            "unit": [unit_id] * len(new),
            "date": [day.date for day in new.values()],
            "frame": [day.frame for day in new.values()],
            "items": [bulk_insert.array([ids[each] for each in day.items]) for day in new.values()],
        },
    )
    bodies = compiled.bodies
    bulk_insert.insert(
        PlanBody, {"sha256": list(bodies), "unit": [unit_id] * len(bodies), "bytes": list(bodies.values())}
    )


def _keep_items(unit_id: int, made: Mapping[str, CompiledItem]) -> dict[str, int]:
    """Returns the ids of the rows of these items by their hashes. Rows that do not exist yet are written."""
    there = PlannedItem.objects.filter(sha256__in=made).values_list("sha256", "id")
    ids = dict(there)
    new = [each for name, each in made.items() if name not in ids]
    items = [each.item for each in new]
    bulk_insert.insert(
        PlannedItem,
        {
            "sha256": [each.sha256 for each in new],
            "unit": [unit_id] * len(new),
            "date": [local_date(item.start_ms) for item in items],
            "item": [item.id for item in items],
            "slot": [item.slot for item in items],
            "priority": [item.priority.value for item in items],
            "title": [item.title for item in items],
            "starts_at": [from_ms(item.start_ms) for item in items],
            "latest_start_at": [from_ms(item.latest_start_ms) for item in items],
            "ends_at": [from_ms(item.start_ms + item.length_ms) for item in items],
            "expires_at": [from_ms(item.expires_ms) for item in items],
            "sounds": [_sounds(item) for item in items],
            "bytes": [each.data for each in new],
        },
    )
    # Read again rather than returned by the insert: another transaction may have written the same item
    # meanwhile.
    return dict(there.all()) if new else ids


def _sounds(item: Item) -> str:
    """Returns the sounds of an item as JSON, as the row stores them."""
    return json.dumps(
        [
            {
                "sha256": sound.sha256,
                "duration_ms": sound.duration_ms,
                "source": sound.right.source,
                "right": sound.right.id,
                "title": sound.title,
            }
            for sound in item.media
        ]
    )


def _point(changed: Sequence[Plan], compiled: CompiledCommune, first: date) -> None:
    """Gives each changed plan its body and its days, and requests its signature."""
    unit_id = changed[0].unit_id
    wanted = [(plan.plan_id, compiled.plans[plan.hamlet_id]) for plan in changed]
    with connection.cursor() as cursor:
        cursor.execute(_POINT, [clock.now(), first, *map(list, zip(*wanted, strict=True))])
    _list_days(unit_id, {plan: dict(compiled.listed[body]) for plan, body in wanted}, first)
    keys.ask_many(SignedKind.PLAN, unit_id, wanted)


def _list_days(unit_id: int, wanted: Mapping[str, Mapping[date, str]], first: date) -> None:
    """Writes what these plans have on each day from the first on. Days that did not change are not written
    again."""
    listed = PlanDay.objects.filter(plan__in=list(wanted), date__gte=first)
    there = {(plan, day): name for plan, day, name in listed.values_list("plan_id", "date", "day_id")}
    new = [
        (plan, day, name)
        for plan, days in wanted.items()
        for day, name in days.items()
        if there.pop((plan, day), None) != name
    ]
    # Those that are left are days that the plan no longer has.
    for plan, day in there:
        listed.filter(plan=plan, date=day).delete()
    plans, dates, names = ([row[n] for row in new] for n in range(3))
    bulk_insert.insert(
        PlanDay, {"date": dates, "plan": plans, "unit": [unit_id] * len(new), "day": names}, update=["day"]
    )

"""What will sound in a commune: the week, one day by hamlets, and the choice of a commune."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from loa.airtime import queries, regulations, sentences
from loa.airtime.queries import CommuneDay
from loa.airtime.rules import Commune
from loa.desk import unproven
from loa.desk.bulletins import places as clusters
from loa.desk.home import page as home
from loa.desk.schedule import week as weeks
from loa.desk.schedule.where import breadcrumbs, unit_of
from loa.desk.turns import why_late
from loa.dispatch import mute
from loa.fleet import queries as fleet
from loa.kernel import actor, clock, parsing
from loa.kernel.roles import Capability
from loa.kernel.signed_in import signed_in
from loa.places import queries as places
from loa.places import rights, scope
from loa.places.models import Unit
from loa.playlog import turns


@never_cache
@signed_in
@require_GET
def week(request: HttpRequest) -> HttpResponse:
    """Shows seven days to scale; a phone shows only the chosen day. With `xem=ngay` it shows that day alone,
    with one lane for each group of hamlets that hear the same. For a unit above the communes the page asks
    for a commune."""
    unit = unit_of(request)
    if unit.kind != "commune":
        return _choose(request, unit)
    chosen = parsing.day(request.GET.get("ngay")) or clock.today()
    one = request.GET.get("xem") == "ngay"
    first = chosen if one else weeks.monday(chosen)
    last = first if one else first + timedelta(days=6)
    of = queries.commune(unit, first, last)
    hamlets = {each.pk: str(each) for each in places.hamlets(unit.pk)}
    asked = parsing.number(request.GET.get("thon"))
    hamlet = asked if asked in hamlets else None
    whole = [queries.day(of, first + timedelta(days=n)) for n in range((last - first).days + 1)]
    days = [weeks.heard_in(day, hamlet) for day in whole]
    slots = {each.slot for day in days for each in day.heard}
    begun = turns.begun([unit.pk], first, last, hamlet)
    lanes = one and hamlet is None
    # A lane is of some hamlets alone, and what became of a turn is known here of the whole commune.
    names = weeks.Names(hamlets, queries.bulletin_codes(slots), None if lanes else begun)
    shown = {
        **_shown(unit, chosen, one, days, begun),
        "bands": _bands(of, days, names, lanes),
        "hamlets": list(hamlets.items()),
        "hamlet": hamlet,
        "clusters": clusters.clusters_in(clusters.clusters_by_hamlet(unit.pk), ()).in_use,
        "above": unit.parent_id if unit.parent_id in scope.current().read else None,
    }
    return render(request, "schedule/week.html", shown)


def _bands(of: Commune, days: list[CommuneDay], names: weeks.Names, one: bool) -> list[weeks.Band]:
    if one:
        return weeks.day_bands(days[0], queries.groups(of, days[0].date), names)
    return weeks.bands(days, names)


def _shown(
    unit: Unit, chosen: date, one: bool, days: list[CommuneDay], begun: dict[str, bool]
) -> dict[str, Any]:
    shown_days = {day.date for day in days}
    left_out = [line for line in unproven.lines(unit) if line.date in shown_days]
    # What breaks the rules stands in both: in the plan that was refused, and in the schedule as it is now.
    dropped = weeks.dropped_lines(days, {(line.date, line.slot) for line in left_out})
    rule = regulations.rule_row(unit.pk, chosen)
    step = timedelta(days=1 if one else 7)
    monday = weeks.monday(chosen)
    return {
        "unit": unit,
        "noi": str(unit.pk),
        "chosen": chosen,
        "one": one,
        "days": days,
        "tabs": [monday + timedelta(days=n) for n in range(7)],
        "last": days[-1].date,
        "dropped": dropped,
        "left_out": left_out,
        "sentence": weeks.state_sentence(days, len(dropped) + len(left_out), one, begun, _silenced(unit)),
        "why_late": why_late() if weeks.counted(days, begun).late else "",
        "rule": rule,
        "quiet": sentences.spans(regulations.to_rules(rule).quiet) if rule else "",
        "before": chosen - step,
        "after": chosen + step,
        "operates": rights.may(actor.current(), Capability.SCHEDULE, unit.pk),
        "breadcrumbs_items": breadcrumbs(unit, _("Lịch phát")),
    }


def _silenced(unit: Unit) -> str:
    """Returns the sentence that the whole commune is silenced now, or an empty string."""
    now = clock.now()
    # Only the conditions matter here, so nothing is counted as missed or refused.
    groups = fleet.alike([unit.pk], missed=(), refused_since=now)
    found = home.hushed(unit, (each.condition for each in groups), mute.standing([unit.pk]))
    return found.first(now) if found else ""


def _choose(request: HttpRequest, above: Unit) -> HttpResponse:
    """Shows the communes in the reader's scope, each with its regulation and the number of its slots this
    week."""
    first = weeks.monday(clock.today())
    words = request.GET.get("tim", "").strip()
    found = places.search(words) if words else places.units()
    communes = list(found.filter(pk__in=scope.current().read, kind="commune"))
    ids = [each.pk for each in communes]
    rules = regulations.rule_rows([above.pk, *ids], clock.today())
    slots = queries.slots_between(ids, first, first + timedelta(days=6))
    shown = {
        "unit": above,
        "words": words,
        "rows": [
            (each, rules.get(each.pk), slots[each.pk])
            # Communes without a regulation of their own and without slots come last.
            for each in sorted(communes, key=lambda one: one.pk not in rules and not slots[one.pk])
        ],
        "busy": sum(1 for each in ids if slots[each]),
        "common": rules.get(above.pk),
        "may_rule": rights.may(actor.current(), Capability.WRITE_REGULATION, above.pk),
        "breadcrumbs_items": [{"url": "", "label": _("Lịch phát")}],
    }
    return render(request, "schedule/choose.html", shown)

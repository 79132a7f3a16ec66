"""The clusters of one's places, by unit and hamlet, with condition and age."""

from collections import Counter

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from loa.desk.operations.standing import STATE
from loa.fleet import queries as fleet
from loa.fleet.rules import CONDITIONS, Condition
from loa.kernel import actor, typed
from loa.kernel.plain import plain
from loa.kernel.roles import Capability
from loa.kernel.signed_in import signed_in
from loa.keys import queries as keys
from loa.places import rights, scope
from loa.places.models import Hamlet, Unit

A_PAGE = 50
WEIGHT = {state: place for place, state in enumerate(("silent", "stale", "unknown", "off", "alive"))}


@never_cache
@signed_in
@require_GET
def clusters(request: HttpRequest) -> HttpResponse:
    """What needs a look first; found by name, hamlet, unit or place, with or without marks."""
    words = request.GET.get("tim", "").strip()
    asked = request.GET.get("tinh-trang", "")
    place, hamlet = typed.number(request.GET.get("noi")), typed.number(request.GET.get("thon"))
    wanted = plain(words).split()
    everything = fleet.shown(sorted(scope.current().read))
    if place is not None:
        everything = [each for each in everything if each.device.unit_id == place]
    if hamlet is not None:
        everything = [each for each in everything if each.device.hamlet_id == hamlet]
    counts = Counter(each.condition for each in everything)
    found = [
        each
        for each in everything
        if (not asked or each.condition == asked) and all(word in _searched(each) for word in wanted)
    ]
    found.sort(key=lambda one: WEIGHT[STATE[one.condition]])
    page = Paginator([(each, STATE[each.condition]) for each in found], A_PAGE).get_page(
        request.GET.get("trang")
    )
    may_change = rights.anywhere(actor.current(), Capability.KEEP_CLUSTERS)
    shown = {
        "page": page,
        "words": words,
        "condition": asked,
        "place": "" if place is None else str(place),
        "hamlet": Hamlet.objects.filter(pk=hamlet or 0).first(),
        "unit": Unit.objects.filter(pk=place or 0).first(),
        "conditions": [(each.value, CONDITIONS[each], counts[each]) for each in Condition if counts[each]],
        "total": sum(counts.values()),
        "well": counts[Condition.READY] + counts[Condition.SOUNDING],
        "look": counts[Condition.SILENT] + counts[Condition.FAULT] + counts[Condition.NEVER],
        "several": len({each.device.unit_id for each in everything}) > 1,
        "may_add": may_change,
        "address": _moved(may_change),
        "breadcrumbs_items": [
            {"url": "", "label": _("Cụm loa")},
        ],
    }
    return render(request, "clusters/list.html", shown)


def _moved(may_change: bool) -> dict[str, object] | None:
    """The address that was announced since the first, and how many clusters have taken it; for those who add
    clusters and look after them."""
    address = keys.moved_address() if may_change else None
    if address is None:
        return None
    order = (address.serial, address.sequence)
    took, clusters = fleet.took_address(sorted(scope.current().read), order)
    return {"url": address.url, "at": address.announced_at, "took": took, "clusters": clusters}


def _searched(one: fleet.Shown) -> str:
    device = one.device
    names = (device.name, str(device.hamlet or ""), device.unit.name, str(device.site or ""))
    return plain(*names)

"""The page that adds one cluster by hand. A cluster plays nothing until a box has claimed it."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from loa.fleet import actions
from loa.fleet.actions.listing import Place
from loa.kernel import actor, parsing
from loa.kernel.errors import Invalid, LoaError, NoRole, NotFound
from loa.kernel.roles import Capability
from loa.kernel.signed_in import signed_in
from loa.places import queries as places
from loa.places import rights
from loa.places.models import Hamlet, Unit


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Adds a cluster to the chosen commune. If the person has several communes, the page first asks for
    one."""
    units = _units()
    unit = _chosen(request, units)
    if unit is None:
        return render(request, "clusters/add.html", _context(request, units, None, None))
    rights.require(actor.current(), Capability.KEEP_CLUSTERS, unit.pk)
    fault: LoaError | None = None
    if request.method == "POST" and "name" in request.POST:
        try:
            device = actions.add_device(_place(request, unit), request.POST["name"])
        except Invalid as error:
            fault = error
        else:
            messages.success(request, _("Đã thêm %(name)s. Làm mã nhận máy để gắn máy.") % {"name": device})
            return redirect("clusters_show", device_id=device.pk)
    context = _context(request, units, unit, fault)
    return render(request, "clusters/add.html", context, status=fault.status if fault else 200)


def _units() -> list[Unit]:
    """Returns the communes in which the person may add clusters. Raises `Forbidden` if the person may add
    them nowhere."""
    if not rights.at_a_unit(actor.current(), Capability.KEEP_CLUSTERS):
        raise NoRole(_("Trang này dành cho người vận hành và quản trị."))
    reached = rights.reached(actor.current(), Capability.KEEP_CLUSTERS)
    return list(places.units().filter(pk__in=reached, kind="commune"))


def _chosen(request: HttpRequest, units: list[Unit]) -> Unit | None:
    """Returns the commune that is asked for, or the only one there is. Raises `NotFound` for any other."""
    asked = request.POST.get("noi") or request.GET.get("noi") or ""
    if not asked:
        return units[0] if len(units) == 1 else None
    found = next((each for each in units if str(each.pk) == asked), None)
    if found is None:
        raise NotFound(_("Không có đơn vị này trong phạm vi được xem."))
    return found


def _place(request: HttpRequest, unit: Unit) -> Place:
    hamlet = Hamlet.objects.filter(pk=parsing.number(request.POST.get("hamlet")) or 0).first()
    return Place(unit, hamlet, request.POST.get("site", ""))


def _context(
    request: HttpRequest, units: list[Unit], unit: Unit | None, fault: LoaError | None
) -> dict[str, Any]:
    return {
        "units": units,
        "unit": unit,
        "hamlets": places.hamlets(unit.pk) if unit else [],
        "given": request.POST,
        "fault": fault,
        "breadcrumbs_items": _breadcrumbs(_("Thêm cụm loa")),
    }


def _breadcrumbs(label: str) -> list[dict[str, str]]:
    return [{"url": reverse("clusters_list"), "label": _("Cụm loa")}, {"url": "", "label": label}]

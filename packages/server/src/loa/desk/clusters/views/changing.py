"""What is done with one cluster: a claim code, a test tone, a move to another hamlet, a lock."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from loa.dispatch import actions as dispatch
from loa.dispatch import targets, tone_hours
from loa.fleet import actions
from loa.fleet import queries as fleet
from loa.fleet.models import Device
from loa.kernel import actor, parsing
from loa.kernel.errors import Conflict, Invalid, LoaError, NotFound
from loa.kernel.roles import Capability
from loa.kernel.shown_once import shown_once
from loa.kernel.signed_in import signed_in
from loa.places import queries as places
from loa.places import rights
from loa.places.models import Hamlet


def cluster(device_id: UUID) -> fleet.DeviceState:
    """Returns one cluster. Raises `NotFound` outside the scope."""
    found = fleet.one(device_id)
    if found is None:
        raise NotFound(_("Không có cụm loa này."))
    return found


def breadcrumbs(device: Device, label: str = "") -> list[dict[str, str]]:
    """Returns the breadcrumbs: the unit, its clusters, this cluster, and the label of the page."""
    listed = f"{reverse('clusters_list')}?noi={device.unit_id}"
    path = [
        {"url": f"{reverse('operations_wall')}?noi={device.unit_id}", "label": device.unit.name},
        {"url": listed, "label": _("Cụm loa")},
        {"url": reverse("clusters_show", args=[device.pk]), "label": device.name},
    ]
    return [*path, {"url": "", "label": label}] if label else path


@never_cache
@signed_in
@require_POST
@shown_once
def code(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """Makes a new claim code and shows it. It is shown only this once."""
    shown = cluster(device_id)
    made = actions.make_claim_code(device_id)
    context = {
        "device": shown.device,
        "code": made,
        "breadcrumbs_items": breadcrumbs(shown.device, _("Mã nhận máy")),
    }
    return render(request, "clusters/code.html", context)


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def tone(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """Says what will be heard where, or why nothing would be. A POST sends the act that plays a test tone of
    two seconds. The box plays it within the minute or not at all."""
    device = cluster(device_id).device
    rights.require(actor.current(), Capability.SILENCE, device.unit_id)
    if request.method == "GET":
        shown = {
            "device": device,
            "refused": tone_hours.refusal(targets.device(device_id)),
            "breadcrumbs_items": breadcrumbs(device, _("Kêu thử")),
        }
        return render(request, "clusters/tone.html", shown)
    try:
        act = dispatch.tone(targets.device(device_id))
    except Conflict as why:
        messages.error(request, str(why))
        return redirect("clusters_show", device_id=device_id)
    messages.success(
        request,
        _("Đã gửi lệnh kêu thử. Máy kêu trong một phút tới; quá một phút thì coi như không kêu được."),
    )
    return redirect("operations_act", act_id=act.pk)


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """Moves a cluster to another hamlet of its commune."""
    device = cluster(device_id).device
    rights.require(actor.current(), Capability.KEEP_CLUSTERS, device.unit_id)
    fault: LoaError | None = None
    if request.method == "POST":
        hamlet = Hamlet.objects.filter(pk=parsing.number(request.POST.get("hamlet")) or 0).first()
        if device.hamlet_id == (hamlet.pk if hamlet else None):
            messages.success(request, _("Cụm loa vốn ở nơi này, không đổi gì."))
            return redirect("clusters_show", device_id=device_id)
        try:
            actions.move(device_id, hamlet)
        except Invalid as error:
            fault = error
        else:
            messages.success(request, _("Đã chuyển. Máy nhận lịch của nơi mới trong ít phút."))
            return redirect("clusters_show", device_id=device_id)
    shown = {
        "device": device,
        "hamlets": places.hamlets(device.unit_id),
        "fault": fault,
        "breadcrumbs_items": breadcrumbs(device, _("Chuyển nơi")),
    }
    return render(request, "clusters/move.html", shown, status=fault.status if fault else 200)


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def disable(request: HttpRequest, device_id: UUID) -> HttpResponse:
    """Locks a stolen cluster: its box is not trusted any more. The lock is final."""
    device = cluster(device_id).device
    rights.require(actor.current(), Capability.KEEP_CLUSTERS, device.unit_id)
    fault: LoaError | None = None
    if request.method == "POST":
        try:
            actions.disable(device_id, request.POST.get("reason", ""))
        except Invalid as error:
            fault = error
        else:
            messages.success(request, _("Đã khóa %(name)s.") % {"name": device.name})
            return redirect("clusters_show", device_id=device_id)
    shown = {
        "device": device,
        "fault": fault,
        "given": request.POST.get("reason", ""),
        "breadcrumbs_items": breadcrumbs(device, _("Khóa cụm loa")),
    }
    return render(request, "clusters/disable.html", shown, status=fault.status if fault else 200)

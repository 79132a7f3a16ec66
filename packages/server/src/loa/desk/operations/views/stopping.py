"""Stopping what sounds now, everywhere or in one commune."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from loa.desk.operations import page
from loa.desk.operations.page import SoundingNow
from loa.dispatch import actions, targets
from loa.kernel import actor, parsing
from loa.kernel.actor import Actor
from loa.kernel.errors import Invalid, LoaError, NoRole
from loa.kernel.roles import Capability
from loa.kernel.signed_in import signed_in
from loa.places import rights, scope
from loa.places.models import Unit
from loa.playlog import today


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def stop(request: HttpRequest) -> HttpResponse:
    """Says what will stop and on how many clusters, asks for the reason, then cancels it in each unit."""
    asked = request.POST if request.method == "POST" else request.GET
    found = _found(asked.get("luc", ""), asked.get("ten", ""), asked.get("noi", ""))
    if found is None:
        if not rights.at_a_unit(actor.current(), Capability.STOP):
            raise NoRole(_("Không có quyền làm việc này ở nơi này."))
        messages.info(request, _("Bản tin này đã phát xong, không còn gì để dừng."))
        return redirect("operations_wall")
    units = _allowed(actor.current(), found)
    fault: LoaError | None = None
    if request.method == "POST":
        try:
            made = [
                act
                for unit in units
                for act in actions.cancel(
                    targets.unit(unit), "item", found.items[unit], request.POST.get("reason", "")
                )
            ]
        except Invalid as error:
            fault = error
        else:
            messages.success(request, _("Đã dừng “%(title)s”.") % {"title": found.title})
            return redirect("operations_act", act_id=made[0].pk)
    return _confirm(request, found, units, fault)


def _found(moment: str, title: str, unit: str) -> SoundingNow | None:
    """Returns what sounds now with this title since that second, in one unit if one is named. None if nothing
    does."""
    at, one = parsing.moment(moment), parsing.number(unit)
    if at is None:
        return None
    read = sorted(scope.current().read)
    ids = [one] if one in read else read
    rows = [each for each in today.sounding_now(ids) if each.title == title]
    # The address has whole seconds, so the moments may differ by a part of one.
    near = [each for each in page.sounding(rows) if abs((each.starts_at - at).total_seconds()) < 1]
    return near[0] if near else None


def _allowed(who: Actor, found: SoundingNow) -> list[int]:
    """Returns the units in which the person may stop it. Raises `Forbidden` if there are none."""
    units = [unit for unit in found.items if rights.may(who, Capability.STOP, unit)]
    if not units:
        raise NoRole(_("Không có quyền làm việc này ở nơi này."))
    return units


def _confirm(
    request: HttpRequest, found: SoundingNow, units: list[int], fault: LoaError | None
) -> HttpResponse:
    asked = request.POST if request.method == "POST" else request.GET
    count = sum(targets.unit(unit).devices().count() for unit in units)
    rows = Unit.objects.filter(pk__in=units).order_by("sort_key", "pk")
    names = list(rows.values_list("name", flat=True)[:4])
    where = ", ".join(names) + (" …" if len(units) > len(names) else "")
    what = ngettext(
        "Dừng ở %(where)s: %(n)s cụm loa thôi phát bản tin này ngay. Bản tin khác vẫn phát theo lịch.",
        "Dừng ở %(where)s: %(n)s cụm loa thôi phát bản tin này ngay. Bản tin khác vẫn phát theo lịch.",
        count,
    )
    shown = {
        "found": found,
        "what": what % {"where": where, "n": count},
        "hidden": [(name, asked.get(name, "")) for name in ("luc", "ten", "noi")],
        "fault": fault,
        "given": request.POST.get("reason", ""),
        "who": actor.current().name,
        "back": reverse("operations_wall"),
    }
    return render(request, "operations/stop.html", shown, status=fault.status if fault else 200)

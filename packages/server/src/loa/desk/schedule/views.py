"""The pages that add, move and remove a slot."""

from datetime import date
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from loa.airtime import actions
from loa.airtime.actions.parting import Days, Part
from loa.airtime.models import Slot
from loa.airtime.moves import changes
from loa.desk.schedule import series
from loa.desk.schedule.forms import SlotForm
from loa.desk.schedule.slot_page import is_offer, slot_form, slot_page, titles
from loa.desk.schedule.where import breadcrumbs, unit_of
from loa.kernel import actor, parsing
from loa.kernel.errors import Conflict, Invalid, LoaError, NotFound
from loa.kernel.roles import Capability
from loa.kernel.signed_in import signed_in
from loa.places import rights
from loa.places.models import Unit


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Adds a slot for bulletins that are approved already."""
    unit = unit_of(request)
    rights.require(actor.current(), Capability.SCHEDULE, unit.pk)
    form = slot_form(request, unit)
    fault: LoaError | None = None
    if request.method == "POST" and form.is_valid() and not is_offer(request):
        try:
            slot = actions.add(unit.pk, form.cleaned_data["bulletins"], form.wanted())
        except (Invalid, Conflict, NotFound) as error:
            fault = error
        else:
            messages.success(request, _("Đã thêm vào lịch. Máy nhận lịch mới trong ít phút."))
            return _to_week(unit, slot.first)
    return slot_page(request, unit, form, None, fault)


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, slot_id: UUID) -> HttpResponse:
    """Moves a slot, or some days of a series, to another time, or to fewer days or hamlets."""
    slot = _slot(slot_id)
    rights.require(actor.current(), Capability.SCHEDULE, slot.unit_id)
    form = slot_form(request, slot.unit, slot)
    fault: LoaError | None = None
    if request.method == "POST" and form.is_valid() and not is_offer(request):
        try:
            moved = actions.move(slot.pk, form.wanted(), form.of())
        except (Invalid, Conflict) as error:
            fault = error
        else:
            messages.success(request, _moved(slot, form, moved))
            return _to_week(slot.unit, moved.first)
    return slot_page(request, slot.unit, form, slot, fault)


def _moved(slot: Slot, form: SlotForm, moved: Slot) -> str:
    """Returns what was changed. `slot` is as it was before."""
    wanted, of = form.wanted(), form.of()
    before = series.part_before(slot, of)
    said, days = changes(before, moved.place), series.said_of(slot, of)
    if not said:
        return _("Không đổi gì.")
    told = _("Đã đổi %(said)s.") % {"said": said}
    if days:
        told = _("Đã đổi %(said)s (%(days)s).") % {"said": said, "days": days}
    if series.loses_today(before, wanted):
        told += " " + _("Hôm nay đã qua giờ mới, nên hôm nay không phát nữa.")
    return told


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, slot_id: UUID) -> HttpResponse:
    """Removes a slot, or some days of a series, with a reason."""
    slot = _slot(slot_id)
    rights.require(actor.current(), Capability.SCHEDULE, slot.unit_id)
    day = series.opened_at(request, slot)
    fault: LoaError | None = None
    if request.method == "POST":
        try:
            removed = actions.remove(slot.pk, request.POST.get("reason", ""), _part(request, day))
        except (Invalid, Conflict) as error:
            fault = error
        else:
            messages.success(request, _("Đã bỏ khỏi lịch. Bản tin vẫn còn duyệt, đặt lại được."))
            return _to_week(slot.unit, max(removed.first, day or removed.first))
    shown = {
        "slot": slot,
        "titles": titles(slot),
        "fault": fault,
        "unit": slot.unit,
        "day": day,
        "parts": series.choices_of(slot, day) if day else [],
        "chosen": request.POST.get("part", ""),
        "given": request.POST.get("reason", ""),
        "breadcrumbs_items": breadcrumbs(slot.unit, _("Bỏ khỏi lịch")),
    }
    return render(request, "schedule/remove.html", shown, status=fault.status if fault else 200)


def _part(request: HttpRequest, day: date | None) -> Part | None:
    """Returns which days of a series are meant. Raises `Invalid` where that was not chosen."""
    if day is None:
        return None
    chosen, meant = request.POST.get("part", ""), parsing.day(request.POST.get("day"))
    if chosen not in set(Days) or meant is None:
        raise Invalid(_("Chọn bỏ những ngày nào."), field="part")
    return Part(Days(chosen), meant)


def _slot(slot_id: UUID) -> Slot:
    """Returns a slot. Raises `NotFound` outside the scope."""
    try:
        return Slot.objects.select_related("unit").get(pk=slot_id)
    except Slot.DoesNotExist:
        raise NotFound(_("Không có khung giờ này, hoặc nó thuộc đơn vị khác.")) from None


def _to_week(unit: Unit, day: date) -> HttpResponse:
    return redirect(f"{reverse('schedule_week')}?noi={unit.pk}&ngay={day.isoformat()}")

"""The pages that add, move and remove a slot."""

from dataclasses import replace
from datetime import date, time
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods
from loa_protocol import timing

from loa.airtime import actions
from loa.airtime.actions.slots import SlotRequest, where
from loa.airtime.models import Slot
from loa.airtime.moves import changes
from loa.desk import unproven
from loa.desk.bulletins import choices
from loa.desk.schedule.forms import SlotForm
from loa.desk.schedule.where import breadcrumbs, unit_of
from loa.kernel import actor, clock, parsing
from loa.kernel.errors import Conflict, Invalid, LoaError, NotFound
from loa.kernel.roles import Capability
from loa.kernel.signed_in import signed_in
from loa.newsroom import form as approval_form
from loa.newsroom.models import Approval
from loa.places import queries as places
from loa.places import rights
from loa.places.models import Unit


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    """Adds a slot for bulletins that are approved already."""
    unit = unit_of(request)
    rights.require(actor.current(), Capability.SCHEDULE, unit.pk)
    form = _slot_form(request, unit)
    fault: LoaError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            slot = actions.add(unit.pk, form.cleaned_data["bulletins"], form.wanted())
        except (Invalid, Conflict, NotFound) as error:
            fault = error
        else:
            messages.success(request, _("Đã thêm vào lịch. Máy nhận lịch mới trong ít phút."))
            return _to_week(unit, slot.first)
    return _slot_page(request, unit, form, None, fault)


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def move(request: HttpRequest, slot_id: UUID) -> HttpResponse:
    """Moves a slot to another time, or to fewer days or hamlets."""
    slot = _slot(slot_id)
    unit = slot.unit
    rights.require(actor.current(), Capability.SCHEDULE, unit.pk)
    form = _slot_form(request, unit)
    fault: LoaError | None = None
    if request.method == "POST" and form.is_valid():
        try:
            before = where(slot)
            moved = actions.move(slot.pk, form.wanted())
        except (Invalid, Conflict) as error:
            fault = error
        else:
            said = changes(before, where(moved))
            messages.success(request, _("Đã đổi %(said)s.") % {"said": said} if said else _("Không đổi gì."))
            return _to_week(unit, moved.first)
    return _slot_page(request, unit, form, slot, fault)


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, slot_id: UUID) -> HttpResponse:
    """Removes a slot, with a reason."""
    slot = _slot(slot_id)
    rights.require(actor.current(), Capability.SCHEDULE, slot.unit_id)
    fault: LoaError | None = None
    if request.method == "POST":
        try:
            actions.remove(slot.pk, request.POST.get("reason", ""))
        except Invalid as error:
            fault = error
        else:
            messages.success(request, _("Đã bỏ khỏi lịch. Bản tin vẫn còn duyệt, đặt lại được."))
            return _to_week(slot.unit, slot.first)
    shown = {"slot": slot, "titles": _titles(slot), "fault": fault, "unit": slot.unit}
    shown["breadcrumbs_items"] = breadcrumbs(slot.unit, _("Bỏ khỏi lịch"))
    return render(request, "schedule/remove.html", shown, status=fault.status if fault else 200)


def _slot(slot_id: UUID) -> Slot:
    """Returns a slot. Raises `NotFound` outside the scope."""
    try:
        return Slot.objects.select_related("unit").get(pk=slot_id)
    except Slot.DoesNotExist:
        raise NotFound(_("Không có khung giờ này, hoặc nó thuộc đơn vị khác.")) from None


def _titles(slot: Slot) -> str:
    return ", ".join(slot.items.values_list("title", flat=True))


def _approvals(unit: Unit) -> list[tuple[UUID, str]]:
    """Returns (id, title) of the approvals whose bulletins may be placed today or later, the newest first."""
    today = clock.today().isoformat()
    rows = Approval.objects.filter(unit_id=unit.pk, ending=None).select_related("bulletin")[:200]
    return [
        (row.pk, row.bulletin.title)
        for row in rows
        if approval_form.decode(bytes(row.form)).valid_to >= today
    ]


def _slot_form(request: HttpRequest, unit: Unit) -> SlotForm:
    hamlets = [(each.pk, str(each)) for each in places.hamlets(unit.pk)]
    return SlotForm(request.POST if request.method == "POST" else None, _approvals(unit), hamlets)


def _slot_page(
    request: HttpRequest, unit: Unit, form: SlotForm, slot: Slot | None, fault: LoaError | None
) -> HttpResponse:
    """Shows the form of a slot, with the errors and, after a conflict, the free times near it."""
    drawn = _drawn(request, slot) if slot and not form.is_bound else None
    # What was sent comes before the time of the week's drawing, and that before the stored slot.
    now = form.wanted() if form.is_bound and form.is_valid() else drawn or slot
    offers = [timing.local(each.start_ms) for each in fault.offers] if isinstance(fault, Conflict) else []
    shown = {
        "unit": unit,
        "form": form,
        "slot": slot,
        "titles": _titles(slot) if slot else "",
        "approvals": _approvals(unit),
        "hamlets": [(each.pk, str(each)) for each in places.hamlets(unit.pk)],
        "drawn": drawn,
        "first": now.first if now else clock.today(),
        "last": now.last if now else "",
        "time": f"{now.time:%H:%M}" if now else "",
        "chosen_days": now.days if now else (),
        "chosen_hamlets": now.hamlets if now else (),
        "weekdays": [(n, choices.days_said([n])) for n in range(1, 8)],
        "fault": fault,
        "unsigned": _unsigned(slot) if slot else "",
        "offers": [
            (f"{each:%Y-%m-%d}", f"{each:%H:%M}", choices.day_said(each.date(), clock.today()))
            for each in offers
        ],
        "breadcrumbs_items": breadcrumbs(unit, _("Chuyển giờ") if slot else _("Thêm vào lịch")),
    }
    return render(
        request, "schedule/slot.html", shown, status=fault.status if fault else 422 if form.errors else 200
    )


def _unsigned(slot: Slot) -> str:
    """Returns why the signer could not prove this slot and what to do now, or an empty string if it could."""
    return next((line.more for line in unproven.lines(slot.unit, [str(slot.pk)])), "")


def _drawn(request: HttpRequest, slot: Slot) -> SlotRequest | None:
    """Returns the slot as it was dragged to another time in the week: `gio` is the time and, for a slot of
    one day, `ngay` is the day. None if it was not dragged. Nothing changes before the form is sent."""
    try:
        at = time.fromisoformat(request.GET.get("gio", ""))
    except ValueError:
        return None
    wanted = SlotRequest(slot.first, slot.last, tuple(slot.days), at, tuple(slot.hamlets))
    day = parsing.day(request.GET.get("ngay"))
    if day is None or slot.first != slot.last:
        return wanted
    return replace(wanted, first=day, last=day, days=(day.isoweekday(),))


def _to_week(unit: Unit, day: date) -> HttpResponse:
    return redirect(f"{reverse('schedule_week')}?noi={unit.pk}&ngay={day.isoformat()}")

"""The page of a slot: the form with what stands, what was dragged or offered, what would change, and the free
times near a clash. Nothing changes before "Chuyển giờ" is pressed."""

from dataclasses import dataclass, replace
from datetime import date, time
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from loa_protocol import timing

from loa.airtime import moves
from loa.airtime.actions.parting import Days, Part
from loa.airtime.models import Slot
from loa.desk import unproven
from loa.desk.bulletins import choices
from loa.desk.schedule import series
from loa.desk.schedule.forms import SlotForm
from loa.desk.schedule.where import breadcrumbs
from loa.kernel import clock, parsing
from loa.kernel.errors import Conflict, LoaError
from loa.newsroom import form as approval_form
from loa.newsroom.models import Approval
from loa.places import queries as places
from loa.places.models import Unit


@dataclass(frozen=True)
class Shown:
    """What the fields of the form show."""

    first: date
    last: date | None
    time: time | None
    days: tuple[int, ...] = ()
    hamlets: tuple[int, ...] = ()
    part: str = ""
    day: date | None = None
    instead: date | None = None


def slot_form(request: HttpRequest, unit: Unit, slot: Slot | None = None) -> SlotForm:
    """Returns the form, bound if it was sent."""
    parted = slot is not None and series.opened_at(request, slot) is not None
    data = request.POST if request.method == "POST" else None
    return SlotForm(data, _approvals(unit), _hamlets(unit), parted)


def slot_page(
    request: HttpRequest, unit: Unit, form: SlotForm, slot: Slot | None, fault: LoaError | None
) -> HttpResponse:
    """Shows the form of a slot, with the errors and, after a clash, the free times near it."""
    shown = _shown(request, form, slot)
    context = {
        "unit": unit,
        "form": form,
        "slot": slot,
        "titles": titles(slot) if slot else "",
        "approvals": form.approvals,
        "ticked": set(form.cleaned_data.get("bulletins", [])) if form.is_bound and form.is_valid() else set(),
        "hamlets": form.places,
        "shown": shown,
        "time": f"{shown.time:%H:%M}" if shown.time else "",
        "parts": series.choices_of(slot, shown.day) if slot and shown.day else [],
        "weekdays": [(n, choices.days_said([n])) for n in range(1, 8)],
        "gone": series.gone(request, slot) if slot else "",
        "week_url": f"{reverse('schedule_week')}?noi={unit.pk}",
        "proposed": _proposed(form, slot, shown, fault),
        "fault": fault,
        "unsigned": _unsigned(slot) if slot else "",
        "offers": _offers(fault, shown),
        "breadcrumbs_items": breadcrumbs(unit, _("Chuyển giờ") if slot else _("Thêm vào lịch")),
    }
    return render(request, "schedule/slot.html", context, status=_status(form, fault))


def titles(slot: Slot) -> str:
    """Returns the titles of the bulletins in a slot."""
    return ", ".join(slot.items.values_list("title", flat=True))


def is_offer(request: HttpRequest) -> bool:
    """Returns whether a free time was chosen, which fills the form and changes nothing."""
    return "offer" in request.POST


def _status(form: SlotForm, fault: LoaError | None) -> int:
    return fault.status if fault else 422 if form.errors else 200


def _approvals(unit: Unit) -> list[tuple[UUID, str]]:
    """Returns (id, title) of the approvals whose bulletins may be placed today or later, the newest first."""
    today = clock.today().isoformat()
    rows = Approval.objects.filter(unit_id=unit.pk, ending=None).select_related("bulletin")[:200]
    return [
        (row.pk, row.bulletin.title)
        for row in rows
        if approval_form.decode(bytes(row.form)).valid_to >= today
    ]


def _hamlets(unit: Unit) -> list[tuple[int, str]]:
    return [(each.pk, str(each)) for each in places.hamlets(unit.pk)]


def _unsigned(slot: Slot) -> str:
    """Returns why the signer could not prove this slot and what to do now, or an empty string if it could."""
    return next((line.more for line in unproven.lines(slot.unit, [str(slot.pk)])), "")


def _shown(request: HttpRequest, form: SlotForm, slot: Slot | None) -> Shown:
    """What was sent comes before the time of the week's drawing, and that before the stored slot."""
    stands = Shown(clock.today(), None, None)
    if slot is not None:
        day = series.opened_at(request, slot)
        days, hamlets = tuple(slot.days), tuple(slot.hamlets)
        stands = Shown(slot.first, slot.last, slot.time, days, hamlets, "", day, day)
    if not form.is_bound:
        return _drawn(request, stands)
    if not form.is_valid():
        return stands
    wanted, data = form.wanted(), form.cleaned_data
    sent = replace(
        stands,
        first=data["first"],
        last=data["last"],
        time=wanted.time,
        days=tuple(data["days"]),
        hamlets=wanted.hamlets,
        part=data["part"],
        instead=data["instead"] or stands.day,
    )
    if sent.day != data["day"]:
        # The day that was meant is gone: what was answered for it is no answer for another.
        return replace(stands, time=wanted.time)
    return _offered(request, sent)


def _drawn(request: HttpRequest, stands: Shown) -> Shown:
    """The slot as it was dragged to another time in the week: `gio` is the time, `ngay` the day."""
    at, day = _time(request.GET.get("gio", "")), parsing.day(request.GET.get("ngay"))
    if at is None or stands.time is None:
        return stands
    shown = replace(stands, time=at)
    if day is None:
        return shown
    if stands.day is not None:
        return replace(shown, instead=day)
    return _on(shown, day) if stands.first == stands.last else shown


def _offered(request: HttpRequest, sent: Shown) -> Shown:
    """The form as it was sent, with the free time that was chosen in it."""
    if not is_offer(request):
        return sent
    day_said, _space, at_said = request.POST["offer"].partition(" ")
    at, day = _time(at_said), parsing.day(day_said)
    if at is None or day is None:
        return sent
    shown = replace(sent, time=at)
    if sent.part == Days.ONE:
        return replace(shown, instead=day)
    return _on(shown, day) if sent.last in (None, sent.first) else shown


def _on(shown: Shown, day: date) -> Shown:
    return replace(shown, first=day, last=day, days=(day.isoweekday(),))


def _time(said: str) -> time | None:
    try:
        return time.fromisoformat(said)
    except ValueError:
        return None


def _proposed(form: SlotForm, slot: Slot | None, shown: Shown, fault: LoaError | None) -> str:
    """Returns what a press would change, if the form shows something else than what stands."""
    if slot is None or shown.time is None or fault or form.errors:
        return ""
    if shown.day is not None and not shown.part:
        if (shown.time, shown.instead) == (slot.time, shown.day):
            return ""
        before, after = f"{slot.time:%H:%M}", f"{shown.time:%H:%M}"
        if shown.instead and shown.instead != shown.day:
            before = f"{before} {series.day_words(shown.day)}"
            after = f"{after} {series.day_words(shown.instead)}"
        return _(
            "Dời từ %(before)s sang %(after)s. Chưa đổi gì: chọn đổi những ngày nào, rồi bấm “Chuyển giờ”."
        ) % {"before": before, "after": after}
    of = Part(Days(shown.part), shown.day) if shown.part and shown.day else None
    stands, wanted = series.part_before(slot, of), _place(slot, shown)
    if shown.part == Days.ALL:
        wanted = {**wanted, "first": max(stands["first"], wanted["first"])}
    said = moves.changes(stands, wanted)
    return _("Chưa đổi gì. Bấm “Chuyển giờ” thì đổi %(said)s.") % {"said": said} if said else ""


def _place(slot: Slot, shown: Shown) -> moves.Place:
    """Returns where the days that are meant would stand."""
    first, last = shown.first, shown.last or shown.first
    if shown.part == Days.ONE and shown.instead:
        first = last = shown.instead
    elif shown.part == Days.ON and shown.day:
        first = shown.day
    return {
        **slot.place,
        "first": first.isoformat(),
        "last": last.isoformat(),
        "days": [first.isoweekday()] if first == last else sorted(shown.days),
        "time": shown.time.isoformat() if shown.time else "",
        "hamlets": sorted(shown.hamlets),
    }


def _offers(fault: LoaError | None, shown: Shown) -> list[dict[str, str]]:
    """Returns the free times near a clash. Of several days only the time of day is offered."""
    if not isinstance(fault, Conflict):
        return []
    many = shown.part in (Days.ON, Days.ALL)
    found: dict[str, dict[str, str]] = {}
    for each in fault.offers:
        at = timing.local(each.start_ms)
        said = f"{at:%H:%M}" if many else f"{choices.day_said(at.date(), clock.today())} {at:%H:%M}"
        found.setdefault(said, {"value": f"{at:%Y-%m-%d} {at:%H:%M}", "said": said})
    return list(found.values())

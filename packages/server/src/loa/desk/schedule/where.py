"""Which commune and day a page of the schedule is about."""

from datetime import date

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from loa.kernel import actor
from loa.kernel.errors import Missing
from loa.places import scope
from loa.places.models import Unit


def unit_of(request: HttpRequest) -> Unit:
    """The unit asked for by `noi`, else the first at which the person holds a role. Raises Missing."""
    asked = request.POST.get("noi") or request.GET.get("noi") or ""
    grants = actor.current().grants
    wanted = int(asked) if asked.isdigit() else grants[0].unit_id if grants else 0
    unit = Unit.objects.filter(pk=wanted).first()
    if unit is None or wanted not in scope.current().read:
        raise Missing(_("Không có đơn vị này trong phạm vi được xem."))
    return unit


def day_asked(text: str | None) -> date | None:
    """A day as an address has it; None for anything else."""
    try:
        return date.fromisoformat(text or "")
    except ValueError:
        return None


def breadcrumbs(unit: Unit, label: str) -> list[dict[str, str]]:
    """The unit, its week (unless that is the page itself), the page."""
    week_url = f"{reverse('schedule_week')}?noi={unit.pk}"
    last = {"url": "", "label": label}
    middle = [] if label == _("Lịch phát") else [{"url": week_url, "label": _("Lịch phát")}]
    return [{"url": week_url, "label": unit.name}, *middle, last]

"""Which commune and day a page of the schedule is about."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from loa.kernel import actor, parsing
from loa.kernel.errors import NotFound
from loa.places import scope
from loa.places.models import Unit


def unit_of(request: HttpRequest) -> Unit:
    """The unit asked for by `noi`, else the first at which the person holds a role. Raises Missing."""
    grants = actor.current().grants
    wanted = parsing.number(request.POST.get("noi") or request.GET.get("noi"))
    if wanted is None:
        wanted = grants[0].unit_id if grants else 0
    unit = Unit.objects.filter(pk=wanted).first()
    if unit is None or wanted not in scope.current().read:
        raise NotFound(_("Không có đơn vị này trong phạm vi được xem."))
    return unit


def breadcrumbs(unit: Unit, label: str) -> list[dict[str, str]]:
    """The unit, its week (unless that is the page itself), the page."""
    week_url = f"{reverse('schedule_week')}?noi={unit.pk}"
    last = {"url": "", "label": label}
    middle = [] if label == _("Lịch phát") else [{"url": week_url, "label": _("Lịch phát")}]
    return [{"url": week_url, "label": unit.name}, *middle, last]

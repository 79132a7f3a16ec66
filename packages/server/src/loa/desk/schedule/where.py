"""The unit that a page of the schedule is about, and the breadcrumbs of the page."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from loa.kernel import actor, parsing
from loa.kernel.errors import NotFound
from loa.places import scope
from loa.places.models import Unit


def unit_of(request: HttpRequest) -> Unit:
    """Returns the unit that `noi` asks for, else the first one at which the person holds a role. Raises
    `NotFound`."""
    grants = actor.current().grants
    wanted = parsing.number(request.POST.get("noi") or request.GET.get("noi"))
    if wanted is None:
        wanted = grants[0].unit_id if grants else 0
    unit = Unit.objects.filter(pk=wanted).first()
    if unit is None or wanted not in scope.current().read:
        raise NotFound(_("Không có đơn vị này trong phạm vi được xem."))
    return unit


def breadcrumbs(unit: Unit, label: str) -> list[dict[str, str]]:
    """Returns the breadcrumbs: the unit, its week (unless the page is the week itself), and the label of the
    page."""
    week_url = f"{reverse('schedule_week')}?noi={unit.pk}"
    last = {"url": "", "label": label}
    middle = [] if label == _("Lịch phát") else [{"url": week_url, "label": _("Lịch phát")}]
    return [{"url": week_url, "label": unit.name}, *middle, last]

"""The unit that a page is about, and the breadcrumbs of the page."""

from django.urls import reverse
from django.utils.translation import gettext as _

from loa.kernel.errors import NotFound
from loa.places.models import Unit


def one_unit(unit_id: int) -> Unit:
    """Returns a unit, current or former. Raises `NotFound`."""
    found = Unit.objects.select_related("parent__parent").filter(id=unit_id).first()
    if found is None:
        raise NotFound(_("Không có đơn vị này."))
    return found


def way(*units: Unit, label: str = "") -> list[dict[str, str]]:
    """Returns the breadcrumbs: the list of units, the given units from the top down, and the label of the
    page."""
    path = [{"url": reverse("places_units"), "label": _("Địa bàn")}]
    path += [{"url": reverse("places_one", args=[each.pk]), "label": each.name} for each in units]
    return [*path, {"url": "", "label": label}] if label else path

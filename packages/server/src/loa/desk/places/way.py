"""The unit that a page of places is about, and the way to the page."""

from django.urls import reverse
from django.utils.translation import gettext as _

from loa.kernel.errors import NotFound
from loa.places.models import Unit


def one_unit(unit_id: int) -> Unit:
    """A unit, as it is or was. Raises Missing."""
    found = Unit.objects.select_related("parent__parent").filter(id=unit_id).first()
    if found is None:
        raise NotFound(_("Không có đơn vị này."))
    return found


def way(*units: Unit, label: str = "") -> list[dict[str, str]]:
    """The list of units, the units from above, and what is done there."""
    path = [{"url": reverse("places_units"), "label": _("Địa bàn")}]
    path += [{"url": reverse("places_one", args=[each.pk]), "label": each.name} for each in units]
    return [*path, {"url": "", "label": label}] if label else path

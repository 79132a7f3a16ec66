"""Whether coordinates can be right. Degrees; pure.

A pair outside Vietnam is a mistake: 0; 0, or latitude and longitude of another country. A pair far from its
commune may be right, so people are only told.
"""

import math
from collections.abc import Iterable
from typing import Final

from django.utils.translation import gettext as _

from loa.kernel.errors import Invalid
from loa.places.models import Unit

SOUTH, NORTH, WEST, EAST = 6.0, 24.0, 102.0, 118.0
"""Vietnam with its islands, to whole degrees."""
FAR_KM: Final = 50
"""No commune reaches so far from its middle."""
KM_A_DEGREE: Final = 111.2


def require_in_vietnam(latitude: float, longitude: float) -> None:
    """Raises Invalid for a place outside Vietnam."""
    if not (SOUTH <= latitude <= NORTH and WEST <= longitude <= EAST):
        at = f"{latitude:.10g}; {longitude:.10g}".replace(".", ",")
        raise Invalid(_("%(at)s ở ngoài Việt Nam. Xem lại vĩ độ, kinh độ.") % {"at": at}, "latitude")


def far_from(units: Iterable[Unit], latitude: float | None, longitude: float | None) -> str:
    """Returns a sentence if a place is far from the nearest of these units; "" if it is not, or if it is not
    known where they lie."""
    if latitude is None or longitude is None:
        return ""
    known = [
        (_km(latitude, longitude, each.latitude, each.longitude), each.name)
        for each in units
        if each.latitude is not None and each.longitude is not None
    ]
    km, name = min(known, default=(0.0, ""))
    if km <= FAR_KM:
        return ""
    return _("cách %(unit)s khoảng %(km)s km: xem lại tọa độ.") % {"unit": name, "km": round(km)}


def far_from_unit(
    unit: Unit, communes: Iterable[Unit], latitude: float | None, longitude: float | None
) -> str:
    """Returns a sentence if a place is far from its unit; where that has no position, from all communes."""
    return far_from(communes if unit.latitude is None else [unit], latitude, longitude)


def _km(north: float, east: float, other_north: float, other_east: float) -> float:
    """Returns a distance in kilometres, right to a hundredth within a province."""
    narrower = math.cos(math.radians((north + other_north) / 2))
    return KM_A_DEGREE * math.hypot(north - other_north, (east - other_east) * narrower)

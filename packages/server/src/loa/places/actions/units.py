"""Units, as a province's lists bring them in: added, measured, followed from before the reform of July 2025.

What a unit is called and what it lies in stays, since rights reach down the tree.
"""

from dataclasses import replace
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from loa.audit.actions import record
from loa.kernel.actor import current
from loa.kernel.constraints import in_words
from loa.kernel.errors import Invalid, NotFound
from loa.kernel.roles import Capability
from loa.places import loading, queries, rights, scope
from loa.places.lists import KNOWN_FROM, LAST_DAY_OF_DISTRICTS, TWO_LEVELS_SINCE
from loa.places.loading import UnitLine
from loa.places.models import Succession, Unit, UnitKind


def _province() -> Unit:
    """The province, for whoever keeps its units. Raises Missing, Refused."""
    found = queries.province()
    if found is None:
        raise NotFound(_("Hệ thống chưa có tỉnh, thành phố nào."))
    said = _("Chỉ quản trị viên của tỉnh nạp được danh sách đơn vị.")
    rights.require(current(), Capability.KEEP_UNITS, found.id, said)
    return found


@transaction.atomic
def add_commune(line: UnitLine) -> Unit:
    """A commune that stands since local government has two levels, right under the province. Raises Missing,
    Refused, Conflict (its code is there)."""
    return _add(line, _province(), TWO_LEVELS_SINCE, None)


@transaction.atomic
def add_former_commune(line: UnitLine, district: UnitLine) -> Unit:
    """A commune that stood until then, in its district, which is added where it is not there. Raises Missing,
    Refused, Conflict."""
    province = _province()
    standing = queries.units(LAST_DAY_OF_DISTRICTS).filter(kind=UnitKind.DISTRICT, code=district.code)
    above = standing.first() or _add(district, province, KNOWN_FROM, TWO_LEVELS_SINCE)
    return _add(line, above, KNOWN_FROM, TWO_LEVELS_SINCE)


def _add(line: UnitLine, parent: Unit, since: date, until: date | None) -> Unit:
    """A scope names what is written by id, so the new one's is drawn first and seen until it is written."""
    (identity,) = loading.reserve(1)
    unit, here = loading.row(line, parent, since, until, identity), scope.current()
    with scope.entered(replace(here, read=here.read | {identity}, write=here.write | {identity})):
        with in_words():
            unit.save(force_insert=True)
        record("places.unit_added", unit, identity, since=since)
    return unit


@transaction.atomic
def measure_unit(unit: Unit, latitude: float | None, longitude: float | None, area_km2: float | None) -> Unit:
    """Where a unit lies, in degrees, and its area; None leaves what stands. Raises Missing, Refused,
    Invalid."""
    _province()
    if (latitude is None) != (longitude is None):
        raise Invalid(_("Cần cả vĩ độ và kinh độ, hoặc bỏ trống cả hai."), "latitude")
    if latitude is not None:
        unit.latitude, unit.longitude = latitude, longitude
    if area_km2 is not None:
        unit.area_km2 = area_km2
    with in_words():
        unit.save(update_fields=["latitude", "longitude", "area_km2"])
    record("places.unit_measured", unit, unit.id)
    return unit


@transaction.atomic
def add_succession(old: Unit, new: Unit, extent: str) -> Succession:
    """`old` went into `new`, whole or in part, when the districts ended; from now on `new` is found by its
    name too. Raises Missing, Refused, Conflict (it is there)."""
    _province()
    with in_words():
        made = Succession.objects.create(old=old, new=new, extent=extent, on=TWO_LEVELS_SINCE)
    loading.find_by_former_names([new])
    record("places.succession_added", new, new.id, old=old.name, extent=extent)
    return made

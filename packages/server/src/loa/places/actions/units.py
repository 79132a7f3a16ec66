"""The actions on units that the import of a province's lists uses: add a unit, set its position and area, and
record what it came from in the reform of July 2025.

The name and the parent of a unit never change, since rights follow the tree.
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
    """Returns the province if the actor may maintain its units. Raises NotFound, Forbidden."""
    found = queries.province()
    if found is None:
        raise NotFound(_("Hệ thống chưa có tỉnh, thành phố nào."))
    said = _("Chỉ quản trị viên của tỉnh nhập được danh sách đơn vị.")
    rights.require(current(), Capability.KEEP_UNITS, found.id, said)
    return found


@transaction.atomic
def add_commune(line: UnitLine) -> Unit:
    """Adds a commune of two-level local government (valid from 1 July 2025), directly under the province.
    Raises NotFound, Forbidden, Conflict (its code exists)."""
    return _add(line, _province(), TWO_LEVELS_SINCE, None)


@transaction.atomic
def add_former_commune(line: UnitLine, district: UnitLine) -> Unit:
    """Adds a commune that was valid until then, in its district, which is added too if it does not exist.
    Raises NotFound, Forbidden, Conflict."""
    province = _province()
    standing = queries.units(LAST_DAY_OF_DISTRICTS).filter(kind=UnitKind.DISTRICT, code=district.code)
    above = standing.first() or _add(district, province, KNOWN_FROM, TWO_LEVELS_SINCE)
    return _add(line, above, KNOWN_FROM, TWO_LEVELS_SINCE)


def _add(line: UnitLine, parent: Unit, since: date, until: date | None) -> Unit:
    """Writes a unit. A scope lists the units to write by id, so the id is drawn first and added to the scope
    while the unit is written."""
    (identity,) = loading.reserve(1)
    unit, here = loading.row(line, parent, since, until, identity), scope.current()
    with scope.entered(replace(here, read=here.read | {identity}, write=here.write | {identity})):
        with in_words():
            unit.save(force_insert=True)
        record("places.unit_added", unit, identity, since=since)
    return unit


@transaction.atomic
def measure_unit(unit: Unit, latitude: float | None, longitude: float | None, area_km2: float | None) -> Unit:
    """Sets where a unit lies, in degrees, and its area; None changes nothing. Raises NotFound, Forbidden,
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
    """Records that `old` became part of `new`, whole or in part, when the districts ended. A search by the
    name of `old` then finds `new` too. Raises NotFound, Forbidden, Conflict (it is recorded already)."""
    _province()
    with in_words():
        made = Succession.objects.create(old=old, new=new, extent=extent, on=TWO_LEVELS_SINCE)
    loading.find_by_former_names([new])
    record("places.succession_added", new, new.id, old=old.name, extent=extent)
    return made

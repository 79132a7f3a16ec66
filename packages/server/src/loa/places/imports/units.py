"""The imports of the province's communes: those of today, and those until the districts ended. For a unit
that exists, a list may only set its position and its area."""

from dataclasses import replace
from datetime import date
from functools import partial
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loa.kernel.errors import Invalid
from loa.kernel.importing import Change, Checks, ImportKind, Outcome, Verdict
from loa.kernel.roles import Capability
from loa.kernel.spreadsheet.table import Line
from loa.places import actions, coordinates, queries
from loa.places.communes import described, lost_zeros, whole_code
from loa.places.lists import (
    FORMER_UNITS,
    LAST_DAY_OF_DISTRICTS,
    MOST_UNITS,
    UNITS,
    district_line,
    unit_code,
    unit_line,
    unit_name,
)
from loa.places.loading import UnitLine
from loa.places.models import Unit, UnitKind
from loa.places.rules import spot
from loa.places.unit_names import same_name
from loa.places.whereabouts import far_from


class _Communes:
    """The communes of today, with which each row is compared. Calling it returns the verdict on a row."""

    day: date | None = None

    def __init__(self, unit_id: int) -> None:
        standing = queries.units(self.day).select_related("parent")
        self.province = queries.province()
        self.today = list(queries.units().filter(kind=UnitKind.COMMUNE))
        self.known = {each.code: each for each in standing.filter(kind=UnitKind.COMMUNE)}

    def __call__(self, line: Line) -> Verdict:
        """Returns the verdict on a row. Raises Faulty."""
        if self._is_province(line):  # it stands in the file of our own list
            said = _("tỉnh, không phải xã, phường.")
            return Verdict(Outcome.SKIPPED, "province", line.get("name"), notes=(said,))
        checks = Checks(line)
        checks.made(
            partial(spot, line.get("latitude", None), line.get("longitude", None)), "latitude", "longitude"
        )
        code = checks.made(partial(unit_code, line), "code")
        named = checks.made(partial(unit_name, line), "name", "type")
        kept = checks.made(partial(self._kept, code, named[1])) if code and named else None
        district = self._district(checks, line)
        checks.passed()
        assert kept
        new = replace(unit_line(line), code=kept)
        others = (each for each in self.today if each.code != kept)
        notes = tuple(
            filter(
                None,
                [lost_zeros(line.get("code"), kept), far_from(others, new.latitude, new.longitude)],
            )
        )
        there = self.known.get(kept)
        if there is None:
            return self._added(new, district, notes)
        return _measured(there, new, notes)

    def _is_province(self, line: Line) -> bool:
        there, name = self.province, line.get("name")
        return bool(there and name and line.get("code") == there.code and same_name(there.name, name))

    def _kept(self, code: str, name: str) -> str:
        """Returns the code as it is stored. Raises Invalid if a unit of another name has it."""
        found = self.known.get(code) or self.known.get(whole_code(code))
        if found is None:
            return whole_code(code)
        if not same_name(found.name, name):
            values = {"code": code, "there": found.name, "name": name}
            refused = _(
                "mã %(code)s đang là %(there)s, không phải %(name)s. Sửa mã hoặc tên; đơn vị đã có thì"
                " không đổi tên bằng tệp."
            )
            raise Invalid(refused % values, "code")
        return found.code

    def _district(self, checks: Checks, line: Line) -> UnitLine | None:
        return None

    def _added(self, new: UnitLine, district: UnitLine | None, notes: tuple[str, ...]) -> Verdict:
        do = partial(actions.add_commune, new)
        return Verdict(Outcome.ADDED, new.code, f"{new.name} ({new.code})", _new(new), notes, do)


class _FormerCommunes(_Communes):
    """The communes until the districts ended, each in its district, which a row may add too."""

    day = LAST_DAY_OF_DISTRICTS

    def __init__(self, unit_id: int) -> None:
        super().__init__(unit_id)
        standing = queries.units(self.day).filter(kind=UnitKind.DISTRICT)
        self.districts = {
            each.code: UnitLine(each.code, each.name, each.name_type, "district") for each in standing
        }
        self.new_districts: set[str] = set()

    def _district(self, checks: Checks, line: Line) -> UnitLine | None:
        return checks.made(partial(self._named, line), "district_code", "district", "district_type")

    def _named(self, line: Line) -> UnitLine:
        """Returns the district that a row means: one that exists, one of an earlier row, or a new one. Raises
        Invalid."""
        code, name = line.get("district_code"), line.get("district")
        known = self.districts.get(code)
        if known is None:
            known = self.districts[code] = district_line(line)
            self.new_districts.add(code)
        elif name and not same_name(known.name, name):
            values = {"code": code, "there": known.name, "name": name}
            raise Invalid(_("mã huyện %(code)s là %(there)s, không phải %(name)s.") % values, "district")
        there = self.known.get(line.get("code")) or self.known.get(whole_code(line.get("code")))
        if there is not None and there.parent is not None and there.parent.code != code:
            values = {"unit": there.name, "there": described(there), "name": known.name}
            raise Invalid(
                _("%(there)s đang thuộc huyện khác, không phải %(name)s.") % values, "district_code"
            )
        return known

    def _added(self, new: UnitLine, district: UnitLine | None, notes: tuple[str, ...]) -> Verdict:
        """Returns the verdict on a new commune. Notes the new district in the first row that names it."""
        assert district
        if district.code in self.new_districts:
            self.new_districts.discard(district.code)
            said = _("thêm cả %(district)s (%(code)s).")
            notes = (*notes, said % {"district": district.name, "code": district.code})
        label = f"{new.name}, {district.name} ({new.code})"
        do = partial(actions.add_former_commune, new, district)
        return Verdict(Outcome.ADDED, new.code, label, _new(new), notes, do)


def _new(unit: UnitLine) -> tuple[Change, ...]:
    """Returns what a new unit's row shows besides its name and code."""
    area = () if unit.area_km2 is None else (Change(_("diện tích (km²)"), "", _figures(unit.area_km2)),)
    return (*coordinates.added(unit.latitude, unit.longitude), *area)


def _measured(there: Unit, new: UnitLine, notes: tuple[str, ...]) -> Verdict:
    """Returns the verdict on a row of an existing unit: its new position and area."""
    if there.name != new.name:
        said = _("đang ghi là “%(name)s”; lần nhập này không đổi tên.")
        notes = (*notes, said % {"name": there.name})
    changes = []
    before, after = (there.latitude, there.longitude), (new.latitude, new.longitude)
    if new.latitude is not None and coordinates.pair(*before) != coordinates.pair(*after):
        changes.append(Change(_("tọa độ"), coordinates.pair(*before), coordinates.pair(*after)))
    if new.area_km2 is not None and _figures(there.area_km2) != _figures(new.area_km2):
        changes.append(Change(_("diện tích (km²)"), _figures(there.area_km2), _figures(new.area_km2)))
    label = f"{there.name} ({there.code})"
    if not changes:
        return Verdict(Outcome.UNCHANGED, there.code, label, notes=notes)
    do = partial(actions.measure_unit, there, new.latitude, new.longitude, new.area_km2)
    return Verdict(Outcome.CHANGED, there.code, label, tuple(changes), notes, do)


def _figures(value: float | None) -> str:
    return _("chưa có") if value is None else coordinates.figure(value)


IMPORTINGS: Final = (
    ImportKind(
        kind="units",
        path="quan-ly/dia-ban/tu-tep/",
        name="places_import_units",
        back="places_units",
        back_said=gettext_lazy("Địa bàn"),
        title=gettext_lazy("Xã, phường từ tệp"),
        what=gettext_lazy("xã, phường"),
        capability=Capability.KEEP_UNITS,
        columns=UNITS,
        begin=_Communes,
        most=MOST_UNITS,
        at_province=True,
    ),
    ImportKind(
        kind="former-units",
        path="quan-ly/dia-ban/tu-tep/truoc-07-2025/",
        name="places_import_former_units",
        back="places_units",
        back_said=gettext_lazy("Địa bàn"),
        title=gettext_lazy("Huyện, xã cũ từ tệp"),
        what=gettext_lazy("xã, phường cũ"),
        capability=Capability.KEEP_UNITS,
        columns=FORMER_UNITS,
        begin=_FormerCommunes,
        most=MOST_UNITS,
        at_province=True,
    ),
)

"""Lists of units from files: Thanh Hóa's, which come with Loa, and any province's as CSV."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from loa.kernel import sheet
from loa.kernel.errors import Invalid
from loa.kernel.plain import plain
from loa.places.loading import Province, SuccessionLine, UnitLine

# Two-level local government, and the day from which our list of the units before it is right
# (Nghị quyết 1238/NQ-UBTVQH15, in force from 1 January 2025).
TWO_LEVELS_SINCE = date(2025, 7, 1)
KNOWN_FROM = date(2025, 1, 1)

UNIT_HEADINGS = {
    "code": ("mã", "mã đơn vị", "code"),
    "name": ("tên", "tên đơn vị", "name"),
    "type": ("loại", "type"),
    "district_code": ("mã huyện", "district_code"),
    "district": ("huyện", "tên huyện", "district"),
    "district_type": ("loại huyện", "district_type"),
    "latitude": ("vĩ độ", "latitude"),
    "longitude": ("kinh độ", "longitude"),
    "area_km2": ("diện tích", "diện tích km2", "area_km2"),
}
SUCCESSION_HEADINGS = {
    "old": ("mã cũ", "old_code"),
    "new": ("mã mới", "new_code"),
    "extent": ("phần", "extent"),
}
EXTENTS = {"whole": "whole", "part": "part", "toan bo": "whole", "mot phan": "part"}


def thanh_hoa(folder: Path) -> Province:
    """The lists in data/thanh-hoa. Raises Invalid (a file is wrong) or OSError (it is not there)."""
    return from_csv(
        "38",
        "Tỉnh Thanh Hóa",
        (folder / "units-from-2025-07.csv").read_bytes(),
        (folder / "units-until-2025-06.csv").read_bytes(),
        (folder / "successors-2025-07.csv").read_bytes(),
    )


def from_csv(
    code: str, name: str, units: bytes, before: bytes | None = None, successions: bytes | None = None
) -> Province:
    """A province from its files. Raises Invalid with one sentence a faulty line, and writes nothing."""
    if not code.isalnum() or not name.strip():
        raise Invalid(_("Cần mã và tên của tỉnh."), "name")
    now = _units(units, with_districts=False)
    old_rows = sheet.read(before, UNIT_HEADINGS, ("code", "name", "district_code")) if before else []
    old = _checked(old_rows, with_districts=True)
    return Province(
        code=code,
        name=name.strip(),
        name_type="Thành phố" if name.strip().lower().startswith("thành phố") else "Tỉnh",
        since=TWO_LEVELS_SINCE,
        units=now,
        known_from=KNOWN_FROM if old else None,
        districts_before=_districts(old_rows),
        units_before=old,
        successions=_successions(successions, old, now) if successions and old else [],
    )


def _units(content: bytes, *, with_districts: bool) -> list[UnitLine]:
    return _checked(sheet.read(content, UNIT_HEADINGS, ("code", "name")), with_districts=with_districts)


def _checked(rows: Iterable[sheet.Row], *, with_districts: bool) -> list[UnitLine]:
    faults, seen, lines = sheet.Faults(), set(), []
    for row in rows:
        if not row["code"].isalnum() or len(row["code"]) > 12:
            faults.add(row, _("mã đơn vị chỉ gồm chữ số và chữ, tối đa 12 ký tự."))
        elif row["code"] in seen:
            faults.add(row, _("mã %(code)s đã có ở dòng trên.") % {"code": row["code"]})
        elif not row["name"] or len(row["name"]) > 120:
            faults.add(row, _("thiếu tên, hoặc tên dài hơn 120 chữ."))
        elif with_districts and not row["district_code"]:
            faults.add(row, _("thiếu mã huyện."))
        seen.add(row["code"])
        places = [_number(row, field, faults) for field in ("latitude", "longitude", "area_km2")]
        kind = row["type"] or row["name"].split(" ")[0]
        parent = row["district_code"] if with_districts else ""
        lines.append(UnitLine(row["code"], row["name"], kind, "commune", parent, *places))
    faults.stop()
    return lines


def _number(row: sheet.Row, field: str, faults: sheet.Faults) -> float | None:
    text = row[field].replace(",", ".")
    if not text:
        return None
    try:
        value = float(text)
    except ValueError:
        value = float("nan")
    limits = {"latitude": (-90, 90), "longitude": (-180, 180), "area_km2": (0, 1e6)}[field]
    if not limits[0] <= value <= limits[1]:
        faults.add(row, _("“%(value)s” không phải số hợp lệ.") % {"value": row[field]})
        return None
    return value


def _districts(rows: Iterable[sheet.Row]) -> list[UnitLine]:
    found: dict[str, UnitLine] = {}
    for row in rows:
        name = row["district"] or row["district_code"]
        kind = row["district_type"] or name.split(" ")[0]
        found.setdefault(row["district_code"], UnitLine(row["district_code"], name, kind, "district"))
    return list(found.values())


def _successions(content: bytes, old: list[UnitLine], new: list[UnitLine]) -> list[SuccessionLine]:
    faults, lines = sheet.Faults(), []
    olds, news = {unit.code for unit in old}, {unit.code for unit in new}
    for row in sheet.read(content, SUCCESSION_HEADINGS, ("old", "new", "extent")):
        extent = EXTENTS.get(plain(row["extent"]))
        if row["old"] not in olds:
            faults.add(row, _("không có đơn vị cũ mã %(code)s.") % {"code": row["old"]})
        if row["new"] not in news:
            faults.add(row, _("không có đơn vị mới mã %(code)s.") % {"code": row["new"]})
        if extent is None:
            faults.add(row, _("cột phần chỉ nhận “toàn bộ” hoặc “một phần”."))
        lines.append(SuccessionLine(row["old"], row["new"], extent or "whole"))
    faults.stop()
    return lines

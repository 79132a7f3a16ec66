"""Lists of units from files: Thanh Hóa's, which come with Loa, and any province's as CSV or workbooks."""

from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from loa.kernel import clock
from loa.kernel.errors import Invalid
from loa.kernel.plain import plain
from loa.kernel.spreadsheet import table
from loa.kernel.spreadsheet.columns import Code, Column, Number, Text
from loa.kernel.spreadsheet.table import Fault, Line
from loa.places.loading import Province, SuccessionLine, UnitLine

# Two-level local government, and the day from which our list of the units before it is right
# (Nghị quyết 1238/NQ-UBTVQH15, in force from 1 January 2025).
TWO_LEVELS_SINCE = date(2025, 7, 1)
KNOWN_FROM = date(2025, 1, 1)

UNITS = (
    Column("code", ("mã", "mã đơn vị", "mã xã", "code"), Code(12), needed=True, expected=True),
    Column("name", ("tên", "tên đơn vị", "tên xã", "name"), needed=True, expected=True),
    Column("type", ("loại", "type"), Text(20)),
    Column("district_code", ("mã huyện", "district_code"), Code(12)),
    Column("district", ("huyện", "tên huyện", "district")),
    Column("district_type", ("loại huyện", "district_type"), Text(20)),
    Column("latitude", ("vĩ độ", "latitude"), Number(-90, 90)),
    Column("longitude", ("kinh độ", "longitude"), Number(-180, 180)),
    Column("area_km2", ("diện tích", "diện tích km2", "area_km2"), Number(0, 1e6)),
)
SUCCESSIONS = (
    Column("old", ("mã cũ", "old_code"), Code(12), needed=True, expected=True),
    Column("new", ("mã mới", "new_code"), Code(12), needed=True, expected=True),
    Column("extent", ("phần", "extent"), needed=True, expected=True),
)
MOST_UNITS = 12_000
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
    now = _checked(_read(units, UNITS), with_districts=False)
    old_rows = _read(before, UNITS) if before else []
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


def _read(content: bytes, columns: Sequence[Column]) -> list[Line]:
    read = table.read(content, columns, clock.today(), MOST_UNITS)
    return [line for line in read.lines if not line.skipped]


def _checked(rows: Iterable[Line], *, with_districts: bool) -> list[UnitLine]:
    faults: list[tuple[int, Fault | str]] = []
    seen, lines = set(), []
    for row in rows:
        faults += [(row.number, fault) for fault in row.faults]
        code, name = row.get("code"), row.get("name")
        if code and not code.isalnum():
            faults.append((row.number, _("mã đơn vị chỉ gồm chữ số và chữ, tối đa 12 ký tự.")))
        elif code and code in seen:
            faults.append((row.number, _("mã %(code)s đã có ở dòng trên.") % {"code": code}))
        elif with_districts and not row.get("district_code"):
            faults.append((row.number, _("thiếu mã huyện.")))
        seen.add(code)
        places = [row.get(field, None) for field in ("latitude", "longitude", "area_km2")]
        kind = row.get("type") or name.split(" ")[0]
        parent = row.get("district_code") if with_districts else ""
        lines.append(UnitLine(code, name, kind, "commune", parent, *places))
    table.stop(faults)
    return lines


def _districts(rows: Iterable[Line]) -> list[UnitLine]:
    found: dict[str, UnitLine] = {}
    for row in rows:
        code = row.get("district_code")
        name = row.get("district") or code
        kind = row.get("district_type") or name.split(" ")[0]
        found.setdefault(code, UnitLine(code, name, kind, "district"))
    return list(found.values())


def _successions(content: bytes, old: list[UnitLine], new: list[UnitLine]) -> list[SuccessionLine]:
    faults: list[tuple[int, Fault | str]] = []
    lines = []
    olds, news = {unit.code for unit in old}, {unit.code for unit in new}
    for row in _read(content, SUCCESSIONS):
        if row.faults:
            faults += [(row.number, fault) for fault in row.faults]
            continue
        before, after = row.get("old"), row.get("new")
        extent = EXTENTS.get(plain(row.get("extent")))
        if before not in olds:
            faults.append((row.number, _("không có đơn vị cũ mã %(code)s.") % {"code": before}))
        if after not in news:
            faults.append((row.number, _("không có đơn vị mới mã %(code)s.") % {"code": after}))
        if extent is None:
            faults.append((row.number, _("cột phần chỉ nhận “toàn bộ” hoặc “một phần”.")))
        lines.append(SuccessionLine(before, after, extent or "whole"))
    table.stop(faults)
    return lines

"""A province's lists of units: their columns and how their rows are read. Loa contains those of Thanh Hóa."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from pathlib import Path
from typing import Final, TypeVar

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loa.kernel import clock
from loa.kernel.errors import Invalid
from loa.kernel.spelling import ByName, means
from loa.kernel.spreadsheet import table
from loa.kernel.spreadsheet.columns import Code, Column, Number, Text
from loa.kernel.spreadsheet.table import Fault, Line
from loa.places import coordinates
from loa.places.loading import Province, SuccessionLine, UnitLine
from loa.places.models import Succession

# The start of two-level local government, and the day from which our list of the earlier units is right
# (Nghị quyết 1238/NQ-UBTVQH15, in force from 1 January 2025).
TWO_LEVELS_SINCE: Final = date(2025, 7, 1)
KNOWN_FROM: Final = date(2025, 1, 1)
LAST_DAY_OF_DISTRICTS: Final = date(2025, 6, 30)

CODE: Final = Column(
    "code",
    ("mã", "mã đơn vị", "mã xã", "code"),
    Code(12),
    needed=True,
    expected=True,
    example="14797",
    help=gettext_lazy("Mã đơn vị hành chính, chữ số và chữ, tối đa 12 ký tự. Để cột dạng chữ."),
)
NAME: Final = Column(
    "name",
    ("tên", "tên đơn vị", "tên xã", "name"),
    needed=True,
    expected=True,
    example="Phường Hạc Thành",
    help=gettext_lazy("Tên đầy đủ, có dấu, cả loại: Xã, Phường, Thị trấn, Đặc khu."),
)
TYPE: Final = Column(
    "type",
    ("loại", "type"),
    Text(20),
    example="Phường",
    help=gettext_lazy("Loại đơn vị, nếu cột tên chưa có."),
)
MEASURES: Final = (
    *coordinates.columns("19,8028", "105,789"),
    Column(
        "area_km2",
        ("diện tích", "diện tích km2", "area_km2", "area"),
        Number(0, 1e6),
        example="24,63",
        help=gettext_lazy("Ki-lô-mét vuông."),
    ),
)
DISTRICTS: Final = (
    Column(
        "district_code",
        ("mã huyện", "district_code"),
        Code(12),
        needed=True,
        expected=True,
        example="380",
        help=gettext_lazy("Mã huyện, quận, thị xã, thành phố mà xã thuộc về tới 30/06/2025."),
    ),
    Column(
        "district",
        ("huyện", "tên huyện", "district"),
        example="Thành phố Thanh Hóa",
        help=gettext_lazy("Tên đầy đủ, cả loại. Huyện chưa có trong hệ thống thì phải ghi."),
    ),
    Column(
        "district_type",
        ("loại huyện", "district_type"),
        Text(20),
        example="Thành phố",
        help=gettext_lazy("Huyện, Quận, Thị xã hay Thành phố, nếu cột huyện chưa có."),
    ),
)
UNITS: Final = (CODE, NAME, TYPE, *MEASURES)
FORMER_UNITS: Final = (CODE, NAME, TYPE, *DISTRICTS, *MEASURES)
SUCCESSIONS: Final = (
    Column(
        "old",
        ("mã cũ", "mã xã cũ", "old_code"),
        Code(12),
        needed=True,
        expected=True,
        example="14755",
        help=gettext_lazy("Mã xã, phường, thị trấn trước 01/07/2025."),
    ),
    Column(
        "new",
        ("mã mới", "mã xã mới", "new_code"),
        Code(12),
        needed=True,
        expected=True,
        example="14758",
        help=gettext_lazy("Mã xã, phường mà nơi ấy nhập vào từ 01/07/2025."),
    ),
    Column(
        "extent",
        ("phần", "extent"),
        needed=True,
        expected=True,
        example="toàn bộ",
        help=gettext_lazy("“toàn bộ” hoặc “một phần”."),
    ),
)
MOST_UNITS: Final = 12_000
TYPES: Final = ("Xã", "Phường", "Thị trấn", "Đặc khu")
DISTRICT_TYPES: Final = ("Huyện", "Quận", "Thị xã", "Thành phố")
EXTENTS: Final = ByName(
    [
        ("whole", Succession.Extent.WHOLE),
        ("part", Succession.Extent.PART),
        ("toàn bộ", Succession.Extent.WHOLE),
        ("một phần", Succession.Extent.PART),
    ]
)
Made = TypeVar("Made")


def unit_line(line: Line) -> UnitLine:
    """Returns the commune of a row, in the district that the row names. Raises Invalid with the column."""
    kind, name = unit_name(line)
    places = [line.get(field, None) for field in ("latitude", "longitude", "area_km2")]
    return UnitLine(unit_code(line), name, kind, "commune", line.get("district_code"), *places)


def unit_code(line: Line, field: str = "code") -> str:
    """Returns a unit's code. Raises Invalid with the column."""
    code: str = line.get(field)
    if not code.isalnum():
        raise Invalid(_("mã đơn vị chỉ gồm chữ số và chữ, tối đa 12 ký tự."), field)
    return code


def unit_name(line: Line) -> tuple[str, str]:
    """Returns the type of a commune, and its name with the type before it. Raises Invalid with the column."""
    return _typed(line.get("name"), line.get("type"), TYPES, "name")


def district_line(line: Line) -> UnitLine:
    """Returns the district that a row names. Raises Invalid with the column, also if the name is missing."""
    code, name = unit_code(line, "district_code"), line.get("district")
    if not name:
        raise Invalid(_("chưa có huyện mã %(code)s: ghi cả tên huyện.") % {"code": code}, "district")
    kind, name = _typed(name, line.get("district_type"), DISTRICT_TYPES, "district")
    return UnitLine(code, name, kind, "district")


def succession_extent(line: Line) -> str:
    """Returns how much of a unit went into another: whole or part. Raises Invalid with the column."""
    found = EXTENTS.find(line.get("extent"))
    if not found:
        raise Invalid(_("cột phần chỉ nhận “toàn bộ” hoặc “một phần”."), "extent")
    return str(found[0])


def _typed(name: str, kind: str, known: Sequence[str], field: str) -> tuple[str, str]:
    """Returns the type of a unit, and its name with the type before it, as all unit names are stored. The
    type is read from the name, else from `kind`."""
    for each in known:
        if name.lower().startswith(f"{each.lower()} "):
            return each, f"{each} {name[len(each) + 1 :]}"
    for each in known:
        if means(kind, each):
            return each, f"{each} {name}"
    said = _("“%(name)s” thiếu loại ở trước tên: %(types)s.")
    raise Invalid(said % {"name": name, "types": ", ".join(known)}, field)


def province(code: str, name: str) -> Province:
    """Returns a province without its units, which administrators import later. Raises Invalid."""
    if not code.isalnum() or not name.strip():
        raise Invalid(_("Cần mã và tên của tỉnh."), "name")
    return _province(code, name.strip(), (), (), (), ())


def thanh_hoa(folder: Path) -> Province:
    """Reads the lists in data/thanh-hoa. Raises Invalid (with a sentence for each faulty line of a file) or
    OSError (a file is missing)."""
    now = _read(folder / "units-from-2025-07.csv", UNITS, unit_line)
    before = _read(folder / "units-until-2025-06.csv", FORMER_UNITS, lambda row: (unit_line(row), row))
    # Reversed, so that the first row of a district decides its name.
    districts = {unit.parent: district_line(row) for unit, row in reversed(before)}
    went = _read(folder / "successors-2025-07.csv", SUCCESSIONS, _succession_line)
    return _province("38", "Tỉnh Thanh Hóa", now, districts.values(), [unit for unit, _row in before], went)


def _province(
    code: str,
    name: str,
    now: Sequence[UnitLine],
    districts: Iterable[UnitLine],
    before: Sequence[UnitLine],
    went: Sequence[SuccessionLine],
) -> Province:
    return Province(
        code=code,
        name=name,
        name_type="Thành phố" if name.lower().startswith("thành phố") else "Tỉnh",
        since=TWO_LEVELS_SINCE,
        units=now,
        known_from=KNOWN_FROM,  # former units are imported under the same province, which must be valid then
        districts_before=list(districts),
        units_before=before,
        successions=went,
    )


def _succession_line(line: Line) -> SuccessionLine:
    return SuccessionLine(line.get("old"), line.get("new"), succession_extent(line))


def _read(file: Path, columns: Sequence[Column], make: Callable[[Line], Made]) -> list[Made]:
    """Reads all rows of a file. Raises Invalid with a sentence for each faulty row."""
    faults: list[tuple[int, Fault | str]] = []
    found = []
    for line in table.read(file.read_bytes(), columns, clock.today(), MOST_UNITS).lines:
        faults += [(line.number, fault) for fault in line.faults]
        if line.skipped or line.faults:
            continue
        try:
            found.append(make(line))
        except Invalid as error:
            faults.append((line.number, str(error.message)))
    table.stop(faults)
    return found

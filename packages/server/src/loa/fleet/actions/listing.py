"""Devices as rows: one by hand, many by CSV. A row plays nothing until a box has claimed it."""

import csv
import io
from dataclasses import dataclass
from itertools import islice
from typing import Final

from django.db import transaction
from django.utils.translation import gettext as _
from loa_protocol.ids import plan_id

from loa.audit import actions as audit
from loa.fleet.models import Device, Site
from loa.fleet.rules import NAME_LENGTH
from loa.kernel import actor as acting
from loa.kernel.errors import Invalid
from loa.kernel.ids import uuid7
from loa.kernel.roles import Capability
from loa.places import queries as places
from loa.places import rights
from loa.places.models import Hamlet, Unit
from loa.places.names import search_text

COLUMNS: Final = ("ma_xa", "thon", "ten_cum", "diem_dat", "vi_do", "kinh_do")
MOST_LINES: Final = 20_000


@dataclass(frozen=True)
class Place:
    """Where a device stands: `hamlet` None means that it serves the whole commune."""

    unit: Unit
    hamlet: Hamlet | None = None
    site: str = ""
    latitude: float | None = None
    longitude: float | None = None


def unit_codes(unit_id: int) -> list[str]:
    """Codes from the province down to the unit: whose subjects its devices may hear."""
    above = [*reversed(places.ancestors(unit_id)), unit_id]
    units = Unit.objects.in_bulk(above)
    return [units[each].code for each in above]


@transaction.atomic
def add_device(place: Place, name: str) -> Device:
    """A new row that waits for its box. Operators and administrators of the unit or above.

    Raises Invalid for a name that is empty, too long or taken in that commune, or a hamlet of another one.
    """
    rights.require(acting.current(), Capability.KEEP_CLUSTERS, place.unit.id)
    name = " ".join(name.split())
    if not name or len(name) > NAME_LENGTH:
        raise Invalid(_("Tên cụm loa có từ 1 đến %(most)d chữ.") % {"most": NAME_LENGTH}, field="name")
    if place.hamlet is not None and place.hamlet.unit_id != place.unit.id:
        raise Invalid(_("Thôn này không thuộc xã, phường đã chọn."), field="hamlet")
    if Device.objects.filter(unit=place.unit, name=name).exists():
        raise Invalid(_("Đã có cụm loa tên %(name)s ở đây.") % {"name": name}, field="name")
    device = Device.objects.create(
        id=uuid7(),
        unit=place.unit,
        hamlet=place.hamlet,
        site=_site(place),
        name=name,
        plan_id=plan_id(place.unit.code, place.hamlet.id if place.hamlet else None),
        places=unit_codes(place.unit.id),
    )
    audit.record("fleet.device_added", device, place.unit.id, plan=device.plan_id)
    return device


def _site(place: Place) -> Site | None:
    if not place.site.strip():
        return None
    site, _new = Site.objects.get_or_create(
        unit=place.unit,
        name=place.site.strip()[:120],
        defaults={"hamlet": place.hamlet, "latitude": place.latitude, "longitude": place.longitude},
    )
    return site


def import_csv(text: str) -> list[Device]:
    """Devices from CSV with the columns ma_xa, thon, ten_cum, diem_dat, vi_do, kinh_do: all of them or none.

    Raises Invalid with one sentence a faulty line.
    """
    made, wrong = [], []
    with transaction.atomic():
        for number, row in _lines(text):
            try:
                made.append(add_device(_place(row), row["ten_cum"] or ""))
            except Invalid as why:
                wrong.append(_("Dòng %(line)d: %(why)s") % {"line": number, "why": why.message})
        if wrong:
            raise Invalid(
                _("Chưa nhập được dòng nào. Sửa các dòng sau rồi nhập lại."), field="file", lines=wrong
            )
    return made


def _lines(text: str) -> list[tuple[int, dict[str, str]]]:
    """The file's lines by column, each with its number. Raises Invalid for a file that is none, or too
    long."""
    reader = csv.DictReader(io.StringIO(text.lstrip("\ufeff")))
    try:
        if reader.fieldnames is None or not {"ma_xa", "ten_cum"} <= set(reader.fieldnames):
            raise Invalid(
                _("Tệp cần có các cột: %(columns)s.") % {"columns": ", ".join(COLUMNS)}, field="file"
            )
        found = [(reader.line_num, row) for row in islice(reader, MOST_LINES + 1)]
    except csv.Error:
        said = _("Dòng %(line)s của tệp không đọc được. Lưu lại dạng “CSV UTF-8” rồi gửi lại.")
        raise Invalid(said % {"line": reader.reader.line_num}, field="file") from None
    if len(found) > MOST_LINES:
        raise Invalid(_("Một tệp có tối đa %(most)d dòng.") % {"most": MOST_LINES}, field="file")
    return found


def _place(row: dict[str, str]) -> Place:
    code = (row.get("ma_xa") or "").strip()
    unit = places.units().filter(code=code, kind="commune").first()
    if unit is None:
        raise Invalid(_("không có xã, phường mã %(code)s.") % {"code": code})
    wanted = (row.get("thon") or "").strip()
    hamlet = None
    if wanted:
        known = {search_text(each.name): each for each in places.hamlets(unit.id)}
        hamlet = known.get(search_text(wanted))
        if hamlet is None:
            raise Invalid(
                _("xã, phường %(unit)s không có thôn %(hamlet)s.") % {"unit": unit.name, "hamlet": wanted}
            )
    north, east = _degrees(row.get("vi_do"), 90), _degrees(row.get("kinh_do"), 180)
    return Place(unit, hamlet, row.get("diem_dat") or "", north, east)


def _degrees(text: str | None, most: int) -> float | None:
    if not text or not text.strip():
        return None
    try:
        found = float(text.strip().replace(",", "."))
    except ValueError:
        found = 999.0
    if not -most <= found <= most:
        raise Invalid(_("tọa độ %(text)s không đọc được.") % {"text": text.strip()})
    return found

"""The file that this room imports: clusters of any communes. A row plays nothing until a box claims it."""

from collections import defaultdict
from functools import cache, partial
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loa.fleet import actions
from loa.fleet.actions.listing import Place
from loa.fleet.models import Device, Site
from loa.fleet.rules import NAME_LENGTH, called, too_like
from loa.kernel.actor import current
from loa.kernel.errors import Invalid
from loa.kernel.importing import Change, Checks, ImportKind, Outcome, Verdict
from loa.kernel.roles import Capability
from loa.kernel.spelling import spelled
from loa.kernel.spreadsheet.columns import Column, Number, Text
from loa.kernel.spreadsheet.table import Line
from loa.places import communes, coordinates, queries, rights
from loa.places.alike import HamletsByName, Names
from loa.places.models import Hamlet, Unit
from loa.places.whereabouts import far_from_unit, require_in_vietnam

COLUMNS: Final = (
    *communes.COLUMNS,
    Column(
        "hamlet",
        ("thôn", "thôn, bản", "tên thôn", "tổ dân phố", "hamlet"),
        example="Đông Hòa",
        help=gettext_lazy(
            "Thôn mà cụm loa phục vụ. Bỏ trống là kêu cho cả xã; cụm đã có thì giữ như đang ghi."
        ),
    ),
    Column(
        "name",
        ("tên cụm", "tên cụm loa", "cụm loa", "ten_cum", "cluster", "clusters"),
        Text(NAME_LENGTH),
        needed=True,
        expected=True,
        example="Cụm 01",
        help=gettext_lazy("Tên trong xã, không trùng nhau, tối đa 60 chữ."),
    ),
    Column(
        "site",
        ("điểm đặt", "vị trí", "địa điểm", "diem_dat", "site"),
        example="Nhà văn hóa thôn",
        help=gettext_lazy("Nơi đặt loa. Nhiều cụm ở một nơi thì ghi cùng một tên."),
    ),
    Column(
        "latitude",
        ("vĩ độ", "vi_do", "latitude"),
        Number(-90, 90),
        example="19,8075",
        help=gettext_lazy("Số độ, dấu phẩy hay dấu chấm đều được."),
    ),
    Column(
        "longitude",
        ("kinh độ", "kinh_do", "longitude"),
        Number(-180, 180),
        example="105,7764",
        help=gettext_lazy("Số độ."),
    ),
)


class _Judge:
    """Compares the rows of a file with the data. A commune's data are read when a row first names the
    commune."""

    def __init__(self, unit_id: int) -> None:
        self.communes = communes.Communes()
        self.may = cache(partial(rights.may, current(), Capability.KEEP_CLUSTERS))
        self.hamlets: dict[int, HamletsByName] = {}
        self.devices: dict[int, dict[str, Device]] = {}
        self.names: dict[int, Names] = {}
        self.sites: dict[tuple[int, str], tuple[Place, int]] = {}
        self.known_sites: dict[int, dict[str, list[Site]]] = {}

    def __call__(self, line: Line) -> Verdict:
        checks, name = Checks(line), line.get("name")
        north, east = line.get("latitude", None), line.get("longitude", None)
        found = checks.made(partial(self._unit, line), "code", "commune", "district")
        unit = found.unit if found else None
        hamlet = checks.made(partial(self._hamlet, unit, line.get("hamlet")), "hamlet") if unit else None
        checks.made(partial(_check_spot, line.get("site"), north, east), "site", "latitude", "longitude")
        checks.passed()
        assert found
        assert unit
        place = Place(unit, hamlet, line.get("site"), north, east)
        self._check_site(place, line.number)
        label, key = f"{name}, {unit.name}", f"{unit.id}/{name}"
        kept = self._coordinates_kept(place)
        notes = tuple(
            note for note in (found.note, kept or far_from_unit(unit, self.communes.now, north, east)) if note
        )
        there = self._known(unit).get(name)
        if there is None:
            self._check_alike(unit, name)
            changes = (
                Change(_("thôn"), "", str(hamlet or _("cả xã"))),
                *((Change(_("điểm đặt"), "", self._site_name(place)),) if place.site else ()),
                *(() if kept else coordinates.added(north, east)),
            )
            do = partial(actions.add_device, place, name)
            return Verdict(Outcome.ADDED, key, label, changes, notes, do)
        return self._changed(there, place, key, label, notes)

    def _unit(self, line: Line) -> communes.FoundUnit:
        found = self.communes.find(line.get("code"), line.get("commune"), line.get("district"))
        if not self.may(found.unit.id):
            raise Invalid(_("không có quyền thêm cụm loa ở %(unit)s.") % {"unit": found.unit.name}, "code")
        return found

    def _changed(self, there: Device, place: Place, key: str, label: str, notes: tuple[str, ...]) -> Verdict:
        """Compares a cluster that exists with the row; a cluster that a box has claimed is skipped."""
        changes = []
        # An empty cell means that nothing changes, never that the hamlet or site is removed.
        if place.hamlet is not None and there.hamlet_id != place.hamlet.id:
            changes.append(Change(_("thôn"), str(there.hamlet or _("cả xã")), str(place.hamlet)))
        if place.site and (there.site is None or spelled(there.site.name) != spelled(place.site)):
            changes.append(Change(_("điểm đặt"), str(there.site or _("chưa có")), self._site_name(place)))
            if self._known_site(place) is None:
                changes += coordinates.added(place.latitude, place.longitude)
        if not changes:
            return Verdict(Outcome.UNCHANGED, key, label, notes=notes)
        if there.state != Device.State.NEW:
            said = _("cụm này đã có máy nhận: chuyển thôn, đổi điểm đặt ở trang của cụm loa.")
            return Verdict(Outcome.SKIPPED, key, label, tuple(changes), (*notes, said))
        return Verdict(
            Outcome.CHANGED, key, label, tuple(changes), notes, partial(actions.place_again, there.id, place)
        )

    def _coordinates_kept(self, place: Place) -> str:
        """Returns the note for a row that names other coordinates than its site has, "" if it does not.

        Whoever mounted a site has said where it is: `actions` leave an existing site as it is.
        """
        if place.latitude is None or place.longitude is None:
            return ""
        site = self._known_site(place)
        if site is None or (site.latitude, site.longitude) == (place.latitude, place.longitude):
            return ""
        said = _("điểm đặt “%(site)s” đã có từ trước: tọa độ trong tệp không được ghi.")
        return said % {"site": site.name}

    def _site_name(self, place: Place) -> str:
        """Returns the name of the row's site as it is stored, or will be."""
        site = self._known_site(place)
        return site.name if site else place.site

    def _known_site(self, place: Place) -> Site | None:
        """Returns the site that the row names, if it is there already."""
        if place.unit.id not in self.known_sites:
            named: dict[str, list[Site]] = defaultdict(list)
            for each in Site.objects.filter(unit=place.unit):
                named[spelled(each.name)].append(each)
            self.known_sites[place.unit.id] = named
        return called(self.known_sites[place.unit.id].get(spelled(place.site), ()), place.site)

    def _known(self, unit: Unit) -> dict[str, Device]:
        if unit.id not in self.devices:
            rows = Device.objects.filter(unit=unit).select_related("hamlet", "site")
            self.devices[unit.id] = {each.name: each for each in rows}
        return self.devices[unit.id]

    def _check_alike(self, unit: Unit, name: str) -> None:
        """No name that stands in the commune, or in a row before, is taken for it. Raises Invalid."""
        names = self.names.setdefault(unit.id, Names(self._known(unit)))
        there = names.alike(name)
        if there is not None and there != name:  # the very same name is told with its row
            raise Invalid(too_like(there, name), "name")
        names.add(name)

    def _hamlet(self, unit: Unit, name: str) -> Hamlet | None:
        """Returns the hamlet of this name, with or without its type. Raises Invalid for none or several."""
        if not name:
            return None
        if unit.id not in self.hamlets:
            self.hamlets[unit.id] = HamletsByName(queries.hamlets(unit.id))
        known = self.hamlets[unit.id]
        found = known.find(name)
        values = {"unit": unit.name, "hamlet": name}
        if len(found) > 1:
            named = ", ".join(map(str, found))
            said = _("%(unit)s có nhiều nơi tên “%(hamlet)s”: %(named)s. Ghi đủ dấu, hoặc ghi cả loại.")
            raise Invalid(said % {**values, "named": named}, "hamlet")
        if not found and (near := ", ".join(map(str, known.near(name)[:3]))):
            said = _("%(unit)s không có thôn “%(hamlet)s”; có %(near)s, khác dấu.")
            raise Invalid(said % {**values, "near": near}, "hamlet")
        if not found:
            raise Invalid(_("%(unit)s không có thôn “%(hamlet)s”.") % values, "hamlet")
        return found[0]

    def _check_site(self, place: Place, number: int) -> None:
        """Raises Invalid unless the rows of a site give the same coordinates: several clusters share a
        site."""
        if place.latitude is None:
            return
        # Compared with the first row of the file that names this site.
        first, line = self.sites.setdefault((place.unit.id, spelled(place.site)), (place, number))
        if (first.latitude, first.longitude) != (place.latitude, place.longitude):
            said = _("điểm đặt “%(site)s” đã có tọa độ khác ở dòng %(line)s.")
            raise Invalid(said % {"site": place.site, "line": line}, "latitude")


def _check_spot(site: str, north: float | None, east: float | None) -> None:
    """Raises Invalid for half a spot, one that has no name, or one outside Vietnam."""
    if (north is None) != (east is None):
        raise Invalid(_("cần cả vĩ độ và kinh độ, hoặc bỏ trống cả hai."), "latitude")
    if north is not None and not site:
        raise Invalid(_("có tọa độ thì ghi cả tên điểm đặt."), "site")
    if north is not None and east is not None:
        require_in_vietnam(north, east)


IMPORTS: Final = (
    ImportKind(
        kind="clusters",
        path="quan-ly/cum-loa/nhap/",
        name="clusters_import",
        back="clusters_list",
        back_said=gettext_lazy("Cụm loa"),
        title=gettext_lazy("Nhập cụm loa từ tệp"),
        what=gettext_lazy("cụm loa"),
        capability=Capability.KEEP_CLUSTERS,
        columns=COLUMNS,
        begin=_Judge,
        most=20_000,
    ),
)

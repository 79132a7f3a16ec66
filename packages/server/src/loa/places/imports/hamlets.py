"""The import of the hamlets of one commune."""

from datetime import date
from functools import partial
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loa.kernel import clock
from loa.kernel.errors import Invalid
from loa.kernel.importing import Change, Checks, ImportKind, Outcome, Verdict
from loa.kernel.roles import Capability
from loa.kernel.spelling import ByName, spelled
from loa.kernel.spreadsheet.columns import Column, Day
from loa.kernel.spreadsheet.table import Line
from loa.places import actions, alike, coordinates, queries
from loa.places.models import Hamlet, HamletKind, UnitKind
from loa.places.rules import naming, spot
from loa.places.whereabouts import far_from_unit

HAMLETS: Final = (
    Column(
        "name",
        ("tên", "tên thôn", "tên thôn, bản", "thôn", "thôn, bản", "tổ dân phố", "name"),
        needed=True,
        expected=True,
        example="Linh Trường",
        help=gettext_lazy("Tên, có dấu. Ghi cả loại ở đây (“Thôn Linh Trường”) thì bỏ trống cột loại."),
    ),
    Column(
        "kind",
        ("loại", "kind"),
        example="thôn",
        help=gettext_lazy("thôn, bản, tổ dân phố (TDP), khu phố (KP)"),
    ),
    *coordinates.columns("19,8075", "105,7764"),
    Column(
        "since",
        ("từ ngày", "ngày thành lập", "since", "from"),
        Day(),
        example="01/07/2025",
        help=gettext_lazy(
            "Ngày bắt đầu có, ngày/tháng/năm. Bỏ trống là hôm nay. Thôn đã có thì không đổi ngày."
        ),
    ),
)


class _Hamlets:
    """The hamlets of a commune, with which each row is compared. Calling it returns the verdict on a row.
    Raises NotFound, Forbidden."""

    def __init__(self, unit_id: int) -> None:
        self.unit, self.unit_id = actions.require_hamlets(unit_id), unit_id
        self.communes = list(queries.units().filter(kind=UnitKind.COMMUNE))
        self.known = ByName((_called(each.kind, each.name), each) for each in queries.hamlets(unit_id))

    def __call__(self, line: Line) -> Verdict:
        """Returns the verdict on a row. Raises Faulty."""
        checks = Checks(line)
        named = checks.made(partial(naming, line.get("name"), line.get("kind")), "name", "kind")
        north, east = line.get("latitude", None), line.get("longitude", None)
        at = checks.made(partial(spot, north, east), "latitude", "longitude")
        checks.passed()
        assert named
        assert at
        name, kind = named
        there = self._there(kind, name)
        if there is None:
            return self._added(kind, name, at, line.get("since", None) or clock.today())
        key = spelled(_called(there.kind, there.name))
        said = _("đang ghi là “%(name)s”; lần nhập này không đổi tên.") % {"name": there.name}
        notes = (said,) if there.name != name else ()
        since = line.get("since", None)
        if since is not None and since != there.valid_from:
            said = _("đang ghi từ ngày %(day)s; lần nhập này không đổi ngày.")
            notes = (*notes, said % {"day": f"{there.valid_from:%d/%m/%Y}"})
        before, (latitude, longitude) = (there.latitude, there.longitude), at
        if latitude is None or longitude is None or coordinates.pair(*before) == coordinates.pair(*at):
            return Verdict(Outcome.UNCHANGED, key, str(there), notes=notes)
        change = Change(_("tọa độ"), coordinates.pair(*before), coordinates.pair(*at))
        notes = tuple(filter(None, (*notes, self._far(at))))
        do = partial(actions.locate_hamlet, there, latitude, longitude)
        return Verdict(Outcome.CHANGED, key, str(there), (change,), notes, do)

    def _added(
        self, kind: HamletKind, name: str, at: tuple[float | None, float | None], since: date
    ) -> Verdict:
        changes = (*coordinates.added(*at), Change(_("từ ngày"), "", f"{since:%d/%m/%Y}"))
        notes = tuple(filter(None, [self._far(at)]))
        do = partial(actions.add_hamlet, self.unit_id, name, kind, *at, since)
        label = f"{kind.label} {name}"
        return Verdict(Outcome.ADDED, spelled(_called(kind, name)), label, changes, notes, do)

    def _far(self, at: tuple[float | None, float | None]) -> str:
        return far_from_unit(self.unit, self.communes, *at)

    def _there(self, kind: HamletKind, name: str) -> Hamlet | None:
        """Returns the hamlet of this kind and name. Raises Invalid if the name was typed without marks and
        several fit."""
        found = self.known.find(_called(kind, name))
        if len({spelled(each.name) for each in found}) > 1:
            named = ", ".join(map(str, found))
            said = _("có nhiều nơi tên “%(name)s”: %(named)s. Ghi đủ dấu.")
            raise Invalid(said % {"name": name, "named": named}, "name")
        return found[0] if found else None


def _called(kind: str, name: str) -> str:
    """Returns the name by which people know a hamlet, with its kind before it."""
    return f"{kind}/{alike.parted(alike.full(kind, name))[1]}"


IMPORTING: Final = ImportKind(
    kind="hamlets",
    path="quan-ly/dia-ban/<int:unit_id>/thon/tu-tep/",
    name="places_import_hamlets",
    back="places_one",
    title=gettext_lazy("Thôn, bản từ tệp"),
    what=gettext_lazy("thôn, bản"),
    capability=Capability.KEEP_HAMLETS,
    columns=HAMLETS,
    begin=_Hamlets,
    most=2_000,
    at_unit=True,
)

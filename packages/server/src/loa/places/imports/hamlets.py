"""The import of the hamlets of one commune."""

from functools import partial
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loa.kernel.errors import Invalid
from loa.kernel.importing import Change, Checks, ImportKind, Outcome, Verdict
from loa.kernel.roles import Capability
from loa.kernel.spelling import ByName, spelled
from loa.kernel.spreadsheet.columns import Column, Day
from loa.kernel.spreadsheet.table import Line
from loa.places import actions, alike, coordinates, queries
from loa.places.models import Hamlet, HamletKind
from loa.places.rules import naming, spot

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
        ("từ ngày", "ngày thành lập", "since"),
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
        actions.require_hamlets(unit_id)
        self.unit_id = unit_id
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
        there, key = self._there(kind, name), spelled(_called(kind, name))
        if there is None:
            add = partial(actions.add_hamlet, self.unit_id, name, kind, *at, line.get("since", None))
            return Verdict(Outcome.ADDED, key, f"{kind.label} {name}", do=add)
        key = spelled(_called(there.kind, there.name))
        said = _("đang ghi là “%(name)s”; lần nhập này không đổi tên.") % {"name": there.name}
        notes = (said,) if there.name != name else ()
        before, (latitude, longitude) = (there.latitude, there.longitude), at
        if latitude is None or longitude is None or before == at:
            return Verdict(Outcome.UNCHANGED, key, str(there), notes=notes)
        change = Change(_("tọa độ"), _degrees(*before), _degrees(*at))
        do = partial(actions.locate_hamlet, there, latitude, longitude)
        return Verdict(Outcome.CHANGED, key, str(there), (change,), notes, do)

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


def _degrees(north: float | None, east: float | None) -> str:
    if north is None or east is None:
        return _("chưa có")
    return f"{coordinates.figure(north)}; {coordinates.figure(east)}"


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

"""The import of the hamlets of one commune."""

from collections import defaultdict
from functools import partial
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loa.kernel.importing import Change, Checks, ImportKind, Outcome, Verdict
from loa.kernel.roles import Capability
from loa.kernel.spreadsheet.columns import Column, Day
from loa.kernel.spreadsheet.table import Line
from loa.places import actions, alike, coordinates, queries
from loa.places.models import Hamlet
from loa.places.names import search_text
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
        self.known: dict[str, Hamlet] = {}
        self.without_marks: dict[str, list[Hamlet]] = defaultdict(list)
        for each in queries.hamlets(unit_id):
            self.known.setdefault(_key(each.kind, each.name), each)
            self.without_marks[search_text(_key(each.kind, each.name))].append(each)

    def __call__(self, line: Line) -> Verdict:
        """Returns the verdict on a row. Raises Faulty."""
        checks = Checks(line)
        named = checks.made(partial(naming, line.get("name"), line.get("kind")), "name", "kind")
        north, east = line.get("latitude", None), line.get("longitude", None)
        at = checks.made(partial(spot, north, east), "latitude", "longitude")
        checks.passed()
        assert named
        assert at
        (name, kind), key = named, _key(named[1], named[0])
        there = self._there(key)
        if there is None:
            add = partial(actions.add_hamlet, self.unit_id, name, kind, *at, line.get("since", None))
            return Verdict(Outcome.ADDED, key, f"{kind.label} {name}", do=add)
        key = _key(there.kind, there.name)
        said = _("đang ghi là “%(name)s”; lần nhập này không đổi tên.") % {"name": there.name}
        notes = (said,) if there.name != name else ()
        before, (latitude, longitude) = (there.latitude, there.longitude), at
        if latitude is None or longitude is None or before == at:
            return Verdict(Outcome.UNCHANGED, key, str(there), notes=notes)
        change = Change(_("tọa độ"), _degrees(*before), _degrees(*at))
        do = partial(actions.locate_hamlet, there, latitude, longitude)
        return Verdict(Outcome.CHANGED, key, str(there), (change,), notes, do)

    def _there(self, key: str) -> Hamlet | None:
        """Returns the hamlet by its name. If the row has no diacritics, it also matches without them,
        provided that only one hamlet fits."""
        there = self.known.get(key)
        if there is None and search_text(key) == key:
            found = self.without_marks[key]
            return found[0] if len(found) == 1 else None
        return there


def _key(kind: str, name: str) -> str:
    """Returns a key that is equal for names that people would confuse."""
    return "/".join(map(str, (kind, alike.parted(alike.full(kind, name))[1])))


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

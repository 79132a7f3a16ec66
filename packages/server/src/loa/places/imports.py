"""Tables that this room takes: hamlets of one commune."""

from functools import partial
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loa.kernel.importing import Change, Importing, Judge, Outcome, Verdict
from loa.kernel.roles import Capability
from loa.kernel.spreadsheet.columns import Column, Day, Number
from loa.kernel.spreadsheet.table import Line
from loa.places import actions, queries
from loa.places.models import Hamlet
from loa.places.names import search_text
from loa.places.rules import draft

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
    Column(
        "latitude",
        ("vĩ độ", "latitude"),
        Number(-90, 90),
        example="19,8075",
        help=gettext_lazy(
            "Số độ, dấu phẩy hay dấu chấm đều được. Ghi cả vĩ độ và kinh độ, hoặc bỏ trống cả hai."
        ),
    ),
    Column(
        "longitude",
        ("kinh độ", "longitude"),
        Number(-180, 180),
        example="105,7764",
        help=gettext_lazy("Số độ."),
    ),
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


def begin(unit_id: int) -> Judge:
    """Hamlets that a commune has, and what a row would make of them. Raises Missing, Refused."""
    actions.require_hamlets(unit_id)
    known = {(each.kind, each.search): each for each in queries.hamlets(unit_id)}
    return partial(_judged, unit_id, known)


def _judged(unit_id: int, known: dict[tuple[str, str], Hamlet], line: Line) -> Verdict:
    checked = draft(
        line.get("name"), line.get("kind"), line.get("latitude", None), line.get("longitude", None)
    )
    key = (str(checked.kind), search_text(checked.name))
    label, there = f"{checked.kind.label} {checked.name}", known.get(key)
    if there is None:
        add = partial(
            actions.add_hamlet,
            unit_id,
            checked.name,
            checked.kind,
            checked.latitude,
            checked.longitude,
            line.get("since", None),
        )
        return Verdict(Outcome.ADDED, "/".join(key), label, do=add)
    before, after = (there.latitude, there.longitude), (checked.latitude, checked.longitude)
    if checked.latitude is None or checked.longitude is None or before == after:
        return Verdict(Outcome.UNCHANGED, "/".join(key), str(there))
    locate = partial(actions.locate_hamlet, there, checked.latitude, checked.longitude)
    change = Change(_("tọa độ"), _degrees(*before), _degrees(*after))
    return Verdict(
        Outcome.CHANGED,
        "/".join(key),
        str(there),
        (change,),
        do=locate,
    )


def _degrees(north: float | None, east: float | None) -> str:
    return _("chưa có") if north is None or east is None else f"{north:g}; {east:g}".replace(".", ",")


IMPORTS: Final = (
    Importing(
        kind="hamlets",
        path="quan-ly/dia-ban/<int:unit_id>/thon/tu-tep/",
        name="places_import_hamlets",
        back="places_unit",
        title=gettext_lazy("Thôn, bản từ tệp"),
        what=gettext_lazy("thôn, bản"),
        capability=Capability.KEEP_HAMLETS,
        columns=HAMLETS,
        begin=begin,
        most=2_000,
        at_unit=True,
    ),
)

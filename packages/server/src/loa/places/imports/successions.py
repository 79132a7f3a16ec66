"""The import of successions, from the communes before the districts ended to those after. It only adds."""

from functools import partial
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loa.kernel.errors import Invalid
from loa.kernel.importing import Change, Checks, ImportKind, Outcome, Verdict
from loa.kernel.roles import Capability
from loa.kernel.spreadsheet.table import Line
from loa.places import actions, queries
from loa.places.communes import described, lost_zeros, whole_code
from loa.places.lists import LAST_DAY_OF_DISTRICTS, MOST_UNITS, SUCCESSIONS, succession_extent
from loa.places.models import Succession, Unit, UnitKind


class _Successions:
    """The communes before and after the reform and the successions that are recorded. Calling it returns the
    verdict on a row."""

    def __init__(self, unit_id: int) -> None:
        before = queries.units(LAST_DAY_OF_DISTRICTS).select_related("parent")
        self.before = {each.code: each for each in before.filter(kind=UnitKind.COMMUNE)}
        self.now = {each.code: each for each in queries.units().filter(kind=UnitKind.COMMUNE)}
        known = Succession.objects.values_list("old_id", "new_id", "extent")
        self.known = {(old, new): extent for old, new, extent in known}

    def __call__(self, line: Line) -> Verdict:
        """Returns the verdict on a row. Raises Faulty."""
        checks = Checks(line)
        old = checks.made(partial(self._old, line.get("old")), "old")
        new = checks.made(partial(self._new, line.get("new")), "new")
        extent = checks.made(partial(succession_extent, line), "extent")
        checks.passed()
        assert old
        assert new
        assert extent
        key, label = f"{old.pk}/{new.pk}", f"{described(old)} → {described(new)}"
        notes = tuple(
            filter(None, [lost_zeros(line.get("old"), old.code), lost_zeros(line.get("new"), new.code)])
        )
        there = self.known.get((old.pk, new.pk))
        if there is None:
            change = Change(_("phần nhập"), "", _said(extent))
            do = partial(actions.add_succession, old, new, extent)
            return Verdict(Outcome.ADDED, key, label, (change,), notes, do)
        if there != extent:
            said = _("đang ghi là “%(extent)s”; lần nhập này không đổi.")
            notes = (*notes, said % {"extent": _said(there)})
        return Verdict(Outcome.UNCHANGED, key, label, notes=notes)

    def _old(self, code: str) -> Unit:
        found = self.before.get(code) or self.before.get(whole_code(code))
        if found is None:
            said = _("không có xã, phường mã %(code)s trước 01/07/2025. Nhập danh sách ấy trước.")
            raise Invalid(said % {"code": code}, "old")
        return found

    def _new(self, code: str) -> Unit:
        found = self.now.get(code) or self.now.get(whole_code(code))
        if found is None:
            said = _("không có xã, phường mã %(code)s hiện nay. Nhập danh sách ấy trước.")
            raise Invalid(said % {"code": code}, "new")
        return found


def _said(extent: str) -> str:
    return str(Succession.Extent(extent).label)


IMPORTING: Final = ImportKind(
    kind="successions",
    path="quan-ly/dia-ban/tu-tep/sap-nhap/",
    name="places_import_successions",
    back="places_units",
    back_said=gettext_lazy("Địa bàn"),
    title=gettext_lazy("Xã cũ về xã mới nào, từ tệp"),
    what=gettext_lazy("dòng sáp nhập"),
    capability=Capability.KEEP_UNITS,
    columns=SUCCESSIONS,
    begin=_Successions,
    most=MOST_UNITS,
    at_province=True,
)

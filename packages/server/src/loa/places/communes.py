"""Finds the commune that a row of a list means: by its code, its name, or the name that it had before a
reform.

Older lists name communes that no longer exist: on 1 July 2025 the communes were merged and the districts
ended. A former commune that went into one commune means that commune today. If it was split, or if several
communes had the name, the module does not guess: the error lists the candidates.
"""

from collections import defaultdict
from dataclasses import dataclass
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loa.kernel.errors import Invalid
from loa.kernel.spreadsheet.columns import Code, Column
from loa.places import queries
from loa.places.models import Succession, Unit, UnitKind
from loa.places.unit_names import UnitsByName, is_called, parted

CODE_LENGTH: Final = 5
"""Digits of a commune's code (Quyết định 19/2025/QĐ-TTg). A spreadsheet drops leading zeros."""

COLUMNS: Final = (
    Column(
        "code",
        ("mã xã", "mã đơn vị", "mã xã, phường", "mã phường", "unit", "ma_xa", "commune code"),
        Code(12),
        example="14797",
        help=gettext_lazy("Mã xã, phường. Có mã thì không cần hai cột sau."),
    ),
    Column(
        "commune",
        (
            "xã, phường",
            "tên xã",
            "tên đơn vị",
            "đơn vị",
            "xã",
            "phường",
            "tên xã, phường",
            "nơi làm việc",
            "place of work",
        ),
        help=gettext_lazy("Tên xã, phường, nếu không ghi mã. Tên trước ngày 01/07/2025 cũng được."),
    ),
    Column(
        "district",
        ("huyện cũ", "huyện", "quận, huyện", "tên huyện"),
        help=gettext_lazy("Huyện trước ngày 01/07/2025, để phân biệt các xã cũ cùng tên."),
    ),
)


def whole_code(code: str) -> str:
    """Returns a commune's code with the leading zeros that a spreadsheet drops."""
    return code.zfill(CODE_LENGTH) if code.isdigit() else code


def lost_zeros(given: str, read: str) -> str:
    """Returns a sentence if the code was read with leading zeros that it had lost, else an empty string."""
    return "" if read == given else _("mã xã mất số 0 ở đầu, đọc là %(code)s.") % {"code": read}


@dataclass(frozen=True)
class FoundUnit:
    """A unit that is valid today. `note` says how it was found, if not by its own name or code."""

    unit: Unit
    note: str = ""


class Communes:
    """All units of these kinds (communes by default), read once for a file."""

    def __init__(self, *kinds: UnitKind) -> None:
        kinds = kinds or (UnitKind.COMMUNE,)
        every = (
            Unit.objects.filter(kind__in=kinds).select_related("parent").order_by("sort_key", "code", "id")
        )
        standing = set(queries.units().filter(kind__in=kinds).values_list("id", flat=True))
        self.now = [unit for unit in every if unit.id in standing]
        self.former = [unit for unit in every if unit.id not in standing]
        self._by_id = {unit.id: unit for unit in self.now}
        self._went: dict[int, list[int]] = defaultdict(list)
        for before, after in Succession.objects.order_by("new__sort_key").values_list("old_id", "new_id"):
            self._went[before].append(after)
        self._names_now, self._names_before = UnitsByName(self.now), UnitsByName(self.former)
        self._codes_now = {unit.code: unit for unit in self.now}
        self._codes_before = {unit.code: unit for unit in self.former}
        # What each unit is called: itself, and the units that went into it.
        self._called: dict[int, set[str]] = {unit.id: {parted(unit.name).called} for unit in self.now}
        for old in self.former:
            for heir in self._heirs(old.id):
                self._called[heir.id].add(parted(old.name).called)

    def find(self, code: str = "", name: str = "", district: str = "") -> FoundUnit:
        """Returns the unit that a row means. Raises Invalid with the column."""
        if code:
            found = self._by_code(code)
            if name and not is_called(name, self._called[found.unit.id]):
                said = _("mã %(code)s là %(unit)s, không phải %(name)s.")
                raise Invalid(said % {"code": code, "unit": found.unit.name, "name": name}, "code")
            return found
        if not name:
            raise Invalid(_("cần mã hoặc tên xã, phường."), "code")
        return self._by_name(name, district)

    def _by_code(self, code: str) -> FoundUnit:
        """Returns the unit with this code, which may lack its leading zeros. A present unit comes before a
        former one."""
        for wanted in dict.fromkeys((code, whole_code(code))):
            note = lost_zeros(code, wanted)
            if wanted in self._codes_now:
                return FoundUnit(self._codes_now[wanted], note)
            if wanted in self._codes_before:
                return self._today(self._codes_before[wanted], "code")
        raise Invalid(_("không có xã, phường mã %(code)s.") % {"code": code}, "code")

    def _by_name(self, name: str, district: str) -> FoundUnit:
        """Returns the unit with this name. A present unit comes before a former one, unless a district is
        given."""
        before = self._names_before.find(name)
        if district:  # districts ended in 2025, so a row with a district means a former commune
            of_it = [each for each in before if each.parent and _is_called(district, each.parent)]
            if of_it:
                return self._one(of_it, name)
        now = self._names_now.find(name)
        if len(now) == 1:
            return FoundUnit(now[0], self._also(now[0], before))
        if now:
            return self._one(now, name)
        if not before:
            raise Invalid(self._none(name), "commune")
        return self._one(before, name)

    def _none(self, name: str) -> str:
        """Returns the sentence for a name that no unit has, with those that differ from it only in marks."""
        near = (self._names_now.near(name) or self._names_before.near(name))[:3]
        if not near:
            return _("không có xã, phường tên “%(name)s”.") % {"name": name}
        said = _("không có xã, phường tên “%(name)s”; có %(near)s, khác dấu.")
        return said % {"name": name, "near": "; ".join(map(described, near))}

    def _one(self, units: list[Unit], name: str) -> FoundUnit:
        """Returns the unit of today for the only one of these. Raises Invalid, which lists them, if they are
        several."""
        if len(units) == 1:
            return FoundUnit(units[0]) if units[0].id in self._by_id else self._today(units[0], "commune")
        named = "; ".join(described(unit) for unit in units[:8])
        said = _("có nhiều xã, phường tên “%(name)s”: %(units)s. Ghi mã xã.")
        raise Invalid(said % {"name": name, "units": named}, "commune")

    def _today(self, unit: Unit, field: str) -> FoundUnit:
        """Returns the unit of today that a former unit became. Raises Invalid if there is none, or
        several."""
        heirs = self._heirs(unit.id)
        values = {"old": described(unit), "new": ", ".join(f"{each.name} ({each.code})" for each in heirs)}
        if not heirs:
            raise Invalid(_("%(old)s không còn, chưa biết nhập vào đâu. Ghi mã xã nay.") % values, field)
        if len(heirs) > 1:
            said = _("%(old)s đã chia vào %(new)s. Ghi mã xã nay.")
            raise Invalid(said % values, field)
        return FoundUnit(heirs[0], _("%(old)s nay thuộc %(new)s.") % values)

    def _heirs(self, unit_id: int) -> list[Unit]:
        """Returns the units of today that a former unit became, through any number of reforms."""
        found: dict[int, Unit] = {}
        # `seen` ends the search also if successions form a circle.
        waiting, seen = [unit_id], set()
        while waiting:
            here = waiting.pop(0)
            for new in self._went.get(here, ()):
                if new in self._by_id:
                    found[new] = self._by_id[new]
                elif new not in seen:
                    seen.add(new)
                    waiting.append(new)
        return list(found.values())

    def _also(self, unit: Unit, before: list[Unit]) -> str:
        """Returns a sentence if a former commune of that name went elsewhere, since the list may mean that
        one."""
        elsewhere = [each for each in before if unit not in self._heirs(each.id)]
        if not elsewhere:
            return ""
        values = {"unit": unit.name, "old": "; ".join(described(each) for each in elsewhere[:3])}
        return _("đọc là %(unit)s nay; nếu là %(old)s thì ghi mã xã.") % values


def _is_called(given: str, unit: Unit) -> bool:
    return is_called(given, [parted(unit.name).called])


def described(unit: Unit) -> str:
    """Returns the unit's name with its district, if it was in one, and its code."""
    district = f", {unit.parent.name}" if unit.parent and unit.parent.kind == UnitKind.DISTRICT else ""
    return f"{unit.name}{district} ({unit.code})"

"""The list of a commune's hamlets on the page of the commune: name, kind and what depends on each hamlet."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy, pgettext_lazy

from loa.kernel import parsing
from loa.kernel.actor import current
from loa.kernel.roles import Capability
from loa.lists.columns import Column
from loa.lists.filters import ListFilters
from loa.lists.listing import ListInfo, Listing
from loa.lists.questions import OneOf, Question, Words
from loa.places import queries, rights, scope
from loa.places.dependents import Dependents, on_hamlets
from loa.places.models import Hamlet, HamletKind, Unit


@dataclass(frozen=True)
class HamletRow:
    """A hamlet with its dependents."""

    hamlet: Hamlet
    dependents: list[Dependents]

    @property
    def pk(self) -> int:
        return self.hamlet.pk


class OfUnit(Question):
    """The question which commune. The address of the page answers it; the record of exported files stores
    it."""

    hidden = True
    always = True

    def default(self) -> str:
        return ""

    def said(self, value: str) -> str:
        found = Unit.objects.filter(pk=parsing.number(value) or 0).first()
        return found.name if found else value


class Hamlets(Listing):
    """The list of the hamlets of one commune, for its page or for a file."""

    about = ListInfo(
        key="hamlets",
        title=gettext_lazy("Thôn, bản, tổ dân phố"),
        noun=pgettext_lazy("counted", "thôn, bản, tổ dân phố"),
        file="thon-ban",
        route="places_one",
        home="places_units",
        empty=gettext_lazy("Chưa có thôn, bản nào."),
        order="name",
        shape="hamlet",
    )
    name = Column(
        gettext_lazy("Thôn, bản"),
        lambda one: capfirst(str(one.hamlet)),
        cell="places/hamlet_cell.html",
        by=("name_numbers", "sort_key", "kind"),
        file=False,
    )
    # On the page name and kind are one column. In a file they are two.
    called = Column(gettext_lazy("Tên"), lambda one: one.hamlet.name, screen=False)
    kind = Column(gettext_lazy("Loại"), lambda one: one.hamlet.get_kind_display(), screen=False)
    latitude = Column(gettext_lazy("Vĩ độ"), lambda one: one.hamlet.latitude, screen=False, width=12)
    longitude = Column(gettext_lazy("Kinh độ"), lambda one: one.hamlet.longitude, screen=False, width=12)
    dependents = Column(
        gettext_lazy("Đặt ở đây"),
        lambda one: "; ".join(each.said for each in one.dependents),
        cell="places/dependents_cell.html",
    )
    since = Column(
        gettext_lazy("Từ ngày"),
        lambda one: one.hamlet.valid_from,
        by=("valid_from", "name_numbers", "sort_key"),
        falling=True,
        width=12,
    )
    until = Column(gettext_lazy("Đến hết ngày"), lambda one: one.hamlet.last_day, screen=False, width=12)
    acts = Column(gettext_lazy("Việc"), lambda one: "", cell="places/hamlet_acts_cell.html", file=False)

    class Filters(ListFilters):
        tim = Words(gettext_lazy("Tìm tên thôn, bản, có dấu hoặc không dấu"), of="words")
        loai = OneOf(gettext_lazy("Loại"), HamletKind.choices, of="kind")
        noi = OfUnit(gettext_lazy("Xã, phường"))

    def __init__(self, request: HttpRequest, **within: int) -> None:
        super().__init__(request, **within)
        if not self.may_write:
            self.columns.hide("acts")
        if not self.seen:  # dependents outside the scope are not known
            # The column must be absent from the file too: empty cells would say that nothing depends on the
            # hamlets.
            self.columns.hide("dependents")
            self.columns["dependents"].column.exclude_from_export = True

    @property
    def unit_id(self) -> int:
        return self.within["unit_id"]

    @property
    def seen(self) -> bool:
        """Whether the commune is in the reader's scope."""
        return self.unit_id in scope.current().read

    @cached_property
    def may_write(self) -> bool:
        """Whether the reader may change the hamlets."""
        return rights.may(current(), Capability.KEEP_HAMLETS, self.unit_id)

    def rows_for(self, given: dict[str, Any]) -> QuerySet[Hamlet]:
        return queries.with_words(queries.hamlets(self.unit_id))

    def full(self, rows: Sequence[Hamlet]) -> list[HamletRow]:
        return [HamletRow(each, self._dependents.get(each.pk, [])) for each in rows]

    @cached_property
    def _dependents(self) -> dict[int, list[Dependents]]:
        return on_hamlets(self.unit_id) if self.seen else {}

    def places_named(self) -> list[str]:
        return [Unit.objects.get(pk=self.unit_id).name]

    def recorded(self) -> dict[str, str]:
        return {**super().recorded(), "noi": str(self.unit_id)}

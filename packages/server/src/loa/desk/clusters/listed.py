"""The list of clusters: those that need a look first, found by name, hamlet, place and last report."""

from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from loa.desk import conditions
from loa.desk.operations.standing import STATE
from loa.desk.templatetags.loa import age, state
from loa.dispatch import mute
from loa.fleet import queries as fleet
from loa.fleet.queries import DeviceState
from loa.fleet.rules import CONDITIONS, Condition
from loa.kernel import parsing
from loa.kernel.figures import number
from loa.kernel.unaccent import plain
from loa.lists.columns import Column
from loa.lists.filters import ListFilters
from loa.lists.listing import ListInfo, Listing
from loa.lists.questions import OneOf, Place, Question, Words
from loa.places import scope
from loa.places.models import Hamlet
from loa.places.names import sort_key

WEIGHT = {state: place for place, state in enumerate(("silent", "stale", "unknown", "off", "alive"))}
"""The order of the states in the list, those that need a look first. `STATE` has no "refused"."""
LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
"""The sort key of a cluster that never reported."""


def searched(one: DeviceState) -> str:
    """Returns the text that a search looks in: name, hamlet, unit (with its former names) and site, without
    diacritics."""
    device = one.device
    hamlet = f"{device.hamlet} {device.hamlet.search}" if device.hamlet else ""
    return plain(device.name, hamlet, device.unit.name, device.unit.search, str(device.site or ""))


@dataclass(frozen=True)
class ListedCluster(DeviceState):
    """A cluster, and whether a silence is ordered over it as far as the reader may see."""

    ordered: bool = False

    @property
    def state(self) -> str:
        return "off" if conditions.is_unsaid(self, self.ordered) else STATE[self.condition]


def condition_words(one: ListedCluster) -> str:
    return conditions.words(one, ordered=one.ordered)


def by_hamlet(one: DeviceState) -> bytes:
    return bytes(one.device.hamlet.sort_key) if one.device.hamlet else b""


class InHamlet(Question):
    """The question which hamlet. The page of the hamlet links here with the answer, and the list does not ask
    for it."""

    hidden = True

    def said(self, value: str) -> str:
        return str(self.listing.hamlet or value)


class Clusters(Listing):
    """The list of clusters, for its page or for a file."""

    about = ListInfo(
        key="clusters",
        title=_("Cụm loa"),
        noun=pgettext_lazy("counted", "cụm loa"),
        file="cum-loa",
        route="clusters_list",
        empty=_("Chưa có cụm loa nào."),
        order="state",
        shape="cluster",
    )
    name = Column(
        _("Cụm loa"),
        lambda one: one.device.name,
        link=lambda row: reverse("clusters_show", args=[row.device.pk]),
        by=lambda one: sort_key(one.device.name),
    )
    state = Column(
        _("Tình trạng"),
        lambda one: state(one.state, condition_words(one)),
        in_file=condition_words,
        by=lambda one: WEIGHT[one.state],
    )
    where = Column(
        _("Thôn, điểm đặt"),
        lambda one: one.device.hamlet,
        cell="clusters/where_cell.html",
        by=by_hamlet,
        file=False,
    )
    hamlet_name = Column(_("Thôn"), lambda one: one.device.hamlet, screen=False)
    site = Column(_("Điểm đặt"), lambda one: one.device.site, screen=False, width=32)
    place = Column(_("Nơi"), lambda one: one.device.unit.name, by=lambda one: bytes(one.device.unit.sort_key))
    # With it the file can be imported again: two communes may have one name.
    code = Column(_("Mã xã"), lambda one: one.device.unit.code, screen=False, width=10)
    seen = Column(
        _("Tin cuối"),
        lambda one: age(one.seen_at),
        in_file=lambda one: one.seen_at,
        by=lambda one: one.seen_at or LONG_AGO,
        falling=True,
        width=20,
    )

    class Filters(ListFilters):
        tim = Words(_("Tìm tên cụm, thôn, xã, có dấu hoặc không dấu"), of=searched)
        tinh_trang = OneOf(
            _("Tình trạng"),
            [(each.value, capfirst(said)) for each, said in CONDITIONS.items()],
            of=lambda one: one.condition.value,
        )
        noi = Place(_("Nơi"))
        thon = InHamlet(_("Thôn"))

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.counted = Counter(each.condition for each in self.everything)
        choices = [
            (each.value, f"{capfirst(CONDITIONS[each])} ({number(self.counted[each])})")
            for each in Condition
            if self.counted[each] or each.value == self.filters.given.get("tinh-trang")
        ]
        # Each choice has its count. States without clusters are left out unless one is chosen.
        states = self.filters.form.fields["tinh-trang"]
        states.widget.choices = [("", _("Tất cả")), *choices]
        if len({each.device.unit_id for each in self.everything}) < 2:
            self.columns.hide("place")

    def rows_for(self, given: dict[str, Any]) -> list[ListedCluster]:
        """Returns the clusters of the place and hamlet that are asked for. The page is then about these
        alone."""
        place, hamlet = given.get("noi"), parsing.number(given.get("thon"))
        units = sorted(scope.current().read) if place is None else [place]
        orders = mute.standing(units)
        return [
            ListedCluster(
                each.device,
                each.health,
                each.condition,
                each.seen_at,
                orders.of_device(each.device) is not None,
            )
            for each in fleet.shown(units)
            if hamlet is None or each.device.hamlet_id == hamlet
        ]

    @cached_property
    def hamlet(self) -> Hamlet | None:
        """Returns the hamlet that is asked for, or None."""
        wanted = parsing.number(self.filters.given.get("thon"))
        return Hamlet.objects.filter(pk=wanted).first() if wanted is not None else None

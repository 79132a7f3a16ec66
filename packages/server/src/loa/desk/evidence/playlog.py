"""The play log of a day, as a page and as a file: what was planned, received, started and completed, which
clusters did not complete it, and why."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import cached_property
from typing import Any

from django.db.models import F, QuerySet
from django.db.models.functions import Greatest
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET
from loa_protocol import timing

from loa.airtime import queries as airtime
from loa.desk import beyond, turns, words
from loa.desk.evidence.plot import PLOT_DAYS, bars
from loa.desk.turns import Turns
from loa.dispatch.mute import Mute
from loa.dispatch.upcoming import coming
from loa.kernel import clock
from loa.kernel.signed_in import signed_in
from loa.lists import rows, views
from loa.lists.columns import Column
from loa.lists.filters import ListFilters
from loa.lists.listing import ORDER, ListInfo, Listing
from loa.lists.questions import Day, Place
from loa.places import scope
from loa.places.models import Unit
from loa.places.names import sort_key
from loa.playlog import figures
from loa.playlog import queries as playlog
from loa.playlog.figures import UnknownFigures
from loa.playlog.models import SoundTotal
from loa.playlog.queries import Occurrence, Tally
from loa.playlog.rules import SENTENCES


@dataclass(frozen=True)
class PlannedSounding:
    """One planned sounding, its place, and which clusters did not complete it (likely reason, how many, the
    first names). `goes_on` means that it has not ended yet. A file has one line for each of these clusters,
    with its name and reason; `unfinished` is then empty."""

    one: Occurrence
    place: str
    unfinished: list[tuple[str, int, list[str]]]
    goes_on: bool = False
    device: str = ""
    reason: str = ""


def unfinished(one: Occurrence) -> list[tuple[str, int, list[str]]]:
    """Returns (likely reason, how many clusters, the first names), without clusters whose sounding is still
    going on."""
    return [(str(SENTENCES[why]), clusters, names) for why, clusters, names in one.reasons]


def of_planned(clusters: int, row: PlannedSounding) -> str:
    """Returns "17/20": the number of clusters of those that it was planned on."""
    return f"{words.number(clusters)}/{words.number(row.one.tally.planned)}"


class LogDay(Day):
    """The question which local day. Without an answer it is today."""

    always = True

    def default(self) -> str:
        return clock.today().isoformat()


class PlayLog(Listing):
    """The play log of one local day, for its page or for a file."""

    about = ListInfo(
        key="playlog",
        title=gettext_lazy("Nhật ký phát"),
        noun=pgettext_lazy("counted", "lần phát"),
        file="nhat-ky-phat",
        route="evidence_day",
        empty=gettext_lazy("Chưa có gì được phát trong ngày này."),
        order="at",
        shape="heard",
    )
    at = Column(
        gettext_lazy("Lúc"),
        lambda row: f"{clock.local(row.one.starts_at):%H:%M}",
        in_file=lambda row: row.one.starts_at,
        by=lambda one: one.starts_at,
        by_fields=figures.IN_ORDER,
        width=20,
    )
    name = Column(
        gettext_lazy("Bản tin"),
        lambda row: row.one.title,
        cell="evidence/name_cell.html",
        by=lambda one: sort_key(one.title),
        heading=True,
        width=48,
    )
    place = Column(gettext_lazy("Nơi"), lambda row: row.place)
    until = Column(gettext_lazy("Tới"), lambda row: row.one.ends_at, screen=False, width=20)
    planned = Column(gettext_lazy("Có trong lịch"), lambda row: row.one.tally.planned, screen=False, width=10)
    received = Column(
        gettext_lazy("Đã nhận"),
        lambda row: of_planned(row.one.tally.received, row),
        in_file=lambda row: row.one.tally.received,
        figure=True,
        width=10,
    )
    started = Column(
        gettext_lazy("Bắt đầu"),
        lambda row: of_planned(row.one.tally.started, row),
        in_file=lambda row: row.one.tally.started,
        figure=True,
        width=10,
    )
    completed = Column(
        gettext_lazy("Đã phát hết"),
        lambda row: of_planned(row.one.tally.completed, row),
        in_file=lambda row: row.one.tally.completed,
        by=lambda one: one.tally.completed / (one.tally.planned or 1),
        by_fields=("share",),
        figure=True,
        width=10,
    )
    why = Column(
        gettext_lazy("Cụm không phát hết, vì sao"),
        lambda row: row.unfinished,
        cell="evidence/why_cell.html",
        wide=True,
        file=False,
    )
    ordered = Column(
        gettext_lazy("Tắt hoặc dừng theo lệnh"), lambda row: row.one.tally.ordered, screen=False, width=12
    )
    stands = Column(
        gettext_lazy("Nay còn trong lịch"),
        lambda row: _("có") if row.one.stands else _("không"),
        screen=False,
        width=10,
    )
    device = Column(gettext_lazy("Cụm không phát hết"), lambda row: row.device, screen=False)
    reason = Column(gettext_lazy("Lý do"), lambda row: row.reason, screen=False, width=40)

    class Filters(ListFilters):
        ngay = LogDay(gettext_lazy("Ngày"))
        noi = Place(gettext_lazy("Nơi"))

    def __init__(self, request: HttpRequest, *, in_file: bool = False) -> None:
        self.in_file = in_file
        super().__init__(request)

    @property
    def where(self) -> Place:
        where: Place = self.filters.filters["noi"]
        return where

    @property
    def day(self) -> date:
        return self.filters.given.get("ngay") or clock.today()

    @property
    def unit_ids(self) -> list[int]:
        """The units that the log is about: the chosen one, or all in the reader's scope."""
        chosen = self.filters.given.get("noi")
        return sorted(scope.current().read) if chosen is None else [chosen]

    def rows_for(self, given: dict[str, Any]) -> Sequence[Occurrence | SoundTotal] | QuerySet[SoundTotal]:
        if self.of_several is None:
            return playlog.went_out(self.unit_ids, self.day)
        # 1.0 makes it a division of decimals, and `Greatest` prevents a division by zero.
        totals = self.of_several.rows.alias(share=F("completed") * 1.0 / Greatest("planned", 1))
        # The database does not know the Vietnamese order, so rows by name are sorted in memory.
        by_name = self._order(self.request.GET.get(ORDER, "")).removeprefix("-") == "name"
        return list(totals) if by_name else totals

    @cached_property
    def of_several(self) -> figures.Day | None:
        """Returns the day of several places as the worker counted it last. None for one place, which is read
        from its own rows, and for a file, which names each cluster."""
        if self.where.chosen is None and len(self.where.units) > 1 and not self.in_file:
            return figures.went_out(self.unit_ids, self.day)
        return None

    def for_file(self) -> "PlayLog":
        """Returns the log read from the clusters' own rows, since a file names each cluster."""
        return self if self.of_several is None else PlayLog(self.request, in_file=True)

    @property
    def is_slow_to_write(self) -> bool:
        """Returns whether a file reads many soundings of clusters: as many as the worker counted last. What
        it has not counted may be any number."""
        if self.of_several is None:
            return super().is_slow_to_write
        return bool(self.of_several.unknown) or self.total.planned > rows.AT_ONCE

    @cached_property
    def total(self) -> Tally:
        """Returns the tally of the whole day."""
        return playlog.total(self.found) if self.of_several is None else self.of_several.total

    @property
    def unknown(self) -> UnknownFigures:
        """Returns the communes whose figures are not known, so that the page does not show them."""
        return UnknownFigures({}) if self.of_several is None else self.of_several.unknown

    @property
    def counted_at(self) -> datetime | None:
        """Returns when the oldest of these figures was counted (UTC)."""
        return clock.now() if self.of_several is None else self.of_several.counted_at

    def full(self, rows: Sequence[Any]) -> list[PlannedSounding]:
        found = rows if self.of_several is None else figures.occurrences(rows)
        names = {each.pk: each.name for each in self.where.units}
        now = clock.now()
        return [
            PlannedSounding(one, names.get(one.unit_id, ""), unfinished(one), one.ends_at > now)
            for one in found
        ]

    def lines(self, row: PlannedSounding) -> Iterable[PlannedSounding]:
        """Returns one line for each cluster that did not complete the sounding, or one line without a cluster
        if all completed it."""
        rest = [(each.device, str(SENTENCES[why])) for each, why in row.one.tally.rest] or [("", "")]
        return (replace(row, unfinished=[], device=device, reason=reason) for device, reason in rest)


@never_cache
@signed_in
@require_GET
def day(request: HttpRequest) -> HttpResponse:
    """Shows one local day, each sounding with its tally."""
    listing = PlayLog(request)
    today, shown = clock.today(), listing.day
    told = turns_of(listing)
    nothing = beyond.communes() or turns.nothing_sounded(told, shown, today)
    return views.page(
        request,
        "evidence/day.html",
        listing,
        day=shown,
        today=today,
        before=listing.address({"ngay": shown - timedelta(days=1)}),
        after=listing.address({"ngay": shown + timedelta(days=1)}) if shown < today else "",
        chosen=listing.where.chosen,
        total=listing.total,
        bars=bars(listing.unit_ids, shown - timedelta(days=PLOT_DAYS - 1), shown),
        unknown=listing.unknown,
        counted_at=listing.counted_at,
        now=clock.now(),
        nothing=nothing,
        why_late=turns.why_late() if told.late else "",
        late=told.late,
    )


def turns_of(listing: PlayLog) -> Turns:
    """Returns what became of the turns of the day that the log shows.

    For several places the turns are looked up only where the log has no line, and by the plans in force.
    """
    day = listing.day
    (place,) = listing.unit_ids if len(listing.unit_ids) == 1 else (None,)
    unit = Unit.objects.filter(pk=place, kind="commune").first() if place is not None else None
    if unit is not None:
        begun: dict[str, bool] = {}
        for each in listing.found:
            begun[each.item] = begun.get(each.item, False) or each.tally.completed > 0
        heard = airtime.day(airtime.commune(unit, day, day), day).heard
        return turns.counted(heard, begun, timing.to_ms(clock.now()))
    if listing.counts[0] or listing.unknown:
        return Turns()
    return turns.planned(coming(listing.unit_ids, *clock.day_bounds(day), Mute()), clock.now())

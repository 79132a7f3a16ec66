"""The list of soundings that clusters missed, found by likely reason and by commune."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cached_property
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from loa.desk.operations import silent
from loa.desk.operations.page import communes
from loa.desk.operations.silent import Silence
from loa.desk.templatetags.loa import age, local_clock
from loa.kernel.errors import NotFound
from loa.lists.columns import Column
from loa.lists.filters import ListFilters
from loa.lists.listing import ListInfo, Listing
from loa.lists.questions import OneOf, Place
from loa.places import scope
from loa.places.models import Unit
from loa.playlog.models import SilentSound
from loa.playlog.rules import SENTENCES, LikelyReason

LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class MissedSounding:
    """A sounding that a cluster missed, with its place and the likely reason in words."""

    sound: SilentSound
    place: str
    reason: str


def page_of(sound: SilentSound) -> str | None:
    """Returns the address of the cluster; None in a row that says that a commune is unknown."""
    return reverse("clusters_show", args=[sound.device_id]) if sound.device_id else None


class ByReason(OneOf):
    """The question for which likely reason. The page asks it with links that hold the counts."""

    hidden = True

    def filter(self, rows: Any, value: str) -> Any:
        if not value:
            return rows
        if isinstance(rows, QuerySet):
            return rows.filter(why=value)
        # In a file, a row without a reason says that a commune is unknown. That holds for every reason.
        return [row for row in rows if row.why in (value, "")]


class OfCommune(Place):
    """The question which commune. Without an answer it is the only one that the reader sees, or all."""

    @cached_property
    def units(self) -> list[Unit]:
        return communes(scope.current().read)

    @property
    def chosen(self) -> Unit | None:
        """Returns the commune that is asked for, or the only one. Raises NotFound for another unit."""
        wanted = self.parent.given.get(self.name)
        if wanted is None:
            return self.units[0] if len(self.units) == 1 else None
        found = next((each for each in self.units if each.pk == wanted), None)
        if found is None:
            raise NotFound(_("Không có đơn vị này trong phạm vi được xem."))
        return found


class Missed(Listing):
    """The list of missed soundings, for its page or for a file. One commune is read from its rows as they are
    now, many as the worker counted them last."""

    about = ListInfo(
        key="missed",
        title=gettext_lazy("Lẽ ra phải kêu mà im"),
        noun=pgettext_lazy("counted", "lần lẽ ra phải kêu mà im"),
        file="le-ra-phai-keu",
        route="operations_missed",
        empty=gettext_lazy("Không có cụm nào im"),
        page=60,
    )
    at = Column(
        gettext_lazy("Đáng lẽ"),
        lambda row: local_clock(row.sound.starts_at),
        in_file=lambda row: row.sound.starts_at,
        by=lambda sound: sound.starts_at or LONG_AGO,
        by_fields=("starts_at",),
        falling=True,
        width=20,
    )
    name = Column(
        gettext_lazy("Cụm loa"),
        lambda row: row.sound.name,
        link=lambda row: page_of(row.sound),
        heading=True,
    )
    place = Column(
        gettext_lazy("Nơi"),
        lambda row: row.place,
        by=lambda sound: sound.unit_id,
        by_fields=("unit__sort_key", "unit_id"),
    )
    bulletin = Column(gettext_lazy("Bản tin"), lambda row: row.sound.title, wide=True, width=48)
    why = Column(
        gettext_lazy("Nhiều khả năng"),
        lambda row: row.reason,
        by=lambda sound: sound.why,
        by_fields=("why",),
        width=40,
    )
    seen = Column(
        gettext_lazy("Tin cuối từ máy"),
        lambda row: age(row.sound.seen_at),
        in_file=lambda row: row.sound.seen_at,
        width=20,
    )

    class Filters(ListFilters):
        vi = ByReason(
            gettext_lazy("Nhiều khả năng"), [(each.value, said) for each, said in SENTENCES.items()]
        )
        noi = OfCommune(gettext_lazy("Nơi"))

    def __init__(self, request: HttpRequest, *, with_unknown: bool = False) -> None:
        self.with_unknown = with_unknown
        super().__init__(request)

    @property
    def where(self) -> OfCommune:
        where: OfCommune = self.filters.filters["noi"]
        return where

    @property
    def chosen(self) -> Unit | None:
        return self.where.chosen

    @cached_property
    def silence(self) -> Silence:
        """Returns what stayed silent in the commune that is asked for, or in all, with the counts of both."""
        if self.chosen is not None:
            return silent.of_one(self.chosen.pk)
        return silent.of_many(sorted(scope.current().read))

    def rows_for(self, given: dict[str, Any]) -> Sequence[SilentSound] | QuerySet[SilentSound]:
        found = self.silence.rows
        if not self.with_unknown:
            return found
        return [*found, *(SilentSound(unit_id=each, why="") for each in self.silence.unknown.communes)]

    def for_file(self) -> "Missed":
        """Returns the list with a row for each commune that is unknown: a file without it would pass as
        whole."""
        return Missed(self.request, with_unknown=True) if self.silence.unknown else self

    def full(self, rows: Sequence[SilentSound]) -> list[MissedSounding]:
        names = {each.pk: each.name for each in self.where.units}
        return [MissedSounding(each, names.get(each.unit_id, ""), _reason(each)) for each in rows]


def _reason(sound: SilentSound) -> str:
    return str(SENTENCES[LikelyReason(sound.why)]) if sound.why else _("Chưa rõ cụm nào im")

"""The record of acts: who did what, in sentences, by place, person and day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from html import unescape
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import strip_tags
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from loa.audit import queries as audit
from loa.audit.models import Entry
from loa.audit.sentences import sentences
from loa.kernel import parsing
from loa.kernel.actor import current
from loa.kernel.errors import NoRole
from loa.kernel.roles import Capability
from loa.kernel.signed_in import signed_in
from loa.kernel.unaccent import plain
from loa.lists import views
from loa.lists.columns import Column
from loa.lists.filters import ListFilters
from loa.lists.listing import ListInfo, Listing
from loa.lists.questions import Day, Place, Words
from loa.people.models import Person
from loa.places import scope
from loa.places.models import Unit


@dataclass(frozen=True)
class RecordedAct:
    """One recorded act as a sentence, with its unit."""

    at: datetime
    said: SafeString
    unit: Unit | None


def _units_of_the_trail() -> frozenset[int]:
    """Returns the units whose acts the reader sees. Raises Forbidden if none."""
    units = scope.read_by(current(), Capability.SEE_TRAIL)
    if not units:
        raise NoRole(_("Nhật ký thao tác dành cho quản trị viên và người kiểm tra."))
    return units


def told(entries: Sequence[Entry]) -> list[RecordedAct]:
    """Returns the acts as sentences. The units, and everything that the sentences name, are read once for all
    of them."""
    units = Unit.objects.in_bulk({each.unit_id for each in entries})
    said = sentences(entries)
    return [
        RecordedAct(each.at, words, units.get(each.unit_id))
        for each, words in zip(entries, said, strict=True)
    ]


class ByPerson(Words):
    """The question for acts of persons whose name has these words."""

    def filter(self, rows: QuerySet[Entry], value: str) -> QuerySet[Entry]:
        wanted = parsing.words(value)
        if not wanted:
            return rows
        # No column has the names without diacritics, so they are compared here.
        known = Person.objects.values_list("pk", "name")
        found = [pk for pk, name in known if all(word in plain(name) for word in wanted)]
        return rows.filter(person_id__in=found)


class Acts(Listing):
    """The record of acts, for its page or for a file."""

    about = ListInfo(
        key="acts",
        title=_("Nhật ký thao tác"),
        noun=pgettext_lazy("counted", "việc"),
        file="nhat-ky-thao-tac",
        route="evidence_acts",
        empty=_("Chưa có việc nào được ghi lại."),
        by_key="id",
        page=60,
    )
    at = Column(_("Lúc"), lambda row: row.at, cell="lists/moment.html", width=20)
    said = Column(
        _("Việc"),
        lambda row: row.said,
        in_file=lambda row: unescape(strip_tags(row.said)),
        heading=True,
        wide=True,
        width=80,
    )
    place = Column(
        _("Nơi"),
        lambda row: row.unit.name if row.unit else None,
        link=lambda row: reverse("places_one", args=[row.unit.pk]) if row.unit else None,
    )

    class Filters(ListFilters):
        nguoi = ByPerson(_("Tên người"))
        ngay = Day(_("Ngày"), of="at")
        noi = Place(_("Nơi"))

    def rows_for(self, given: dict[str, Any]) -> QuerySet[Entry]:
        units = _units_of_the_trail()
        chosen = given.get("noi")
        if chosen is not None and chosen not in units:
            raise NoRole(_("Không có quyền xem nhật ký thao tác của nơi này."))
        return audit.entries(sorted(units) if chosen is None else units & {chosen})

    def full(self, rows: Sequence[Entry]) -> list[RecordedAct]:
        return told(rows)


@never_cache
@signed_in
@require_GET
def acts(request: HttpRequest) -> HttpResponse:
    """Shows the acts, newest first, by place, by a person's name with or without diacritics, and by local
    day."""
    listing = Acts(request)
    return views.page(request, "evidence/acts.html", listing, chosen=listing.filters.filters["noi"].chosen)

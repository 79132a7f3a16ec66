"""Who did what: the record of acts as sentences, by place, person and day."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.paginator import Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from loa.audit import queries as audit
from loa.audit.models import Entry
from loa.audit.sentences import sentences
from loa.kernel import clock, typed
from loa.kernel.errors import Missing
from loa.kernel.plain import plain
from loa.kernel.signed_in import signed_in
from loa.people.models import Person
from loa.places import queries as places
from loa.places import scope
from loa.places.models import Unit

A_PAGE = 60


@dataclass(frozen=True)
class Told:
    """One act in words, and where."""

    at: datetime
    said: SafeString
    unit: Unit | None


def told(entries: list[Entry]) -> list[Told]:
    """Acts in words; places and all that the sentences name are asked for once."""
    units = Unit.objects.in_bulk({each.unit_id for each in entries})
    said = sentences(entries)
    return [Told(each.at, words, units.get(each.unit_id)) for each, words in zip(entries, said, strict=True)]


@never_cache
@signed_in
@require_GET
def acts(request: HttpRequest) -> HttpResponse:
    """Newest first; by place, by a person's name with or without marks, by local day."""
    readable = sorted(scope.current().read)
    units = list(places.units().filter(pk__in=readable).exclude(kind="district"))
    place, who = request.GET.get("noi", ""), request.GET.get("nguoi", "").strip()
    chosen = next((each for each in units if str(each.pk) == place), None)
    if place and chosen is None:
        raise Missing(_("Không có đơn vị này trong phạm vi được xem."))
    day = request.GET.get("ngay", "")
    found = audit.entries([chosen.pk] if chosen else readable)
    found = _by_person(_on_day(found, day), who)
    page = Paginator(found, A_PAGE).get_page(request.GET.get("trang"))
    shown: dict[str, Any] = {
        "page": page,
        "rows": told(list(page.object_list)),
        "units": units if len(units) > 1 else [],
        "chosen": chosen,
        "who": who,
        "day": day,
        "breadcrumbs_items": [
            {"url": "", "label": _("Nhật ký thao tác")},
        ],
    }
    return render(request, "evidence/acts.html", shown)


def _on_day(found: QuerySet[Entry], text: str) -> QuerySet[Entry]:
    day = typed.day(text)
    if day is None:
        return found
    begin, end = clock.day_bounds(day)
    return found.filter(at__gte=begin, at__lt=end)


def _by_person(found: QuerySet[Entry], name: str) -> QuerySet[Entry]:
    if not name:
        return found
    wanted = plain(name).split()
    rows = Person.objects.values_list("pk", "name")
    return found.filter(person_id__in=[pk for pk, known in rows if all(w in plain(known) for w in wanted)])

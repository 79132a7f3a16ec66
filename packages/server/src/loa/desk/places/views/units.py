"""The list of units, and the page of one unit: its hamlets, the units under it, its predecessors and its
successors."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from loa.desk.places.hamlets import Hamlets
from loa.desk.places.units import Units
from loa.desk.places.way import one_unit, way
from loa.kernel import clock
from loa.kernel.actor import current
from loa.kernel.figures import number
from loa.kernel.roles import Capability
from loa.kernel.signed_in import signed_in
from loa.lists import views
from loa.lists.actions import MOST
from loa.places import queries, rights, scope
from loa.places.models import Succession, Unit


@never_cache
@signed_in
@require_GET
def units(request: HttpRequest) -> HttpResponse:
    """Shows the units on a day, searched with or without diacritics. Everyone who is signed in may see
    them."""
    listing = Units(request)
    may_import = rights.at_the_province(current(), Capability.KEEP_UNITS)
    return views.page(request, "places/units.html", listing, day=listing.day, may_import=may_import)


@never_cache
@signed_in
@require_GET
def unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Shows one unit, current or former: its hamlets, the units under it, its predecessors and its
    successors."""
    shown = one_unit(unit_id)
    is_over = shown.is_over(clock.today())
    last_day = shown.last_day if is_over and shown.last_day else clock.today()
    shows_hamlets = shown.kind == "commune" and not is_over
    hamlets = Hamlets(request, unit_id=unit_id) if shows_hamlets else None
    children = list(queries.children(unit_id, last_day))
    successors = list(queries.successors(unit_id))
    count = hamlets.counts[1] if hamlets is not None else 0
    context = {
        "unit": shown,
        "sentence": _sentence(shown, successors, count, len(children)),
        "predecessors": queries.predecessors(unit_id),
        "successors": successors,
        "children": children,
        "last_day": last_day,
        "is_over": is_over,
        "list": hamlets,
        "most": MOST,
        "seen": unit_id in scope.current().read,
        "may_write": hamlets is not None and hamlets.may_write,
        "breadcrumbs_items": way(shown),
    }
    return render(request, "places/unit.html", context)


def _sentence(unit: Unit, successors: Sequence[Succession], hamlets: int, children: int) -> str:
    """Returns what the unit is now: into which unit it was merged, or how many units or hamlets it has."""
    values = {"unit": unit.name, "n": number(hamlets or children)}
    if unit.valid_to is not None and unit.is_over(clock.today()):
        names = ", ".join(each.new.name for each in successors)
        values |= {"to": names, "on": f"{unit.valid_to:%d/%m/%Y}"}
        return (
            _("%(unit)s đã nhập vào %(to)s từ %(on)s") if names else _("%(unit)s đã thôi từ %(on)s")
        ) % values
    if children:
        return ngettext("%(unit)s có %(n)s xã, phường", "%(unit)s có %(n)s xã, phường", children) % values
    if not hamlets:
        return _("%(unit)s chưa có thôn, bản nào") % values
    said = ngettext(
        "%(unit)s có %(n)s thôn, bản, tổ dân phố", "%(unit)s có %(n)s thôn, bản, tổ dân phố", hamlets
    )
    return said % values

"""The list of the clusters in the reader's scope, with their conditions and the ages of their reports."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from loa.desk.clusters.listed import Clusters
from loa.fleet import queries as fleet
from loa.fleet.rules import Condition, counted
from loa.kernel import actor
from loa.kernel.roles import Capability
from loa.kernel.signed_in import signed_in
from loa.keys import queries as keys
from loa.lists import views
from loa.places import rights, scope


@never_cache
@signed_in
@require_GET
def clusters(request: HttpRequest) -> HttpResponse:
    """Shows the clusters that need a look first. A search finds them by name, hamlet, unit or site, with or
    without diacritics."""
    listing = Clusters(request)
    counts = listing.counted
    clusters = counted(counts.items())
    may_change = rights.at_a_unit(actor.current(), Capability.KEEP_CLUSTERS)
    shown = {
        "hamlet": listing.hamlet,
        "unit": listing.filters.filters["noi"].chosen,
        "counted": clusters,
        "total": counts.total(),
        "well": sum(1 for each in listing.everything if each.state == "alive"),
        "look": counts[Condition.SILENT] + counts[Condition.FAULT] + counts[Condition.NEVER],
        "may_add": may_change,
        "address": _moved(may_change),
    }
    return views.page(request, "clusters/list.html", listing, **shown)


def _moved(may_change: bool) -> dict[str, object] | None:
    """Returns the server's new address and how many clusters have it, for those who administer clusters. None
    if the address never changed."""
    address = keys.moved_address() if may_change else None
    if address is None:
        return None
    order = (address.serial, address.sequence)
    took, clusters = fleet.took_address(sorted(scope.current().read), order)
    return {"url": address.url, "at": address.announced_at, "took": took, "clusters": clusters}

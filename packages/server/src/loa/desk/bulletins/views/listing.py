"""The list of the bulletins in the reader's scope."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from loa.desk.bulletins.listed import Bulletins
from loa.desk.bulletins.places import readable
from loa.kernel import actor
from loa.kernel.roles import Capability
from loa.kernel.signed_in import signed_in
from loa.lists import views
from loa.newsroom import queries
from loa.places import rights


@never_cache
@signed_in
@require_GET
def bulletins(request: HttpRequest) -> HttpResponse:
    """Shows the bulletins, newest first, by state and by words with or without diacritics."""
    units = readable()
    return views.page(
        request,
        "bulletins/list.html",
        Bulletins(request),
        may_write=rights.at_a_unit(actor.current(), Capability.WRITE),
        waiting=queries.waiting(units).count(),
        returned=queries.returned(units).count(),
    )

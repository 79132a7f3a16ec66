"""The bulletins of one's places."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from loa.desk.bulletins.places import readable
from loa.kernel import actor
from loa.kernel.roles import Capability
from loa.kernel.signed_in import signed_in
from loa.newsroom import queries
from loa.newsroom.models import Bulletin
from loa.places import rights

A_PAGE = 30


@never_cache
@signed_in
@require_GET
def bulletins(request: HttpRequest) -> HttpResponse:
    """Newest first, by state and by words with or without marks."""
    state = request.GET.get("trang-thai", "")
    words = request.GET.get("tim", "").strip()
    units = readable()
    known = state if state in Bulletin.State.values else None
    rows = queries.bulletins(units, known, words)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("trang"))
    shown = {
        "page": page,
        "state": state,
        "words": words,
        "states": Bulletin.State.choices,
        "may_write": rights.anywhere(actor.current(), Capability.WRITE),
        "several_places": len({each.unit_id for each in page}) > 1,
        "waiting": queries.waiting(units).count(),
        "returned": queries.returned(units).count(),
        "breadcrumbs_items": [{"url": "", "label": _("Bản tin")}],
    }
    return render(request, "bulletins/list.html", shown)

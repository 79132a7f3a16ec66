"""The page after a restoration from a backup: what would sound, what clusters hold that the server does not
know, and the confirmation after which plans are signed again."""

from typing import Final

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from loa.desk.operations import page
from loa.dispatch import after_restore
from loa.kernel import actor
from loa.kernel.roles import Capability
from loa.kernel.signed_in import signed_in
from loa.keys import actions as keys
from loa.keys import queries
from loa.keys.models import Restoration
from loa.places import queries as places
from loa.places import rights, scope

MOST_CLUSTERS: Final = 100
"""The largest number of clusters with unknown content that the page lists."""


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def restored(request: HttpRequest) -> HttpResponse:
    """Shows what would sound. A POST confirms that it was seen. Only for operators of the province."""
    province = places.province()
    rights.require(actor.current(), Capability.LET_SIGN_AGAIN, province.pk if province else 0)
    if request.method == "POST":
        if keys.restoration_seen() is None:
            messages.info(request, _("Không có lịch nào chờ sau phục hồi."))
        else:
            messages.success(request, _("Đã cho ký lịch trở lại. Cụm loa nhận lịch mới khi máy ký ký xong."))
        return redirect("operations_wall")
    waiting = queries.unseen_restoration()
    found = _found(waiting) if waiting else {}
    shown = {"waiting": waiting, "back": reverse("operations_wall"), **found}
    return render(request, "operations/restored.html", shown)


def _found(waiting: Restoration) -> dict[str, object]:
    unit_ids = sorted(scope.current().read)
    names = {unit.pk: unit.name for unit in page.communes(unit_ids)}
    found, holdings = after_restore.found(unit_ids, waiting.restored_at)
    rows = [(names[each.unit_id], each) for each in found if each.unit_id in names]
    order = list(names)
    rows.sort(key=lambda one: order.index(one[1].unit_id))
    return {
        "rows": rows,
        "sounds": sum(each.sounds for _name, each in rows),
        "clusters": sum(each.clusters for _name, each in rows),
        "heard": sum(each.heard for _name, each in rows),
        "holdings": [(names.get(each.unit_id, ""), each) for each in holdings[:MOST_CLUSTERS]],
        "more": max(0, len(holdings) - MOST_CLUSTERS),
    }

"""The control page itself, the full list of missed soundings, and the progress of one act."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from loa.desk import unproven
from loa.desk.operations import acts, page
from loa.desk.operations.listed import Missed
from loa.desk.operations.views import keyring
from loa.dispatch import queries as dispatch
from loa.fleet import refusals
from loa.kernel import actor, clock
from loa.kernel.errors import NotFound
from loa.kernel.signed_in import signed_in
from loa.lists import views
from loa.places import scope
from loa.places.models import Unit
from loa.playlog.rules import LOOK_BACK, SENTENCES


def chosen_unit(request: HttpRequest, units: list[Unit]) -> Unit | None:
    """Returns the commune that `noi` asks for, or the only one there is. Raises `NotFound` for one outside
    the scope."""
    asked = request.GET.get("noi", "")
    if not asked:
        return units[0] if len(units) == 1 else None
    found = next((each for each in units if str(each.pk) == asked), None)
    if found is None:
        raise NotFound(_("Không có đơn vị này trong phạm vi được xem."))
    return found


@never_cache
@signed_in
@require_GET
def wall(request: HttpRequest) -> HttpResponse:
    """Shows everything at a glance. `noi` opens one commune."""
    unit_ids = sorted(scope.current().read)
    units = page.communes(unit_ids)
    chosen = chosen_unit(request, units)
    shown = page.wall(units, unit_ids, chosen, actor.current())
    more = {"several": len(units) > 1, "reads_keys": keyring.reads(actor.current())}
    return render(request, "operations/wall.html", {**shown, **more})


@never_cache
@signed_in
@require_GET
def missed(request: HttpRequest) -> HttpResponse:
    """Shows every cluster that should have sounded and did not, by likely reason. One commune is read from
    its rows, many as the worker counted them last."""
    listing = Missed(request)
    found = listing.silence
    return views.page(
        request,
        "operations/missed.html",
        listing,
        reasons=[
            (why.value, SENTENCES[why], count, listing.address({"vi": why.value}))
            for why, count in found.reasons
        ],
        reason=listing.filters.given.get("vi", ""),
        every_reason=listing.address(without=["vi"]),
        chosen=listing.chosen,
        clusters=found.clusters,
        unknown=found.unknown,
        counted_at=found.counted_at,
        since=found.counted_at - LOOK_BACK,
    )


@never_cache
@signed_in
@require_GET
def act(request: HttpRequest, act_id: UUID) -> HttpResponse:
    """Shows the progress of one act, and which clusters have not carried it out."""
    found = dispatch.act(act_id)
    if found is None:
        raise NotFound(_("Không có lệnh này trong phạm vi được xem."))
    said = acts.told([found], actor.current())[0]
    rest = list(dispatch.unanswered(found)[:200])
    for each in rest:
        each.code = refusals.sentence(each.code) if each.code else ""
    # Only a silence that is still in force can be restored.
    standing = any(each.pk == found.pk for each in dispatch.silences([found.unit_id]))
    shown = {
        "said": said,
        "act": found,
        "unsigned": unproven.of_act(found.pk),
        "sent": said.progress.sent,
        "rest": rest,
        "may_restore": standing and said.may_restore,
        "now": clock.now(),
    }
    return render(request, "operations/act.html", shown)

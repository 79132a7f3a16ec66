"""The home page: of one commune, or of many places for a person who works above the communes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET

from loa.desk.home import many, page, regulations
from loa.desk.operations.holds import holds
from loa.kernel import actor, parsing
from loa.kernel.actor import Actor
from loa.kernel.roles import Capability
from loa.kernel.signed_in import signed_in
from loa.newsroom import queries as newsroom
from loa.places import rights, scope
from loa.places.models import Body, Unit


@never_cache
@signed_in
@require_GET
def home(request: HttpRequest) -> HttpResponse:
    """Shows the home page of the first unit at which the person holds a role. The parameter `noi` chooses
    another unit that the person may read. With a role at a body alone the page names the body."""
    who = actor.current()
    units = list(dict.fromkeys(grant.unit_id for grant in who.grants))
    chosen = parsing.number(request.GET.get("noi"))
    if chosen not in scope.current().read:
        chosen = None
    if chosen is None and not units:
        return render(request, "home/nothing.html", {"bodies": _bodies(who)})
    unit = Unit.objects.get(pk=chosen or units[0])
    edits = rights.may(who, Capability.WRITE, unit.pk)
    approves = rights.may(who, Capability.APPROVE, unit.pk)
    if unit.kind != "commune":
        administers = rights.may(who, Capability.KEEP_PEOPLE, unit.pk)
        several = many.of_units(unit, scope.current().read, administers, approves)
        told = {**several, "edits": edits, "approves": approves, "administers": administers}
        told |= {"holds": holds(who), "regulations": regulations.waiting(who)}
        return render(request, "home/many.html", told)
    waiting, of_unit = regulations.waiting(who), page.of_unit(unit, approves, edits)
    shown = {
        "holds": holds(who),
        "regulations": waiting,
        "edits": edits,
        "approves": approves,
        "operates": rights.may(who, Capability.SCHEDULE, unit.pk),
        "waiting": newsroom.waiting([unit.pk]).count() if approves else 0,
        "units": Unit.objects.filter(pk__in=units) if len(units) > 1 else [],
        **of_unit,
        "work_count": of_unit["work_count"] + len(waiting),
    }
    return render(request, "home/home.html", shown)


def _bodies(who: Actor) -> list[str]:
    """Returns the names of the bodies at which the person holds a role."""
    held = {grant.body_id for grant in who.at_bodies}
    return list(Body.objects.filter(pk__in=held).order_by("name").values_list("name", flat=True))

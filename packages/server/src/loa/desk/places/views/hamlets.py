"""The pages that add, rename and end one hamlet."""

from datetime import timedelta
from typing import Any

from django.contrib import messages
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from loa.desk.places.forms import HamletForm, NameForm
from loa.desk.places.way import one_unit, way
from loa.kernel import clock
from loa.kernel.actor import current
from loa.kernel.errors import Invalid, LoaError, NotFound
from loa.kernel.roles import Capability
from loa.kernel.signed_in import signed_in
from loa.places import actions, rights
from loa.places import queries as places
from loa.places.dependents import on_hamlets
from loa.places.models import Hamlet, Unit
from loa.places.rules import spot
from loa.places.whereabouts import far_from_unit


def _ask(unit_id: int) -> None:
    """Raises Forbidden before a form is shown that would be refused. The actions ask again."""
    rights.require(current(), Capability.KEEP_HAMLETS, unit_id)


def _hamlet(unit_id: int, hamlet_id: int) -> Hamlet:
    """Returns a hamlet of the unit, for whoever keeps its hamlets. Raises NotFound, Forbidden."""
    at_once = Hamlet.objects.select_related("unit__parent__parent")  # the breadcrumbs show them
    found = at_once.filter(id=hamlet_id, unit_id=unit_id).first()
    if found is None:
        raise NotFound(_("Không có thôn, bản này."))
    _ask(unit_id)
    return found


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def new_hamlet(request: HttpRequest, unit_id: int) -> HttpResponse:
    shown, form = one_unit(unit_id), HamletForm(request.POST if request.method == "POST" else None)
    _ask(unit_id)
    far = ""
    if request.method == "POST" and form.is_valid():
        try:
            far = _far(shown, form.cleaned_data)
            if far and request.POST.get("far") != far:
                raise Invalid(
                    _("%(far)s Nếu đúng thì bấm Thêm lần nữa.") % {"far": capfirst(far)}, "latitude"
                )
            hamlet = actions.add_hamlet(unit_id, **form.cleaned_data)
        except LoaError as error:
            _fault(form, error)
        else:
            messages.success(request, _("Đã thêm %(name)s.") % {"name": str(hamlet)})
            return redirect("places_one", unit_id)
    path = way(shown, label=_("Thêm thôn, bản"))
    context = {"unit": shown, "form": form, "far": far, "breadcrumbs_items": path}
    return render(request, "places/hamlet.html", context, status=422 if form.errors else 200)


def _far(unit: Unit, given: dict[str, Any]) -> str:
    """Returns a sentence if the place that was typed is far from the commune, else "". Raises Invalid."""
    north, east = spot(given["latitude"], given["longitude"])
    near = places.units().filter(kind="commune")
    return far_from_unit(unit, near, north, east)


def _fault(form: Form, error: LoaError) -> None:
    """Shows the error at its field of the form. Raises the error again if the form does not have its
    field."""
    if error.field not in form.fields:
        raise error
    form.add_error(error.field, str(error.message))


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def rename_hamlet(request: HttpRequest, unit_id: int, hamlet_id: int) -> HttpResponse:
    hamlet = _hamlet(unit_id, hamlet_id)
    shown = hamlet.unit
    form = NameForm(request.POST if request.method == "POST" else None, initial={"name": hamlet.name})
    if request.method == "POST" and form.is_valid():
        try:
            actions.rename_hamlet(hamlet, form.cleaned_data["name"])
        except LoaError as error:
            _fault(form, error)
        else:
            messages.success(request, _("Đã sửa tên."))
            return redirect("places_one", unit_id)
    path = way(shown, label=str(hamlet))
    context = {"unit": shown, "hamlet": hamlet, "form": form, "breadcrumbs_items": path}
    return render(request, "places/hamlet.html", context, status=422 if form.errors else 200)


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def end_hamlet(request: HttpRequest, unit_id: int, hamlet_id: int) -> HttpResponse:
    """Says what will happen to everything that depends on the hamlet, then ends it. Of one whose end has not
    come it takes the end back (`do` = keep)."""
    hamlet = _hamlet(unit_id, hamlet_id)
    shown = hamlet.unit
    if request.method == "POST" and request.POST.get("do") == "keep":
        actions.keep_hamlet(hamlet)
        messages.success(request, _("Vẫn dùng %(name)s.") % {"name": str(hamlet)})
        return redirect("places_one", unit_id)
    if request.method == "POST":
        actions.end_hamlet(hamlet)
        messages.success(request, _("Từ mai không còn %(name)s trong danh sách.") % {"name": str(hamlet)})
        return redirect("places_one", unit_id)
    context = {
        "unit": shown,
        "hamlet": hamlet,
        "on": hamlet.valid_to or clock.today() + timedelta(days=1),
        "is_over": hamlet.is_over(clock.today()),
        "keep": [("do", "keep")],
        "dependents": on_hamlets(unit_id).get(hamlet_id, []),
        "breadcrumbs_items": way(shown, label=_("Thôi dùng %(name)s") % {"name": str(hamlet)}),
    }
    return render(request, "places/end_hamlet.html", context)

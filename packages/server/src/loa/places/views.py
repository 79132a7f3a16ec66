"""Pages of units and hamlets. The room of people is above this one, so views ask who acts of the kernel."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from loa.kernel.errors import Invalid, LoaError, Missing
from loa.kernel.signed_in import signed_in
from loa.places import actions, queries, scope
from loa.places.forms import FileForm, HamletForm, NameForm, UnitsForm
from loa.places.models import Hamlet, Unit


@never_cache
@signed_in
@require_GET
def units(request: HttpRequest) -> HttpResponse:
    """The tree as of a date, searched with or without marks. Everyone signed in knows it."""
    text, day = request.GET.get("tim", "").strip(), parse_date(request.GET.get("ngay", "") or "-")
    found = queries.search(text, day) if text else queries.units(day)
    page = Paginator(found.select_related("parent"), 50).get_page(request.GET.get("trang"))
    own = scope.current().write
    return render(request, "places/units.html", {"page": page, "text": text, "day": day, "own": own})


@never_cache
@signed_in
@require_GET
def unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    shown = _unit(unit_id)
    return render(
        request,
        "places/unit.html",
        {
            "unit": shown,
            "predecessors": queries.predecessors(unit_id),
            "successors": queries.successors(unit_id),
            "hamlets": queries.hamlets(unit_id),
            "may_write": unit_id in scope.current().write and shown.kind == "commune",
        },
    )


def _unit(unit_id: int) -> Unit:
    found = Unit.objects.select_related("parent").filter(id=unit_id).first()
    if found is None:
        raise Missing(_("Không có đơn vị này."))
    return found


def _hamlet(unit_id: int, hamlet_id: int) -> Hamlet:
    found = Hamlet.objects.filter(id=hamlet_id, unit_id=unit_id).first()
    if found is None:
        raise Missing(_("Không có thôn, bản này."))
    return found


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def new_hamlet(request: HttpRequest, unit_id: int) -> HttpResponse:
    shown, form = _unit(unit_id), HamletForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            hamlet = actions.add_hamlet(unit_id, **form.cleaned_data)
        except LoaError as error:
            _fault(form, error)
        else:
            messages.success(request, _("Đã thêm %(name)s.") % {"name": str(hamlet)})
            return redirect("places_unit", unit_id)
    return render(request, "places/hamlet.html", {"unit": shown, "form": form})


def _fault(form: Form, error: LoaError) -> None:
    """A fault of a field stays in the form; any other refusal is a page."""
    if error.field not in form.fields:
        raise error
    form.add_error(error.field, str(error.message))


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def rename_hamlet(request: HttpRequest, unit_id: int, hamlet_id: int) -> HttpResponse:
    shown, hamlet = _unit(unit_id), _hamlet(unit_id, hamlet_id)
    form = NameForm(request.POST or None, initial={"name": hamlet.name})
    if request.method == "POST" and form.is_valid():
        try:
            actions.rename_hamlet(hamlet, form.cleaned_data["name"])
        except LoaError as error:
            _fault(form, error)
        else:
            messages.success(request, _("Đã sửa tên."))
            return redirect("places_unit", unit_id)
    return render(request, "places/hamlet.html", {"unit": shown, "hamlet": hamlet, "form": form})


@signed_in
@require_POST
def end_hamlet(request: HttpRequest, unit_id: int, hamlet_id: int) -> HttpResponse:
    _unit(unit_id)
    hamlet = actions.end_hamlet(_hamlet(unit_id, hamlet_id))
    messages.success(request, _("Từ mai không còn %(name)s trong danh sách.") % {"name": str(hamlet)})
    return redirect("places_unit", unit_id)


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def import_hamlets(request: HttpRequest, unit_id: int) -> HttpResponse:
    shown, form = _unit(unit_id), FileForm(request.POST or None, request.FILES or None)
    lines: list[str] = []
    if request.method == "POST" and form.is_valid():
        try:
            made = actions.import_hamlets(unit_id, form.cleaned_data["file"].read())
        except Invalid as error:
            form.add_error("file", str(error.message))
            lines = [str(line) for line in error.lines]
        else:
            messages.success(request, _("Đã thêm %(n)s thôn, bản.") % {"n": len(made)})
            return redirect("places_unit", unit_id)
    return render(request, "places/import_hamlets.html", {"unit": shown, "form": form, "lines": lines})


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def import_units(request: HttpRequest) -> HttpResponse:
    form = UnitsForm(request.POST or None, request.FILES or None)
    lines: list[str] = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        more = {name: given[name].read() for name in ("before", "successions") if given[name]}
        try:
            loaded = actions.import_units(given["code"], given["name"], given["units"].read(), **more)
        except Invalid as error:
            form.add_error(error.field if error.field in form.fields else None, str(error.message))
            lines = [str(line) for line in error.lines]
        else:
            said = {"made": loaded.made, "kept": loaded.kept}
            messages.success(request, _("Đã ghi %(made)s đơn vị mới, %(kept)s đã có từ trước.") % said)
            return redirect("places_units")
    return render(request, "places/import_units.html", {"form": form, "lines": lines})

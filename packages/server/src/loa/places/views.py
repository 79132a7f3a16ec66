"""Pages of units and hamlets. The room of people is above this one, so views ask who acts of the kernel."""

from collections.abc import Sequence
from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from loa.kernel import clock, typed
from loa.kernel.actor import current
from loa.kernel.errors import Invalid, LoaError, Missing
from loa.kernel.roles import Capability
from loa.kernel.signed_in import signed_in
from loa.places import actions, queries, rights, scope
from loa.places.forms import HamletForm, NameForm, UnitsForm
from loa.places.leaning import on_hamlets
from loa.places.models import Hamlet, Succession, Unit


@never_cache
@signed_in
@require_GET
def units(request: HttpRequest) -> HttpResponse:
    """The tree as of a date, searched with or without marks. Everyone signed in knows it."""
    text, day = request.GET.get("tim", "").strip(), typed.day(request.GET.get("ngay"))
    found = queries.search(text, day) if text else queries.units(day)
    page = Paginator(found.select_related("parent"), 50).get_page(request.GET.get("trang"))
    shown = {
        "page": page,
        "text": text,
        "day": day,
        "may_import": rights.at_the_province(current(), Capability.KEEP_UNITS),
        "breadcrumbs_items": _breadcrumbs(),
    }
    return render(request, "places/units.html", shown)


def _breadcrumbs(*units: Unit, label: str = "") -> list[dict[str, str]]:
    """The list of units, the units from above, and what is done there."""
    path = [{"url": reverse("places_units"), "label": _("Địa bàn")}]
    path += [{"url": reverse("places_unit", args=[each.pk]), "label": each.name} for each in units]
    return [*path, {"url": "", "label": label}] if label else path


@never_cache
@signed_in
@require_GET
def unit(request: HttpRequest, unit_id: int) -> HttpResponse:
    """One unit as it is or was: its hamlets, what stood under it, what went into it and where it went."""
    shown = _unit(unit_id)
    seen = unit_id in scope.current().read
    last_day = shown.valid_to - timedelta(days=1) if shown.valid_to else clock.today()
    shows_hamlets = shown.kind == "commune" and shown.valid_to is None
    hamlets = list(queries.hamlets(unit_id)) if shows_hamlets else []
    leaning = on_hamlets(unit_id) if seen and hamlets else {}
    children = list(queries.children(unit_id, last_day))
    successors = list(queries.successors(unit_id))
    context = {
        "unit": shown,
        "sentence": _sentence(shown, successors, len(hamlets), len(children)),
        "predecessors": queries.predecessors(unit_id),
        "successors": successors,
        "children": children,
        "last_day": last_day,
        "shows_hamlets": shows_hamlets,
        "hamlets": [(each, leaning.get(each.pk, [])) for each in hamlets],
        "seen": seen,
        "may_write": unit_id in scope.current().write and shows_hamlets,
        "breadcrumbs_items": _breadcrumbs(shown),
    }
    return render(request, "places/unit.html", context)


def _sentence(unit: Unit, successors: Sequence[Succession], hamlets: int, children: int) -> str:
    """What the unit is now: where it went, or what stands under it."""
    values = {"unit": unit.name, "n": hamlets or children}
    if unit.valid_to is not None:
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


def _unit(unit_id: int) -> Unit:
    found = Unit.objects.select_related("parent__parent").filter(id=unit_id).first()
    if found is None:
        raise Missing(_("Không có đơn vị này."))
    return found


def _hamlet(unit_id: int, hamlet_id: int) -> Hamlet:
    at_once = Hamlet.objects.select_related("unit__parent__parent")  # the page's path shows them
    found = at_once.filter(id=hamlet_id, unit_id=unit_id).first()
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
    path = _breadcrumbs(shown, label=_("Thêm thôn, bản"))
    return render(request, "places/hamlet.html", {"unit": shown, "form": form, "breadcrumbs_items": path})


def _fault(form: Form, error: LoaError) -> None:
    """A fault of a field stays in the form; any other refusal is a page."""
    if error.field not in form.fields:
        raise error
    form.add_error(error.field, str(error.message))


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def rename_hamlet(request: HttpRequest, unit_id: int, hamlet_id: int) -> HttpResponse:
    hamlet = _hamlet(unit_id, hamlet_id)
    shown = hamlet.unit
    form = NameForm(request.POST or None, initial={"name": hamlet.name})
    if request.method == "POST" and form.is_valid():
        try:
            actions.rename_hamlet(hamlet, form.cleaned_data["name"])
        except LoaError as error:
            _fault(form, error)
        else:
            messages.success(request, _("Đã sửa tên."))
            return redirect("places_unit", unit_id)
    path = _breadcrumbs(shown, label=str(hamlet))
    context = {"unit": shown, "hamlet": hamlet, "form": form, "breadcrumbs_items": path}
    return render(request, "places/hamlet.html", context)


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def end_hamlet(request: HttpRequest, unit_id: int, hamlet_id: int) -> HttpResponse:
    """Says what will become of all that leans on the hamlet, then ends it."""
    hamlet = _hamlet(unit_id, hamlet_id)
    shown = hamlet.unit
    if request.method == "POST":
        actions.end_hamlet(hamlet)
        messages.success(request, _("Từ mai không còn %(name)s trong danh sách.") % {"name": str(hamlet)})
        return redirect("places_unit", unit_id)
    context = {
        "unit": shown,
        "hamlet": hamlet,
        "on": clock.today() + timedelta(days=1),
        "leaning": on_hamlets(unit_id).get(hamlet_id, []),
        "breadcrumbs_items": _breadcrumbs(shown, label=_("Thôi dùng %(name)s") % {"name": str(hamlet)}),
    }
    return render(request, "places/end_hamlet.html", context)


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def import_units(request: HttpRequest) -> HttpResponse:
    form = UnitsForm(request.POST or None, request.FILES or None)
    said, lines = "", []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        more = {name: given[name].read() for name in ("before", "successions") if given[name]}
        try:
            loaded = actions.import_units(given["code"], given["name"], given["units"].read(), **more)
        except Invalid as error:
            said, lines = str(error.message), [str(line) for line in error.lines]
            if not lines:
                form.add_error(error.field if error.field in form.fields else None, said)
        else:
            done = {"made": loaded.made, "kept": loaded.kept}
            messages.success(request, _("Đã ghi %(made)s đơn vị mới, %(kept)s đã có từ trước.") % done)
            return redirect("places_units")
    path = _breadcrumbs(label=_("Đơn vị từ tệp"))
    context = {"form": form, "said": said, "lines": lines, "breadcrumbs_items": path}
    return render(request, "places/import_units.html", context)

"""The pages of a file: to send it, to check its rows, and to have it written."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from loa.imports import actions, declared, queries, rules, wording
from loa.imports.forms import FileForm
from loa.imports.models import Upload
from loa.kernel.errors import Invalid
from loa.kernel.importing import ImportKind, Outcome
from loa.kernel.signed_in import signed_in
from loa.kernel.spreadsheet import blank as blanks
from loa.lists.files import TYPES
from loa.places.models import Unit

ROWS_A_PAGE = 100
LINKS_AT_ONCE = 100


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest, kind: str, unit_id: int | None = None) -> HttpResponse:
    """Shows the form for a file and the columns of its table, and accepts the file."""
    importing = declared.of(kind)
    at = declared.place(importing, unit_id)
    form = FileForm(importing.most, request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data["file"]
        try:
            upload = actions.send(kind, unit_id, given.name, given.read())
        except Invalid as error:
            form.add_error("file", str(error.message))
        else:
            return redirect("imports_show", upload.id)
    shown = {
        **_of(importing, at),
        "form": form,
        "earlier": queries.latest(kind, unit_id),
        "columns": importing.columns,
    }
    return render(request, "imports/start.html", shown)


@never_cache
@signed_in
@require_GET
def blank(request: HttpRequest, kind: str) -> HttpResponse:
    """Returns the template workbook. Everyone who is signed in may get it, as it contains no data."""
    importing = declared.of(kind)
    answer = HttpResponse(blanks.workbook(str(importing.what), importing.columns), content_type=TYPES["xlsx"])
    answer["Content-Disposition"] = f'attachment; filename="mau-{kind}.xlsx"'
    return answer


@never_cache
@signed_in
@require_GET
def show(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """Shows the progress of a file, and what each row would do or did."""
    upload = queries.mine(upload_id)
    importing = declared.of(upload.kind)
    wanted = request.GET.get("dong", _first(upload))
    page = Paginator(queries.rows(upload, wanted), ROWS_A_PAGE).get_page(request.GET.get("trang"))
    written = upload.state == Upload.State.WRITTEN
    keys = queries.written_keys(upload) if written and importing.after else []
    shown = {
        **_of(importing, upload.unit_id),
        "upload": upload,
        "state": wording.state(upload),
        "figures": wording.figures(upload),
        "wanted": wanted,
        "page": page,
        "rows": [(row, wording.outcome(row.outcome, written)) for row in page],
        "may_write": rules.may_write(upload.counts, leave_out=True),
        "faulty": upload.counts.get(Outcome.FAULTY, 0),
        "batches": [keys[at : at + LINKS_AT_ONCE] for at in range(0, len(keys), LINKS_AT_ONCE)],
        "ahead": queries.ahead(upload) if upload.works else 0,
    }
    return render(request, "imports/show.html", shown)


@never_cache
@signed_in
@require_POST
def write(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """Has the file written."""
    leave_out = request.POST.get("leave_out") == "1"
    upload = actions.write(upload_id, request.POST.get("shown", ""), leave_out)
    return redirect("imports_show", upload.id)


@never_cache
@signed_in
@require_POST
def discard(request: HttpRequest, upload_id: UUID) -> HttpResponse:
    """Discards the file."""
    upload = actions.discard(upload_id)
    messages.success(request, _("Đã bỏ tệp %(name)s.") % {"name": upload.name})
    return redirect(_address(declared.of(upload.kind), upload.unit_id))


def _of(importing: ImportKind, unit_id: int) -> dict[str, Any]:
    """Returns the context that all pages of an import have, with their breadcrumbs."""
    unit = Unit.objects.filter(id=unit_id).first() if importing.at_unit else None
    back = reverse(importing.back, args=[unit_id] if importing.at_unit else [])
    here = _address(importing, unit_id)
    return {
        "importing": importing,
        "unit": unit,
        "here": here,
        "back": back,
        "breadcrumbs_items": [
            {"url": back, "label": unit.name if unit else importing.back_said},
            {"url": "", "label": importing.title},
        ],
    }


def _address(importing: ImportKind, unit_id: int) -> str:
    return reverse(importing.name, args=[unit_id] if importing.at_unit else [])


def _first(upload: Upload) -> str:
    """Returns the outcome whose rows are shown first: faulty ones if there are any, else all."""
    return Outcome.FAULTY if upload.counts.get(Outcome.FAULTY) else ""

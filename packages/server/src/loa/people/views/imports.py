"""People by CSV. The links are in the answer to this one request and nowhere else."""

import base64
import csv
import io

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from loa.kernel.actor import current
from loa.kernel.errors import Invalid
from loa.people.actions.imports import Imported, import_people
from loa.people.forms import FileForm
from loa.people.overseen import administered
from loa.people.signed_in import signed_in
from loa.people.views.people import breadcrumbs


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def import_csv(request: HttpRequest) -> HttpResponse:
    administered(current())
    form = FileForm(request.POST or None, request.FILES or None)
    said, lines = "", []
    if request.method == "POST" and form.is_valid():
        try:
            made = import_people(form.cleaned_data["file"].read())
        except Invalid as error:
            said, lines = str(error.message), [str(line) for line in error.lines]
            if not lines:
                form.add_error("file", said)
        else:
            return render(request, "people/imported.html", _shown(request, made))
    shown = {"form": form, "said": said, "lines": lines, "breadcrumbs_items": breadcrumbs(_("Từ tệp"))}
    return render(request, "people/import.html", shown)


def _shown(request: HttpRequest, made: list[Imported]) -> dict[str, object]:
    rows = [(one, request.build_absolute_uri(f"/mo/{one.secret}/")) for one in made]
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["Mã đơn vị", "Đơn vị", "Họ và tên", "Tên đăng nhập", "Liên kết dùng một lần"])
    for one, url in rows:
        name = one.account.name
        writer.writerow([one.unit.code, one.unit.name, _inert(name), one.account.username, url])
    # With a BOM, so that Excel reads the marks.
    download = base64.b64encode(("\ufeff" + out.getvalue()).encode()).decode()
    return {
        "rows": rows,
        "download": download,
        "waits": any(one.waits_for_second for one in made),
        "breadcrumbs_items": breadcrumbs(_("Từ tệp")),
    }


def _inert(text: str) -> str:
    """A cell that a spreadsheet will not take for a formula."""
    return f"'{text}" if text[:1] in "=+-@\t\r" else text

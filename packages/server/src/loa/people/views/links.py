"""One-time links for many people who have just been added. The links are in the response to this one request
and nowhere else."""

import base64
import csv
import io

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from loa.kernel import parsing
from loa.kernel.actor import current
from loa.kernel.errors import Invalid
from loa.kernel.shown_once import shown_once
from loa.kernel.spreadsheet.inert import inert
from loa.people import queries
from loa.people.actions import make_link
from loa.people.models import Account
from loa.people.signed_in import signed_in
from loa.people.views.people import breadcrumbs
from loa.people.visibility import administered

MOST = 100


@never_cache
@signed_in
@require_POST
@shown_once
def for_many(request: HttpRequest) -> HttpResponse:
    """Makes links for the accounts whose ids are in `added`, comma-separated. Accounts that have signed in
    already get none here: a link would reset a password that is in use."""
    seen = administered(current())
    wanted = [parsing.number(each) for each in request.POST.get("added", "").split(",")][:MOST]
    accounts = Account.objects.filter(
        pk__in=[each for each in wanted if each], unit_id__in=seen, last_login=None, is_active=True
    )
    found = queries.with_roles(list(accounts.order_by("unit__sort_key", "pk").values_list("pk", flat=True)))
    if not found:
        raise Invalid(_("Không còn ai ở đây chưa đăng nhập lần nào."))
    rows = [(each, request.build_absolute_uri(f"/mo/{make_link(each)}/")) for each in found]
    shown = {
        "rows": rows,
        "download": _download(rows),
        "waits": any(queries.takes_two(each.person_id) for each in found),
        "breadcrumbs_items": breadcrumbs(_("Liên kết")),
    }
    return render(request, "people/links.html", shown)


def _download(rows: list[tuple[Account, str]]) -> str:
    """Returns the links as a CSV file in Base64, which the page offers as a download."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(["Mã đơn vị", "Đơn vị", "Họ và tên", "Tên đăng nhập", "Liên kết dùng một lần"])
    for account, url in rows:
        writer.writerow([account.unit.code, account.unit.name, inert(account.name), account.username, url])
    # With a BOM, so that Excel reads the file as UTF-8 and shows the diacritics.
    return base64.b64encode(("\ufeff" + out.getvalue()).encode()).decode()

"""The page of one's own account: who is signed in, with which roles at which units, and the colour theme of
the pages."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from loa.kernel import clock
from loa.kernel.errors import Invalid
from loa.people.models import RoleGrant, Theme, held_on
from loa.people.rules import waits_for_code
from loa.people.signed_in import account_of, signed_in


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def own_account(request: HttpRequest) -> HttpResponse:
    """Shows the account. A POST with `theme` stores the chosen colour theme. Raises `Invalid` for an unknown
    one."""
    account = account_of(request)
    if request.method == "POST":
        chosen = request.POST.get("theme", "")
        if chosen not in Theme.values:
            raise Invalid(_("Chọn một màu nền trong danh sách."))
        account.theme = chosen
        account.save(update_fields=["theme"])
        messages.success(request, _("Đã đổi màu nền."))
        return HttpResponseRedirect(request.path)
    grants = RoleGrant.objects.filter(held_on(clock.today()), person_id=account.person_id)
    context = {
        "account": account,
        "grants": [
            (grant, waits_for_code(account, grant.role))
            for grant in grants.select_related("unit", "body").order_by("role", "unit_id")
        ],
        "themes": Theme.choices,
        "breadcrumbs_items": [{"url": "", "label": _("Tài khoản")}],
    }
    return render(request, "loa/own_account.html", context)

"""The page that throws away an edit of an approved bulletin."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from loa.desk.bulletins import differing
from loa.desk.bulletins.places import require_writer
from loa.kernel.errors import Conflict
from loa.kernel.signed_in import signed_in
from loa.newsroom import actions, queries


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def discard(request: HttpRequest, code: str) -> HttpResponse:
    """Says what is thrown away and what stays. A POST throws away the edit that the page showed."""
    bulletin = queries.by_code(code)
    require_writer(bulletin.unit_id)
    if not queries.has_edit_to_discard(bulletin):
        messages.info(request, _("“%(title)s” không có bản sửa nào để bỏ.") % {"title": bulletin.title})
        return redirect("bulletins_show", code=code)
    if request.method == "POST":
        try:
            actions.discard(bulletin.pk, request.POST.get("version", ""))
        except Conflict as why:
            # The page shows the edit as it now is, and what was shown before.
            messages.error(request, str(why))
            return redirect("bulletins_discard", code=code)
        said = _("Đã bỏ bản sửa của “%(title)s”. Bản đã duyệt vẫn phát như cũ.")
        messages.success(request, said % {"title": bulletin.title})
        return redirect("bulletins_show", code=code)
    shown = {
        "bulletin": bulletin,
        "hidden": [("version", queries.version(bulletin))],
        "sections": differing.sections(bulletin),
        "breadcrumbs_items": [
            {"url": reverse("bulletins_list"), "label": _("Bản tin")},
            {"url": reverse("bulletins_show", args=[code]), "label": bulletin.title},
            {"url": "", "label": _("Bỏ bản sửa")},
        ],
    }
    return render(request, "bulletins/discard.html", shown)

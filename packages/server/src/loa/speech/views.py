"""The page of a unit's own words. The middleware's scope decides which units are visible."""

from __future__ import annotations

from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from loa.kernel import actor
from loa.kernel.errors import LoaError, NotFound
from loa.kernel.roles import Capability
from loa.kernel.signed_in import signed_in
from loa.places import rights, scope
from loa.places.models import Unit
from loa.speech import actions, queries
from loa.speech.forms import EntryForm


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def words(request: HttpRequest, unit_id: int) -> HttpResponse:
    """Shows a unit's own words and those of the units above it, and the reading of a trial sentence. Adds a
    word."""
    unit = _unit(unit_id)
    form = EntryForm(request.POST or None, initial={"written": request.GET.get("chu", "").strip()[:60]})
    back = _back(request)
    if request.method == "POST" and form.is_valid():
        try:
            entry = actions.add_entry(unit_id, form.cleaned_data["written"], form.cleaned_data["reading"])
        except LoaError as error:
            if error.field not in form.fields:
                raise
            form.add_error(error.field, str(error))
        else:
            messages.success(request, _("Đã thêm %(word)s.") % {"word": entry.written})
            query = f"?{urlencode({'ve': back})}" if back else ""
            return redirect(reverse("speech_words", args=[unit_id]) + query)
    tried = request.GET.get("thu", "").strip()
    shown = {
        "unit": unit,
        "form": form,
        "own": queries.listed(queries.entries(unit_id)),
        "above": queries.listed(queries.entries_above(unit_id)),
        "back": back,
        "tried": tried,
        "heard": queries.tokens(unit_id, tried) if tried else [],
        "breadcrumbs_items": [
            {"url": reverse("places_one", args=[unit.pk]), "label": unit.name},
            {"url": "", "label": _("Từ đọc riêng")},
        ],
        "may_write": rights.may(actor.current(), Capability.WRITE, unit_id),
    }
    return render(request, "speech/words.html", shown)


@never_cache
@signed_in
@require_POST
def remove(request: HttpRequest, unit_id: int, entry_id: int) -> HttpResponse:
    """Ends the unit's own reading of this form."""
    actions.remove_entry(unit_id, entry_id)
    messages.success(request, _("Đã bỏ từ này. Bài đã duyệt vẫn giữ cách đọc cũ."))
    return redirect("speech_words", unit_id)


def _back(request: HttpRequest) -> str:
    """Returns the page that led here and is to be gone back to, or an empty string."""
    page = request.GET.get("ve", "")
    # It comes from the client: only a path of our own, or this would be an open redirect.
    inside = page.startswith("/") and url_has_allowed_host_and_scheme(page, None)
    return page if inside else ""


def _unit(unit_id: int) -> Unit:
    found = Unit.objects.filter(id=unit_id).first() if unit_id in scope.current().read else None
    if found is None:
        raise NotFound(_("Không có đơn vị này."))
    return found

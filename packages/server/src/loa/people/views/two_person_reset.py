"""The codes that a second administrator gives for one-time links. They are shown in one response only."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from loa.kernel import parsing
from loa.kernel.shown_once import shown_once
from loa.people import actions
from loa.people.actions.two_person_reset import find_link
from loa.people.signed_in import signed_in
from loa.people.views.people import breadcrumbs


@never_cache
@signed_in
@require_POST
@shown_once
def vouch_many(request: HttpRequest) -> HttpResponse:
    """Makes a code for each link that is ticked, all or none."""
    named = [parsing.number(value) for value in request.POST.getlist("link")]
    links = [find_link(each) for each in named if each is not None]
    if not links:
        messages.warning(request, _("Chưa chọn ai: đánh dấu những người cần mã rồi bấm lại."))
        return redirect("people_waiting")
    codes = [(link, actions.vouch(link)) for link in links]
    shown = {
        "codes": [(link.account, code, f"{code[:4]} {code[4:]}") for link, code in codes],
        "breadcrumbs_items": breadcrumbs(_("Mã mở liên kết")),
    }
    return render(request, "people/codes.html", shown)

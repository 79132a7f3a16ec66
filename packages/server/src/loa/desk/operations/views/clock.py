"""The page of the signer's clock: it shows the machine's time, and a person confirms that it is right."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from loa.kernel import actor, clock
from loa.kernel.roles import Capability
from loa.kernel.signed_in import signed_in
from loa.keys import actions as keys
from loa.keys import queries
from loa.places import queries as places
from loa.places import rights


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def confirm(request: HttpRequest) -> HttpResponse:
    """Shows the time, to be compared with a watch. A POST confirms it. Only for operators and administrators
    of the province."""
    province = places.province()
    rights.require(actor.current(), Capability.CONFIRM_CLOCK, province.pk if province else 0)
    if request.method == "POST":
        if keys.confirm_clock() is None:
            messages.info(request, _("Máy ký đang tin đồng hồ, không cần xác nhận."))
        else:
            messages.success(request, _("Đã xác nhận giờ. Máy ký chạy tiếp trong vài giây."))
        return redirect("operations_wall")
    shown = {"doubt": queries.clock_doubt(), "now": clock.now(), "back": reverse("operations_wall")}
    return render(request, "operations/clock.html", shown)

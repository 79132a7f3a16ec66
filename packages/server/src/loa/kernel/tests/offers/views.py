from django.http import HttpRequest, HttpResponse

from loa.audit.actions import record
from loa.kernel import actor
from loa.kernel.errors import Forbidden, NotFound
from loa.kernel.roles import Capability
from loa.kernel.signed_in import signed_in
from loa.places import rights

from .models import Offer


@signed_in
def listing(request: HttpRequest) -> HttpResponse:
    if not rights.anywhere(actor.current(), Capability.PEDDLE):
        raise Forbidden("Trang này dành cho người gửi tin.")
    return HttpResponse("; ".join(Offer.objects.values_list("said", flat=True)))


@signed_in
def one(request: HttpRequest, offer_id: int) -> HttpResponse:
    offer = Offer.objects.filter(pk=offer_id).select_related("body").first()
    if offer is None:
        raise NotFound("Không có tin này.")
    rights.require_at_body(actor.current(), Capability.PEDDLE, offer.body_id)
    if request.method == "POST":
        Offer.objects.filter(pk=offer_id).update(said=request.POST["said"])
        record("offers.changed", offer, offer.body.unit_id)
        return HttpResponse(status=204)
    return HttpResponse(offer.said)

"""The pages of the online keys: the list, and the revocation of a key by two administrators of the
province."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from loa.desk.operations import keyring
from loa.dispatch import queries as dispatch
from loa.dispatch import targets
from loa.kernel import actor, clock
from loa.kernel.actor import Actor
from loa.kernel.errors import Conflict, Invalid, LoaError, NotFound
from loa.kernel.roles import Capability
from loa.kernel.signed_in import signed_in
from loa.keys import queries as keys
from loa.keys import revoking
from loa.keys.models import Revocation
from loa.keys.purposes import SIGNS
from loa.places import queries as places
from loa.places import rights


def reads(who: Actor) -> bool:
    """Returns whether this person may see the keys."""
    return rights.at_the_province(who, Capability.SEE_KEYS)


def _require(capability: Capability) -> None:
    province = places.province()
    rights.require(actor.current(), capability, province.pk if province else 0)


@never_cache
@signed_in
@require_GET
def ring(request: HttpRequest) -> HttpResponse:
    """Shows all keys in force. Those who administer the province may read the page; only administrators may
    revoke a key."""
    _require(Capability.SEE_KEYS)
    who = actor.current()
    found = keyring.keyring(clock.now())
    shown = {
        "keys": found,
        "waiting": [each for each in found if each.stands == keyring.KeyStanding.ASKED],
        "without": [SIGNS[each] for each, until in keys.signable_until(clock.now()).items() if until is None],
        "ends": min((each.until for each in found if each.stands == keyring.KeyStanding.USED), default=None),
        "list_until": keys.trust_until(),
        "may": rights.at_the_province(who, Capability.REVOKE_KEYS),
        "me": who.person_id,
        "back": reverse("operations_wall"),
    }
    return render(request, "operations/keys.html", shown)


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def revoke(request: HttpRequest, key_id: str) -> HttpResponse:
    """Shows what follows from the revocation. A POST stores the first administrator's decision with the
    reason."""
    _require(Capability.REVOKE_KEYS)
    key = keyring.one(key_id)
    if key is None:
        raise NotFound(_("Không có khóa này trong những khóa đang dùng."))
    if key.asked is not None and key.asked.by_id == actor.current().person_id:
        messages.info(request, _("Đã đề nghị thu hồi khóa này từ trước; lý do đã ghi giữ nguyên."))
        return redirect("operations_key_agree", key.asked.pk)
    fault: LoaError | None = None
    if request.method == "POST":
        try:
            revoking.revoke_key(key_id, request.POST.get("reason", ""))
        except (Invalid, Conflict) as error:
            fault = error
        else:
            messages.success(request, _("Đã đề nghị thu hồi. Chưa có gì đổi, tới khi người thứ hai đồng ý."))
            return redirect("operations_keys")
    shown = {
        **_consequences(key),
        "action": reverse("operations_key_revoke", args=[key_id]),
        "fault": fault,
        "given": request.POST.get("reason", ""),
    }
    return render(request, "operations/key.html", shown, status=fault.status if fault else 200)


@never_cache
@signed_in
@require_http_methods(["GET", "POST"])
def agree(request: HttpRequest, revocation_id: int) -> HttpResponse:
    """Shows the same page to the second administrator. A POST agrees to the revocation."""
    _require(Capability.REVOKE_KEYS)
    # A revocation is of a key or of a device. This page is about keys.
    asked = Revocation.objects.filter(pk=revocation_id, device=None).first()
    key = keyring.one(asked.key_id) if asked is not None and asked.key_id else None
    if asked is None or key is None:
        raise NotFound(_("Không có đề nghị thu hồi này, hoặc khóa ấy không còn dùng."))
    if request.method == "POST":
        revoking.agree(revocation_id)
        messages.success(request, _("Đã đồng ý. Máy ký đưa vào danh sách trong vài giây."))
        return redirect("operations_keys")
    shown = {
        **_consequences(key),
        "action": reverse("operations_key_agree", args=[revocation_id]),
        "asked": asked,
        "own": asked.by_id == actor.current().person_id,
    }
    return render(request, "operations/key.html", shown)


def _consequences(key: keyring.Key) -> dict[str, object]:
    return {
        "key": key,
        "clusters": dispatch.reaches(targets.everything()),
        "back": reverse("operations_keys"),
    }

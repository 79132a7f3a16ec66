"""The words for this room's entries in the record (see loa.audit.sentences)."""

from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from loa_protocol.ids import split_plan_id

from loa.audit.named_things import NamedThing
from loa.fleet.models import Device
from loa.places.models import Hamlet

WORDS = {
    "fleet.device_added": gettext_lazy("đã thêm cụm loa %(subject)s"),
    "fleet.device_claimed": gettext_lazy("đã nhận máy cho cụm loa %(subject)s"),
    "fleet.device_moved": gettext_lazy("đã chuyển cụm loa %(subject)s sang %(plan)s"),
    "fleet.device_placed_again": gettext_lazy("đã sửa nơi đặt của cụm loa %(subject)s"),
    "fleet.device_disabled": gettext_lazy("đã khóa cụm loa %(subject)s: “%(why)s”"),
    "fleet.claim_code_made": gettext_lazy("đã làm mã nhận máy cho cụm loa %(subject)s"),
    "fleet.demo_enrolled": gettext_lazy("đã nhận %(devices)s cụm loa dùng thử ở %(subject)s"),
}
REFERS = {"plan": "fleet.plan"}


def devices(keys: Collection[str]) -> dict[str, NamedThing]:
    """Returns the names of clusters by id."""
    rows = Device.objects.filter(pk__in=keys).values_list("pk", "name")
    return {str(pk): NamedThing(name, reverse("clusters_show", args=[pk])) for pk, name in rows}


def plans(keys: Collection[str]) -> dict[str, NamedThing]:
    """Returns whose plan each is: the hamlet's, or the whole commune's."""
    hamlets = {key: split_plan_id(key)[1] for key in keys}
    rows = Hamlet.objects.in_bulk(set(hamlets.values()) - {0})
    whole = {key: NamedThing(_("cả xã, phường")) for key, pk in hamlets.items() if not pk}
    return whole | {key: NamedThing(str(rows[pk])) for key, pk in hamlets.items() if pk in rows}


NAMES = {"fleet.device": devices, "fleet.plan": plans}

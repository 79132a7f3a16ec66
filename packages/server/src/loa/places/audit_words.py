"""The sentences for what places' actions record (see loa.audit.sentences)."""

from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from loa.audit.named_things import NamedThing, day
from loa.places.models import Hamlet, Succession, Unit

WORDS = {
    "places.hamlet_added": _("đã thêm %(subject)s vào danh sách thôn, bản"),
    "places.hamlet_renamed": _("đã sửa tên “%(before)s” thành “%(name)s” trong danh sách thôn, bản"),
    "places.hamlet_located": _("đã đặt %(subject)s lên bản đồ"),
    "places.hamlet_ended": _("đã thôi dùng %(subject)s từ %(on)s"),
    "places.hamlet_kept": _("đã giữ lại %(subject)s, không thôi dùng nữa"),
    "places.hamlets_imported": _("đã thêm %(count)s thôn, bản của %(subject)s từ tệp"),
    "places.unit_added": _("đã thêm đơn vị %(subject)s, có từ %(since)s"),
    "places.unit_measured": _("đã ghi tọa độ, diện tích của %(subject)s"),
    "places.succession_added": _("đã ghi %(old)s (%(extent)s) nhập vào %(subject)s"),
    "places.units_imported": _("đã nhập danh sách đơn vị của %(subject)s: %(made)s mới, %(kept)s đã có"),
}
SAID = {"on": day, "since": day, "extent": lambda extent: str(Succession.Extent(extent).label)}


def units(keys: Collection[str]) -> dict[str, NamedThing]:
    """Returns units by id."""
    rows = Unit.objects.filter(pk__in=keys).values_list("pk", "name")
    return {str(pk): NamedThing(name, reverse("places_one", args=[pk])) for pk, name in rows}


def hamlets(keys: Collection[str]) -> dict[str, NamedThing]:
    """Returns hamlets by id, each with the page of its commune."""
    rows = Hamlet.objects.filter(pk__in=keys)
    return {str(row.pk): NamedThing(str(row), reverse("places_one", args=[row.unit_id])) for row in rows}


NAMES = {"places.unit": units, "places.hamlet": hamlets}

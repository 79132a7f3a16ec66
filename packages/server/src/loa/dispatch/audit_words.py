"""The sentences of the audit log for acts (see loa.audit.sentences)."""

from collections.abc import Collection

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loa.audit.named_things import NamedThing
from loa.dispatch import naming
from loa.dispatch.models import Act

WORDS = {
    "dispatch.silence": gettext_lazy("đã tắt tiếng %(subject)s, %(reaches)s cụm loa: “%(why)s”"),
    "dispatch.restore": gettext_lazy("đã mở lại %(subject)s, %(reaches)s cụm loa"),
    "dispatch.cancel": gettext_lazy("đã dừng %(subject)s, %(reaches)s cụm loa: “%(why)s”"),
    "dispatch.tone": gettext_lazy("đã cho %(subject)s kêu thử, %(reaches)s cụm loa"),
}


def acts(keys: Collection[str]) -> dict[str, NamedThing]:
    """Returns acts by id, named by where they reach and what they cancel."""
    rows = list(Act.objects.filter(pk__in=keys).select_related("unit"))
    places, titles = naming.places(rows), naming.cancelled(rows)
    found = {}
    for row in rows:
        name = places[row.pk]
        if row.pk in titles:
            name = _("“%(title)s” ở %(place)s") % {"title": titles[row.pk], "place": name}
        found[str(row.pk)] = NamedThing(name, reverse("operations_act", args=[row.pk]))
    return found


NAMES = {"dispatch.act": acts}

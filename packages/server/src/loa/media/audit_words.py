"""The wording of the audit entries of media (see loa.audit.sentences)."""

from collections.abc import Collection

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loa.audit.named_things import NamedThing
from loa.media.models import Sound

WORDS = {"media.uploaded": gettext_lazy("đã gửi lên tệp âm thanh “%(subject)s”")}


def sounds(keys: Collection[str]) -> dict[str, NamedThing]:
    """Returns the sounds by id, as named things. They have no page of their own."""
    rows = Sound.objects.filter(pk__in=keys).values_list("pk", "name")
    return {str(pk): NamedThing(name or _("chưa có tên")) for pk, name in rows}


NAMES = {"media.sound": sounds}

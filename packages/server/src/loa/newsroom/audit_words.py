"""The wording of the audit entries of the newsroom (see loa.audit.sentences)."""

from collections.abc import Collection, Mapping

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from loa.audit.named_things import NamedThing
from loa.newsroom.models import Bulletin


def returned(detail: Mapping[str, object]) -> Promise:
    """Returns the words for a return, with the words of the text at which it was, if any."""
    if detail.get("passage"):
        return gettext_lazy("đã trả lại bản tin “%(subject)s” ở chỗ “%(passage)s”: “%(reason)s”")
    return gettext_lazy("đã trả lại bản tin “%(subject)s”: “%(reason)s”")


WORDS = {
    "newsroom.created": gettext_lazy("đã viết bản tin “%(subject)s”"),
    "newsroom.saved": gettext_lazy("đã sửa bản tin “%(subject)s”"),
    "newsroom.edit_begun": gettext_lazy("đã bắt đầu sửa bản tin đã duyệt “%(subject)s”"),
    "newsroom.discarded": gettext_lazy("đã bỏ bản sửa của bản tin “%(subject)s”"),
    "newsroom.copied": gettext_lazy("đã chép “%(source)s” thành bản tin mới “%(subject)s”"),
    "newsroom.submitted": gettext_lazy("đã gửi duyệt bản tin “%(subject)s”"),
    "newsroom.recalled": gettext_lazy("đã lấy bản tin “%(subject)s” về sửa"),
    "newsroom.returned": returned,
    "newsroom.approved": gettext_lazy("đã duyệt bản tin “%(subject)s”"),
    "newsroom.withdrawn": gettext_lazy("đã rút bản tin “%(subject)s”: “%(reason)s”"),
}
REFERS = {"source": "newsroom.bulletin"}


def bulletins(keys: Collection[str]) -> dict[str, NamedThing]:
    """Returns the bulletins by id, as named things with their present title."""
    rows = Bulletin.objects.filter(pk__in=keys).values_list("pk", "title", "code")
    return {
        str(pk): NamedThing(title or _("Chưa có tên"), reverse("bulletins_show", args=[code]))
        for pk, title, code in rows
    }


NAMES = {"newsroom.bulletin": bulletins}

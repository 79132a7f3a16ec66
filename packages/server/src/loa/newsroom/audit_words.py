"""The room's acts in words (see loa.audit.sentences)."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "newsroom.created": _("đã viết bản tin “%(title)s”"),
    "newsroom.saved": _("đã sửa bản tin"),
    "newsroom.copied": _("đã chép thành bản tin mới"),
    "newsroom.submitted": _("đã gửi duyệt bản tin"),
    "newsroom.recalled": _("đã lấy bản tin về sửa"),
    "newsroom.returned": _("đã trả lại bản tin: “%(reason)s”"),
    "newsroom.approved": _("đã duyệt bản tin"),
    "newsroom.withdrawn": _("đã rút bản tin: “%(reason)s”"),
}

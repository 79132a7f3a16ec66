"""The room's acts in words (see loa.audit.sentences)."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "dispatch.silence": _("đã tắt tiếng %(reaches)s cụm loa: “%(why)s”"),
    "dispatch.restore": _("đã mở lại %(reaches)s cụm loa"),
    "dispatch.cancel": _("đã dừng bản tin trên %(reaches)s cụm loa: “%(why)s”"),
    "dispatch.tone": _("đã cho %(reaches)s cụm loa kêu thử"),
}

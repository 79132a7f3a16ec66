"""The wording of the audit entries of speech (see loa.audit.sentences)."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "speech.asked": _("đã cho máy đọc “%(subject)s”"),
    "speech.entry_added": _("đã dặn máy đọc “%(written)s” là “%(reading)s”"),
    "speech.entry_removed": _("đã bỏ cách đọc riêng của “%(written)s”"),
}

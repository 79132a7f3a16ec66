"""The room's acts in words (see loa.audit.sentences)."""

from django.utils.translation import gettext_lazy as _

WORDS = {"media.uploaded": _("đã gửi lên một tệp âm thanh")}

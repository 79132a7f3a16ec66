"""The room's acts in words (see loa.audit.sentences)."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "airtime.placed": _("đã đặt bản tin vào lịch phát"),
    "airtime.added": _("đã thêm khung giờ vào lịch phát"),
    "airtime.moved": _("đã chuyển giờ phát sang %(time)s"),
    "airtime.removed": _("đã bỏ một khung giờ khỏi lịch phát: “%(reason)s”"),
    "airtime.rule_set": _("đã ghi quy chế phát thanh áp dụng từ %(valid_from)s"),
}

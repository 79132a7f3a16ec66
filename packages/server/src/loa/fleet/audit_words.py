"""The room's acts in words (see loa.audit.sentences)."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "fleet.device_added": _("đã thêm một cụm loa"),
    "fleet.device_claimed": _("đã nhận máy cho một cụm loa"),
    "fleet.device_moved": _("đã chuyển một cụm loa sang nơi khác"),
    "fleet.device_disabled": _("đã khóa một cụm loa: “%(why)s”"),
    "fleet.claim_code_made": _("đã làm mã nhận máy cho một cụm loa"),
    "fleet.demo_enrolled": _("đã nhận %(devices)s cụm loa dùng thử"),
}

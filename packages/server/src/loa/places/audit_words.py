"""The room's acts in words (see loa.audit.sentences)."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "places.hamlet_added": _("đã thêm %(name)s vào danh sách thôn, bản"),
    "places.hamlet_renamed": _("đã sửa tên %(before)s thành %(name)s"),
    "places.hamlet_ended": _("đã thôi dùng một thôn, bản từ %(on)s"),
    "places.hamlets_imported": _("đã thêm %(count)s thôn, bản từ tệp"),
    "places.units_imported": _("đã nạp danh sách đơn vị: %(made)s mới, %(kept)s đã có"),
}

"""The room's acts in words (see loa.audit.sentences)."""

from django.utils.translation import gettext_lazy as _

WORDS = {
    "people.first_run": _("đã khởi đầu với %(units)s đơn vị hành chính và hai quản trị viên"),
    "people.person_created": _("đã thêm một người"),
    "people.people_imported": _("đã thêm %(count)s người từ tệp"),
    "people.account_disabled": _("đã khóa tài khoản của %(person)s"),
    "people.account_enabled": _("đã mở lại tài khoản của %(person)s"),
    "people.role_granted": _("đã giao vai trò cho %(person)s"),
    "people.role_confirmed": _("đã đồng ý vai trò của %(person)s"),
    "people.role_ended": _("đã thu lại vai trò của %(person)s"),
    "people.link_made": _("đã tạo liên kết dùng một lần cho %(person)s"),
    "people.password_set_by_link": _("đã đặt mật khẩu bằng liên kết dùng một lần"),
    "people.password_changed": _("đã đổi mật khẩu của mình"),
}

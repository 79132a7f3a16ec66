"""Messages for the triggers that all apps share, and names of Django's own tables (see
loa.kernel.constraints)."""

from django.utils.translation import gettext_lazy as _

from loa.kernel.constraints import RefusalWords
from loa.kernel.errors import Forbidden

WORDS = {
    "rows are only ever added": RefusalWords(
        Forbidden, _("Điều đã quyết định không sửa, không xóa được. Ghi một quyết định mới.")
    ),
    "decided in nobody's name": RefusalWords(
        Forbidden, _("Việc này phải đứng tên một người. Đăng nhập rồi làm lại.")
    ),
    "decided in somebody else's name": RefusalWords(
        Forbidden, _("Việc này chỉ ghi được dưới tên người đang làm. Đăng nhập lại rồi làm lại.")
    ),
}
INTERNAL = {
    "a moment that is not of this transaction": (
        "the bytes of a decision are made, with the database's moment, in the transaction that writes them"
    ),
    "names a row of another unit": "an action finds what it names in the unit of the row that it writes",
}
THINGS = {
    "auth_group": _("nhóm"),
    "auth_permission": _("quyền"),
    "wagtailcore_revision": _("phiên bản"),
}

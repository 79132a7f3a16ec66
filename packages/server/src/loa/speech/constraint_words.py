"""The messages for the database constraints of speech (see loa.kernel.constraints)."""

from django.utils.translation import gettext_lazy as _

from loa.kernel.constraints import RefusalWords
from loa.kernel.errors import Conflict, Invalid

WORDS = {
    "speech_one_reading_a_moment": RefusalWords(
        Conflict, _("Có người vừa thêm từ này. Xem lại danh sách."), "written"
    ),
    "speech_entry_ends_after": RefusalWords(
        Conflict, _("Từ này vừa được sửa. Xem lại danh sách."), "written"
    ),
    "speech_entry_is_whole": RefusalWords(Invalid, _("Ghi cả chữ viết và cách đọc."), "written"),
}

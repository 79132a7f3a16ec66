"""The messages for the database constraints on sounds and uploads (see loa.kernel.constraints)."""

from django.utils.translation import gettext_lazy as _

from loa.kernel.constraints import RefusalWords
from loa.kernel.errors import Conflict

WORDS = {
    "media_sound_once_in_a_unit": RefusalWords(
        Conflict, _("Tệp tiếng này vừa được gửi lên rồi. Tải lại trang để dùng."), "file"
    ),
    "media_upload_within_length": RefusalWords(
        Conflict, _("Tệp gửi lên dài hơn đã báo. Chọn lại tệp rồi gửi từ đầu."), "file"
    ),
    "a ready sound is not changed": RefusalWords(
        Conflict, _("Tiếng đã chuẩn bị xong không đổi được. Thêm một tiếng mới."), "file"
    ),
}
INTERNAL = {
    "media_sound_failed_says_why": "the worker's one action writes the state with its reason",
    "media_sound_ready_is_whole": "the worker's one action writes the state with what was measured",
    "media_upload_whole_before_sound": "a sound is made of an upload only at its last byte",
}
THINGS = {"media_sound": _("tiếng")}

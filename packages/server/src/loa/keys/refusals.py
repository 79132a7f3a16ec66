"""Why the signer would not sign: a code, kept in `to_sign` rows, and a sentence for people."""

from enum import StrEnum
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Code(StrEnum):
    """Kept in rows; never renamed."""

    MISSING = "missing"
    NOT_ENTITLED = "not-entitled"
    NOT_APPROVED = "not-approved"
    WITHDRAWN = "withdrawn"
    OWN_WORK = "own-work"
    ALTERED = "altered"
    OTHER_PLACE = "other-place"
    OTHER_TIME = "other-time"
    NOT_MOVED = "not-moved"
    OTHER_CLASS = "other-class"
    OTHER_SOUND = "other-sound"
    RULES = "rules"
    ENVELOPE = "envelope"
    EXPIRED = "expired"
    MUTE = "mute"
    NO_KEY = "no-key"


SENTENCES: Final[dict[Code, Promise]] = {
    Code.MISSING: _("Thiếu dữ liệu cần để ký."),
    Code.NOT_ENTITLED: _("Người quyết định không có quyền ở nơi này vào lúc đó."),
    Code.NOT_APPROVED: _("Có nội dung chưa được duyệt."),
    Code.WITHDRAWN: _("Có nội dung đã rút duyệt."),
    Code.OWN_WORK: _("Người duyệt đã tự sửa bản tin này."),
    Code.ALTERED: _("Nội dung không còn đúng như lúc duyệt."),
    Code.OTHER_PLACE: _("Nơi phát không có trong phần đã duyệt."),
    Code.OTHER_TIME: _("Ngày phát không có trong phần đã duyệt."),
    Code.NOT_MOVED: _("Giờ phát khác giờ đã duyệt mà không có người vận hành nào chuyển."),
    Code.OTHER_CLASS: _("Loại tin khác với phần đã duyệt."),
    Code.OTHER_SOUND: _("Tiếng sẽ phát khác với tiếng đã duyệt."),
    Code.RULES: _("Trái quy chế phát thanh của xã."),
    Code.ENVELOPE: _("Vượt giới hạn ngoài cùng của khóa ký."),
    Code.EXPIRED: _("Đã hết hạn trước khi ký."),
    Code.MUTE: _("Lúc này nơi đó đang tắt tiếng hoặc trong giờ yên tĩnh."),
    Code.NO_KEY: _("Khóa ký đã hết hạn hoặc không có ở máy này."),
}
UNKNOWN: Final = _("Máy ký không nói rõ vì sao.")


def sentence(code: str) -> str:
    """The code of a row in words, also one of a later release."""
    return str(SENTENCES[Code(code)] if code in list(Code) else UNKNOWN)

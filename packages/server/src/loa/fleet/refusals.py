"""The reasons why a box rejects a message (section 15 of PROTOCOL.md), in words for people."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from loa_protocol.refusals import Code

SENTENCES: Final[dict[Code, Promise]] = {
    Code.MALFORMED: _("nội dung không đúng khuôn"),
    Code.TOO_LARGE: _("nội dung quá lớn"),
    Code.UNSIGNED: _("không có chữ ký"),
    Code.ALTERED: _("chữ ký không khớp nội dung"),
    Code.UNKNOWN_KEY: _("ký bằng khóa mà máy không biết"),
    Code.REVOKED: _("ký bằng khóa đã thu hồi"),
    Code.ROOT_MISMATCH: _("khóa gốc không phải khóa mà máy giữ"),
    Code.WRONG_PURPOSE: _("khóa này không được ký việc này"),
    Code.WRONG_PLACE: _("khóa hoặc nơi nhận thuộc nơi khác"),
    Code.WRONG_DEVICE: _("gửi cho máy khác"),
    Code.WRONG_PLAN: _("lịch của nơi khác"),
    Code.REPLAYED: _("máy đã có bản mới hơn"),
    Code.EXPIRED: _("đã hết hạn"),
    Code.NOT_YET_VALID: _("chưa tới hạn"),
    Code.TOO_LATE: _("tới sau giờ bắt đầu muộn nhất"),
    Code.BEYOND_ENVELOPE: _("vượt giới hạn của khóa ký"),
    Code.NO_TRUST: _("máy chưa có khóa tin cậy"),
    Code.DISABLED: _("máy đã khóa"),
    Code.UNSUPPORTED: _("máy chưa hiểu loại này"),
    Code.QUIET: _("đang trong giờ yên tĩnh"),
    Code.MUTE: _("máy đang tắt tiếng"),
}
UNKNOWN: Final = _("chưa rõ")


def sentence(code: str) -> str:
    """Returns the meaning of a code, to follow a colon. A code that this version does not know
    is displayed as unknown."""
    try:
        return str(SENTENCES[Code(code)])
    except ValueError:
        return str(UNKNOWN)

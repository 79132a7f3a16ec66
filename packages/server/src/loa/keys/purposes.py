"""What each online key signs, in words, and how its id is shown."""

from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from loa_protocol.messages import Purpose

SIGNS: Final[dict[str, Promise]] = {
    Purpose.PLAN: _("Ký lịch phát"),
    Purpose.ACT: _("Ký lệnh: tắt tiếng, mở lại, dừng, kêu thử"),
    Purpose.ASSIGN: _("Ký nơi của từng cụm loa, địa chỉ máy chủ"),
    Purpose.TIME: _("Trả lời giờ cho cụm loa"),
    Purpose.BUNDLE: _("Ký danh sách khóa đang tin"),
}


def short(key_id: str) -> str:
    """The first eight digits of a key's id: what pages show of it."""
    return key_id[:8]

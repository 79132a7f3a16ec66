"""The words for what each online key signs, and the short form of a key's id."""

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
    """Returns the first eight digits of a key's id, as pages show it."""
    return key_id[:8]

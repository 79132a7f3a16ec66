"""The room's acts in words (see loa.audit.sentences)."""

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


def _lowered(detail: Mapping[str, Any]) -> Promise:
    if detail["all"]:
        return _("đã ký bằng khóa gốc: mọi cụm loa lùi mốc giờ về %(floor)s, hạn tới %(ends)s")
    return _("đã ký bằng khóa gốc: cụm loa %(subject)s lùi mốc giờ về %(floor)s, hạn tới %(ends)s")


WORDS = {
    "keys.device_revoked": _("đã thôi tin khóa của cụm loa %(subject)s: “%(why)s”"),
    "keys.restoration_seen": _("đã xem bản phục hồi (sao lưu lúc %(backup)s) và cho ký lịch trở lại"),
    "keys.renewed": _("đã ký %(delegations)s giấy ủy quyền cho khóa ký mới bằng khóa gốc"),
    "keys.floor_lowered": _lowered,
    "keys.root_said_again": _("đã ký lời khai khóa gốc bản số %(seq)s, nêu nơi đứng đầu là %(top)s"),
    "keys.clock_confirmed": _("đã xác nhận đồng hồ máy chủ chỉ đúng: %(shown)s (lần ký cuối: %(newest)s)"),
}

"""The words for this room's entries in the record (see loa.audit.sentences)."""

from collections.abc import Collection, Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from loa.audit.named_things import NamedThing
from loa.keys.models import Delegation
from loa.keys.purposes import SIGNS, short


def _lowered(detail: Mapping[str, Any]) -> Promise:
    if detail["all"]:
        return _("đã ký bằng khóa gốc: mọi cụm loa lùi mốc giờ về %(floor)s, hạn tới %(ends)s")
    return _("đã ký bằng khóa gốc: cụm loa %(subject)s lùi mốc giờ về %(floor)s, hạn tới %(ends)s")


WORDS = {
    "keys.device_revoked": _("đã thôi tin khóa của cụm loa %(subject)s: “%(why)s”"),
    "keys.key_revocation_asked": _("đã đề nghị thu hồi khóa ký %(subject)s: “%(why)s”"),
    "keys.key_revoked": _("đã đồng ý thu hồi khóa ký %(subject)s: “%(why)s”"),
    "keys.restoration_seen": _("đã xem bản phục hồi (sao lưu lúc %(backup)s) và cho ký lịch trở lại"),
    "keys.renewed": _("đã ký %(delegations)s giấy ủy quyền cho khóa ký mới bằng khóa gốc"),
    "keys.floor_lowered": _lowered,
    "keys.root_said_again": _("đã ký lời khai khóa gốc bản số %(seq)s, nêu nơi đứng đầu là %(top)s"),
    "keys.clock_confirmed": _("đã xác nhận đồng hồ máy chủ chỉ đúng: %(shown)s (lần ký cuối: %(newest)s)"),
}


def online_keys(ids: Collection[str]) -> dict[str, NamedThing]:
    """Returns the names of keys: what each signs, and the beginning of its id."""
    rows = Delegation.objects.filter(key_id__in=ids).values_list("key_id", "purpose")
    return {
        key_id: NamedThing(f"{short(key_id)} ({SIGNS.get(purpose, purpose)})") for key_id, purpose in rows
    }


NAMES = {"keys.key": online_keys}

"""The words for one commune on the map, for a pointer and for a screen reader. Pure."""

from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from loa.desk import words
from loa.desk.operations.standing import CommuneStanding
from loa.places.models import Unit

_OF_STATE: Final = {
    "alive": gettext_noop("%(n)s cụm sống, tin mới nhất %(age)s"),
    "silent": gettext_noop("%(n)s/%(all)s cụm im hoặc báo lỗi, tin mới nhất %(age)s"),
    "stale": gettext_noop("%(n)s/%(all)s cụm mất liên lạc, tin mới nhất %(age)s"),
    "refused": gettext_noop("%(n)s/%(all)s cụm từ chối chữ ký, tin mới nhất %(age)s"),
    "off": gettext_noop("%(n)s/%(all)s cụm đang tắt tiếng, tin mới nhất %(age)s"),
}


def said(unit: Unit, standing: CommuneStanding, now: datetime) -> str:
    """Returns for example "Xã Nông Cống: 3/91 cụm mất liên lạc, tin mới nhất 2 phút trước"."""
    return f"{unit.name}: {_told(standing, now)}"


def _told(standing: CommuneStanding, now: datetime) -> str:
    if not standing.known:
        if standing.counted_at is None:
            return f"{_('chưa rõ')}, {_('chưa đếm lần nào')}"
        counted = _("đếm lần cuối %(age)s") % {"age": words.ago(standing.counted_at, now)}
        return f"{_('chưa rõ')}, {counted}"
    if standing.state == "none":
        return _("chưa có cụm loa")
    if standing.state not in _OF_STATE:
        return _("chưa biết")
    alive = standing.state == "alive"
    return _(_OF_STATE[standing.state]) % {
        "n": words.number(standing.total if alive else standing.count),
        "all": words.number(standing.total),
        "age": words.ago(standing.newest, now),
    }

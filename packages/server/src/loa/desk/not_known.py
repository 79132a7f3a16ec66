"""That the figures of communes are not known, in words: a number too old to be believed is never shown, and a
sum says what is lacking in it. Pure: the moment "now" (UTC) is passed in."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from loa.desk import words
from loa.kernel import clock
from loa.playlog.figures import UnknownFigures


def where(unknown: UnknownFigures) -> str:
    """Chưa rõ ở 3 xã, phường. Empty where all is known."""
    count = len(unknown)
    if not count:
        return ""
    return ngettext("Chưa rõ ở %(n)s xã, phường.", "Chưa rõ ở %(n)s xã, phường.", count) % {"n": count}


def age(unknown: UnknownFigures, now: datetime) -> str:
    """Đếm lần cuối 5 phút trước; of the one that was counted longest ago. Where the house has only begun to
    listen: mới nghe từ 08:01."""
    if unknown.since is not None:
        return listening(unknown.since)
    if unknown.last is None:
        return _("chưa đếm lần nào")
    return _("đếm lần cuối %(ago)s") % {"ago": words.ago(unknown.last, now)}


def listening(since: datetime) -> str:
    """Mới nghe từ 08:01: too shortly to know that a cluster is silent."""
    return _("mới nghe từ %(at)s") % {"at": f"{clock.local(since):%H:%M}"}


def everywhere(unknown: UnknownFigures, now: datetime) -> str:
    """Chưa rõ, đếm lần cuối 5 phút trước."""
    return _("Chưa rõ, %(age)s") % {"age": age(unknown, now)}

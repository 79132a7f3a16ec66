"""Sentences that say that the figures of communes are not known. A figure that is too old is never shown, and
a sum says what it lacks. Pure: the moment "now" (UTC) is passed in."""

from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from loa.desk import words
from loa.kernel import clock
from loa.kernel.figures import number
from loa.playlog.figures import UnknownFigures


def where(unknown: UnknownFigures) -> str:
    """Returns for example "Chưa rõ ở 3 xã, phường.", or an empty string if everything is known."""
    count = len(unknown)
    if not count:
        return ""
    return ngettext("Chưa rõ ở %(n)s xã, phường.", "Chưa rõ ở %(n)s xã, phường.", count) % {
        "n": number(count)
    }


def age(unknown: UnknownFigures, now: datetime) -> str:
    """Returns when the figures that are not known were counted last, for the commune that was counted longest
    ago, for example "đếm lần cuối 5 phút trước". If the server has only begun to receive reports it returns
    "mới nghe từ 08:01"."""
    if unknown.since is not None:
        return listening(unknown.since)
    if unknown.last is None:
        return _("chưa đếm lần nào")
    return _("đếm lần cuối %(ago)s") % {"ago": words.ago(unknown.last, now)}


def listening(since: datetime) -> str:
    """Returns "mới nghe từ 08:01": the server has received reports for too short a time to know that a
    cluster is silent."""
    return _("mới nghe từ %(at)s") % {"at": f"{clock.local(since):%H:%M}"}


def everywhere(unknown: UnknownFigures, now: datetime) -> str:
    """Returns for example "Chưa rõ, đếm lần cuối 5 phút trước"."""
    return _("Chưa rõ, %(age)s") % {"age": age(unknown, now)}

"""What a cluster's condition is called: by what its box reported, and by the silences that are ordered over
it. Where the two differ, the words say so. Every page that shows a badge of a cluster asks here."""

from datetime import datetime
from typing import Final

from django.utils.translation import gettext as _

from loa.desk.operations import standing
from loa.fleet.queries import DeviceState
from loa.fleet.rules import CONDITIONS, SILENT_MINUTES, Condition

UNSAID: Final = (Condition.SOUNDING, Condition.READY)
"""The conditions of a box that has not reported that it is silenced, and says nothing worse."""


def is_unsaid(one: DeviceState, ordered: bool) -> bool:
    """Returns whether a silence is ordered over the cluster and its box has not reported it."""
    return ordered and one.condition in UNSAID


def is_unordered(one: DeviceState, ordered: bool) -> bool:
    """Returns whether the box reports that it is silenced and the reader may see no order for it."""
    return one.condition is Condition.SILENCED and not ordered


def state(one: DeviceState, now: datetime, *, ordered: bool, missed: bool) -> str:
    """Returns the state of one cluster, one of six. `now` is UTC. A cluster that is ordered to be silent is
    not alive, whatever its box has reported yet."""
    found = standing.of_shown(one, now, missed=missed)
    return "off" if found == "alive" and ordered else found


def words(one: DeviceState, *, ordered: bool) -> str:
    """Returns the condition in words, with a capital letter."""
    if is_unsaid(one, ordered):
        return _("Đã ra lệnh tắt tiếng, máy chưa báo")
    if is_unordered(one, ordered):
        return _("Máy báo đang tắt tiếng, không thấy lệnh nào ở đây")
    if one.condition is Condition.SILENT and one.health is not None:
        if not one.health.connected:
            return _("Mất liên lạc, kết nối đã ngắt")
        return _("Mất liên lạc, quá %(n)s phút không có tin") % {"n": SILENT_MINUTES}
    said = str(CONDITIONS[one.condition])
    return said[0].upper() + said[1:]


def badge(one: DeviceState, state: str, *, ordered: bool) -> str:
    """Returns the words beside the state of one cluster: a missed sounding or a refused signature comes
    before its condition."""
    if state == "silent" and one.condition is not Condition.FAULT:
        return _("Im lặng")
    return _("Từ chối") if state == "refused" else words(one, ordered=ordered)

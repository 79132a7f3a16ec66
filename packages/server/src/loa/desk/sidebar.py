"""The lines of the sidebar: three groups, in each the most frequent work first. A new page gets its line
here, in the group to which it belongs."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from loa.kernel.roles import Capability

from .bulletins.waiting import bulletins_waiting
from .menu import Group, Line

LINES: Final = (
    Line(Group.CONTENT, _("Hôm nay"), "desk_home", "hamlet"),
    Line(Group.CONTENT, _("Bản tin"), "bulletins_list", "write", waiting=bulletins_waiting),
    Line(Group.CONTENT, _("Lịch phát"), "schedule_week", "calendar", communes=True),
    Line(Group.CONTENT, _("Điều hành"), "operations_wall", "signal", communes=True),
    Line(Group.CHANNELS, _("Cụm loa"), "clusters_list", "cluster", communes=True),
    Line(Group.CHANNELS, _("Nhật ký phát"), "evidence_day", "heard", communes=True),
    Line(Group.KEEPING, _("Người và quyền"), "people_list", "people", Capability.SEE_PEOPLE),
    Line(Group.KEEPING, _("Địa bàn"), "places_units", "map"),
    Line(Group.KEEPING, _("Nhật ký thao tác"), "evidence_acts", "report", Capability.SEE_TRAIL),
)

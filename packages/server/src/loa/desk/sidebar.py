"""The sidebar, top to bottom: what is done every day first. A line comes in when its page is there.

The order: Hôm nay, Bản tin, Lịch phát, Cụm loa, Nhật ký phát, Điều hành, Người và quyền, Địa bàn, Nhật ký
thao tác.
"""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

from loa.kernel.roles import Capability

from .bulletins.waiting import bulletins_waiting
from .menu import Line

LINES: Final = (
    Line(_("Hôm nay"), "wagtailadmin_home", "hamlet"),
    Line(_("Bản tin"), "bulletins_list", "write", waiting=bulletins_waiting),
    Line(_("Lịch phát"), "schedule_week", "calendar"),
    Line(_("Cụm loa"), "clusters_list", "cluster"),
    Line(_("Nhật ký phát"), "evidence_day", "heard"),
    Line(_("Điều hành"), "operations_wall", "signal"),
    Line(_("Người và quyền"), "people_list", "people", Capability.SEE_PEOPLE),
    Line(_("Địa bàn"), "places_units", "map"),
    Line(
        _("Nhật ký thao tác"),
        "evidence_acts",
        "report",
        Capability.SEE_TRAIL,
    ),
)

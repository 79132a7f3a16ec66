"""The state of a cluster and of its commune on the control page, one of six. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from loa.fleet.queries import Alike, DeviceState
from loa.fleet.rules import IDLE, REFUSED_COUNTS, SILENT_MINUTES, UNHEARD, ClusterCount, Condition, counted

STATE: Final = {
    Condition.SOUNDING: "alive",
    Condition.READY: "alive",
    Condition.SILENCED: "off",
    Condition.DISABLED: "off",
    Condition.FAULT: "silent",
    Condition.SILENT: "stale",
    Condition.NEVER: "unknown",
    Condition.NEW: "unknown",
}
"""The state of each condition."""
WORST_FIRST: Final = ("refused", "silent", "stale", "unknown", "off", "alive")
"""The states, the worst first."""
URGENT: Final = ("refused", "silent", "stale")
"""The states that need a look at once."""
SAID: Final = {
    "alive": format_lazy(_("Sống, bằng chứng dưới {minutes} phút"), minutes=SILENT_MINUTES),
    "stale": _("Bằng chứng cũ, mất liên lạc"),
    "silent": _("Lẽ ra phải kêu mà im, hoặc máy báo lỗi"),
    "refused": _("Từ chối vì chữ ký"),
    "off": _("Đã tắt có chủ ý"),
    "unknown": _("Chưa biết"),
    "none": _("Chưa có cụm loa"),
}
"""What each state means. "none" is a commune without clusters."""
_UNSAID: Final = (*IDLE, Condition.NEVER)
"""Conditions in which a missed sounding or a rejected signature does not change the state."""


def state_of(condition: Condition, *, refused: bool, missed: bool) -> str:
    """Returns one of the six states. A signature rejected within the day comes first, then a missed
    sounding."""
    if condition in _UNSAID:
        return STATE[condition]
    if refused:
        return "refused"
    if missed and condition is not Condition.SILENCED:
        return "silent"
    return STATE[condition]


def refused(at: datetime | None, now: datetime) -> bool:
    """Returns whether a signature was rejected so recently that it still counts."""
    return at is not None and now - at < REFUSED_COUNTS


def of_shown(one: DeviceState, now: datetime, *, missed: bool) -> str:
    """Returns the state of one cluster that is shown by itself."""
    at = one.health.refused_at if one.health else None
    return state_of(one.condition, refused=refused(at, now), missed=missed)


@dataclass
class CommuneStanding:
    """A commune's clusters by state, and the times of their last reports."""

    states: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    newest: datetime | None = None
    oldest: datetime | None = None
    counted: ClusterCount = field(default_factory=ClusterCount)
    """The clusters in use, those that no box has claimed yet, and the locked ones. Only those in use have a
    state."""
    unheard: int = 0
    """The clusters in use from which nothing is heard now, whatever they missed before."""
    known: bool = True
    """False if the figures are too old or there are none."""
    counted_at: datetime | None = None
    """When an unknown commune was counted last."""

    def add(self, group: Alike) -> None:
        """Adds a group of clusters that are alike."""
        self.counted += counted([(group.condition, group.clusters)])
        if group.condition in IDLE:
            return
        self.unheard += group.clusters if group.condition in UNHEARD else 0
        self.states[state_of(group.condition, refused=group.refused, missed=group.missed)] += group.clusters
        self.heard(group.oldest, group.newest)

    def heard(self, *at: datetime | None) -> None:
        """Extends the range of times from `oldest` to `newest`."""
        for each in at:
            if each is not None:
                self.newest = max(self.newest or each, each)
                self.oldest = min(self.oldest or each, each)

    @property
    def total(self) -> int:
        """Returns how many clusters are in use."""
        return self.counted.in_use

    @property
    def alive(self) -> int:
        """Returns how many clusters report now. Silenced ones are included: they answer, though they will not
        sound."""
        return self.states["alive"] + self.states["off"]

    @property
    def silenced(self) -> bool:
        """Returns whether there are clusters in use and all of them report that they are silenced."""
        return 0 < self.total == self.states["off"]

    @property
    def dead(self) -> bool:
        """Returns whether there are clusters in use and nothing is heard from any of them."""
        return 0 < self.total == self.unheard

    @property
    def state(self) -> str:
        """Returns the worst state of the clusters. It is "none" if there are no clusters, and "unknown" if
        nobody knows it or if no cluster is in use."""
        found = next((each for each in WORST_FIRST if self.states[each]), "none")
        if not self.known:
            return "unknown"
        return "unknown" if found == "none" and (self.counted.boxless or self.counted.locked) else found

    @property
    def count(self) -> int:
        """Returns how many clusters are in that state."""
        return self.states.get(self.state, 0)


def by_unit(groups: Iterable[Alike]) -> dict[int, CommuneStanding]:
    """Returns the standing of each unit."""
    found: dict[int, CommuneStanding] = defaultdict(CommuneStanding)
    for each in groups:
        found[each.unit_id].add(each)
    return found


def total(standings: Iterable[CommuneStanding]) -> CommuneStanding:
    """Returns several standings as one."""
    whole = CommuneStanding()
    for each in standings:
        whole.counted += each.counted
        whole.unheard += each.unheard
        for state, count in each.states.items():
            whole.states[state] += count
        whole.heard(each.oldest, each.newest)
    return whole

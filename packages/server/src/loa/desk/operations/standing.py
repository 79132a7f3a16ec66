"""In which of the six states a cluster, and with it its commune, stands on the wall. Pure."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final

from django.utils.translation import gettext_lazy as _

from loa.fleet.queries import Alike, DeviceState
from loa.fleet.rules import IDLE, REFUSED_COUNTS, UNHEARD, Condition, Counted, counted

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
WORST_FIRST: Final = ("refused", "silent", "stale", "unknown", "off", "alive")
URGENT: Final = ("refused", "silent", "stale")
SAID: Final = {
    "alive": _("Sống, bằng chứng dưới 15 phút"),
    "stale": _("Bằng chứng cũ, mất liên lạc"),
    "silent": _("Lẽ ra phải kêu mà im, hoặc máy báo lỗi"),
    "refused": _("Từ chối vì chữ ký"),
    "off": _("Đã tắt có chủ ý"),
    "unknown": _("Chưa biết"),
    "none": _("Chưa có cụm loa"),
}
_UNSAID: Final = (*IDLE, Condition.NEVER)


def state_of(condition: Condition, *, refused: bool, missed: bool) -> str:
    """One of the six. A signature refused within the day weighs most, then a sound that did not come."""
    if condition in _UNSAID:
        return STATE[condition]
    if refused:
        return "refused"
    if missed and condition is not Condition.SILENCED:
        return "silent"
    return STATE[condition]


def refused(at: datetime | None, now: datetime) -> bool:
    """Whether a signature was refused so lately that it still counts."""
    return at is not None and now - at < REFUSED_COUNTS


def of_shown(one: DeviceState, now: datetime, *, missed: bool) -> str:
    """The state of one cluster that is shown by itself."""
    at = one.health.refused_at if one.health else None
    return state_of(one.condition, refused=refused(at, now), missed=missed)


@dataclass
class CommuneStanding:
    """A commune's clusters by state, and the ages of their evidence."""

    states: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    newest: datetime | None = None
    oldest: datetime | None = None
    counted: Counted = field(default_factory=Counted)
    """Those that no box has claimed yet, and locked ones, weigh nothing."""
    unheard: int = 0
    """Those of which nothing is heard now, whatever they missed before."""
    known: bool = True
    """False: its figures are too old to say anything, or there are none."""
    counted_at: datetime | None = None
    """Of one that is not known: when it was counted last."""

    def add(self, group: Alike) -> None:
        """Count clusters that are alike."""
        self.counted += counted([(group.condition, group.clusters)])
        if group.condition in IDLE:
            return
        self.unheard += group.clusters if group.condition in UNHEARD else 0
        self.states[state_of(group.condition, refused=group.refused, missed=group.missed)] += group.clusters
        self.heard(group.oldest, group.newest)

    def heard(self, *at: datetime | None) -> None:
        """Take in moments of evidence."""
        for each in at:
            if each is not None:
                self.newest = max(self.newest or each, each)
                self.oldest = min(self.oldest or each, each)

    @property
    def total(self) -> int:
        """Clusters in use."""
        return self.counted.in_use

    @property
    def alive(self) -> int:
        """Those that prove themselves now, muted ones included: they answer, though they will not sound."""
        return self.states["alive"] + self.states["off"]

    @property
    def silenced(self) -> bool:
        """Some are in use, and all say that they are silenced."""
        return 0 < self.total == self.states["off"]

    @property
    def dead(self) -> bool:
        """Some are in use, and nothing is heard of any."""
        return 0 < self.total == self.unheard

    @property
    def state(self) -> str:
        """The heaviest one; "none" where nothing is in use, "unknown" where nobody knows."""
        found = next((each for each in WORST_FIRST if self.states[each]), "none")
        if not self.known:
            return "unknown"
        return "unknown" if found == "none" and (self.counted.boxless or self.counted.locked) else found

    @property
    def count(self) -> int:
        """How many clusters are in that state."""
        return self.states.get(self.state, 0)


def by_unit(groups: Iterable[Alike]) -> dict[int, CommuneStanding]:
    """Each unit's standing."""
    found: dict[int, CommuneStanding] = defaultdict(CommuneStanding)
    for each in groups:
        found[each.unit_id].add(each)
    return found


def total(standings: Iterable[CommuneStanding]) -> CommuneStanding:
    """Several as one."""
    whole = CommuneStanding()
    for each in standings:
        whole.counted += each.counted
        whole.unheard += each.unheard
        for state, count in each.states.items():
            whole.states[state] += count
        whole.heard(each.oldest, each.newest)
    return whole

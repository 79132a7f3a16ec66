"""In which of the six states a cluster, and with it its commune, stands on the wall. Pure."""

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from loa.fleet.queries import Brief
from loa.fleet.rules import Condition

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
REFUSED_COUNTS: Final = timedelta(days=1)
IDLE: Final = (Condition.NEW, Condition.DISABLED)
_UNSAID: Final = (*IDLE, Condition.NEVER)


def state_of(cluster: Brief, missed: Collection[UUID], now: datetime) -> str:
    """One of the six. A signature refused within the day weighs most, then a sound that did not come."""
    if cluster.condition in _UNSAID:
        return STATE[cluster.condition]
    if cluster.refused_at is not None and now - cluster.refused_at < REFUSED_COUNTS:
        return "refused"
    if cluster.device_id in missed and cluster.condition is not Condition.SILENCED:
        return "silent"
    return STATE[cluster.condition]


@dataclass
class Standing:
    """A commune's clusters by state, and the ages of their evidence."""

    states: dict[str, int] = field(default_factory=lambda: defaultdict(int))
    newest: datetime | None = None
    oldest: datetime | None = None
    waiting: int = 0
    """Rows that no box has claimed yet, and disabled ones: they weigh nothing."""

    def add(self, cluster: Brief, state: str) -> None:
        """Count one cluster."""
        if cluster.condition in IDLE:
            self.waiting += 1
            return
        self.states[state] += 1
        if cluster.seen_at is not None:
            self.newest = max(self.newest or cluster.seen_at, cluster.seen_at)
            self.oldest = min(self.oldest or cluster.seen_at, cluster.seen_at)

    @property
    def total(self) -> int:
        """Clusters in use."""
        return sum(self.states.values())

    @property
    def alive(self) -> int:
        """Those that prove themselves now, muted ones included: they answer."""
        return self.states["alive"] + self.states["off"]

    @property
    def dead(self) -> bool:
        """Some are in use, and nothing is heard of any."""
        return self.total > 0 and self.total == self.states["stale"] + self.states["unknown"]

    @property
    def state(self) -> str:
        """The heaviest one; "none" where nothing is in use."""
        found = next((each for each in WORST_FIRST if self.states[each]), "none")
        return "unknown" if found == "none" and self.waiting else found

    @property
    def count(self) -> int:
        """How many clusters are in that state."""
        return self.states.get(self.state, 0)


def by_unit(clusters: Iterable[Brief], missed: Collection[UUID], now: datetime) -> dict[int, Standing]:
    """Each unit's standing."""
    found: dict[int, Standing] = defaultdict(Standing)
    for each in clusters:
        found[each.unit_id].add(each, state_of(each, missed, now))
    return found


def total(standings: Iterable[Standing]) -> Standing:
    """Several as one."""
    whole = Standing()
    for each in standings:
        whole.waiting += each.waiting
        for state, count in each.states.items():
            whole.states[state] += count
        for seen in (each.newest, each.oldest):
            if seen is not None:
                whole.newest = max(whole.newest or seen, seen)
                whole.oldest = min(whole.oldest or seen, seen)
    return whole

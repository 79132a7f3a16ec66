"""A cache of what several devices of one process have in common: timelines of plans, and verified trust. A
real box has one device."""

from __future__ import annotations

from collections import OrderedDict

from loa_protocol.messages import DayPlan, Delegation
from loa_protocol.rule import Timeline
from loa_protocol.trust import Trust

MOST = 64
"""How many timelines the cache holds by default."""

Key = tuple[str, str, Delegation]
Laid = tuple[tuple[DayPlan, ...], Timeline]


class SharedCache:
    """A cache for the devices of one process. Each verifies for itself; only equal results are shared."""

    def __init__(self, most: int = MOST) -> None:
        """Makes an empty cache for ``most`` timelines."""
        self._most = most
        self._laid: OrderedDict[Key, Laid] = OrderedDict()
        self._trust: Trust | None = None

    def get(self, key: Key) -> Laid | None:
        """Returns the day plans and the timeline for this body hash, plan id and delegation, or None."""
        return self._laid.get(key)

    def put(self, key: Key, laid: Laid) -> None:
        """Stores them, and drops the oldest entry if there are too many."""
        self._laid[key] = laid
        while len(self._laid) > self._most:
            self._laid.popitem(last=False)

    def same(self, trust: Trust) -> Trust:
        """Returns the equal trust that another device holds already, or else this one."""
        if self._trust != trust:
            self._trust = trust
        return self._trust

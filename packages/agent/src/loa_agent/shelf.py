"""What devices of one process hold alike, held once: laid-out plans, verified trust. A box has one device."""

from __future__ import annotations

from collections import OrderedDict

from loa_protocol.messages import DayPlan, Delegation
from loa_protocol.rule import Timeline
from loa_protocol.trust import Trust

MOST = 64

Key = tuple[str, str, Delegation]
Laid = tuple[tuple[DayPlan, ...], Timeline]


class Shelf:
    """See the module. Each device verifies for itself; only what came out equal is shared."""

    def __init__(self, most: int = MOST) -> None:
        """`most`: how many plans are kept laid out."""
        self._most = most
        self._laid: OrderedDict[Key, Laid] = OrderedDict()
        self._trust: Trust | None = None

    def get(self, key: Key) -> Laid | None:
        """What was laid out for this body hash, plan id and delegation."""
        return self._laid.get(key)

    def put(self, key: Key, laid: Laid) -> None:
        """Keep it; the oldest goes."""
        self._laid[key] = laid
        while len(self._laid) > self._most:
            self._laid.popitem(last=False)

    def same(self, trust: Trust) -> Trust:
        """An equal trust that another device holds already, or this one."""
        if self._trust != trust:
            self._trust = trust
        return self._trust

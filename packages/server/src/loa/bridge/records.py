"""Play records on their way in: while transactions are with the database, the next batches are opened."""

import asyncio
from collections.abc import Coroutine
from typing import Any, Final

from loa.bridge.batching import Batcher
from loa.bridge.database import AWAY, Base
from loa.bridge.intake import Intake
from loa.bridge.opening import Opened, Opening, Sent
from loa.bridge.registry import Registry

AT_ONCE: Final = 200
"""Batches a transaction, and for each lane as many opened ahead of it."""
LANES: Final = 2
"""Transactions at the same time: while one is committed to disk the database works on the other."""


class Records:
    """Two stages behind one question. A device has its lane, so its batches keep their order through both,
    and no row of a device is ever wanted by two transactions."""

    def __init__(self, base: Base, registry: Registry) -> None:
        intake = Intake(base)
        self._lanes: list[Batcher[Opened, bytes]] = [
            Batcher(intake.store, AT_ONCE, passing=AWAY) for _ in range(LANES)
        ]
        self._opening: Batcher[Sent, Opened | None] = Batcher(
            Opening(registry).open, LANES * AT_ONCE, passing=AWAY, until=self._room
        )

    def runs(self) -> list[Coroutine[Any, Any, None]]:
        """What must run for answers to come."""
        return [self._opening.run(), *(lane.run() for lane in self._lanes)]

    async def take(self, sent: Sent) -> bytes | None:
        """The answer to a batch once it is committed, None for what no device of ours signed. Raises Full."""
        opened = await self._opening.ask(sent)
        if opened is None:
            return None
        return await self._lanes[hash(sent.device) % LANES].ask(opened)

    async def _room(self) -> None:
        await asyncio.gather(*(lane.room() for lane in self._lanes))

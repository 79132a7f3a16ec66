"""Play records on their way in: while a transaction is with the database, the next batches are opened."""

from collections.abc import Coroutine
from typing import Any, Final

from loa.bridge.batching import Batcher
from loa.bridge.database import AWAY, Base
from loa.bridge.intake import Intake
from loa.bridge.opening import Opened, Opening, Sent
from loa.bridge.registry import Registry

AT_ONCE: Final = 200
"""Batches a transaction, and as many opened ahead of it."""


class Records:
    """Two stages behind one question; batches of one device keep their order through both."""

    def __init__(self, base: Base, registry: Registry) -> None:
        self._storing: Batcher[Opened, bytes] = Batcher(Intake(base).store, AT_ONCE, passing=AWAY)
        self._opening: Batcher[Sent, Opened | None] = Batcher(
            Opening(registry).open, AT_ONCE, passing=AWAY, until=self._storing.room
        )

    def runs(self) -> list[Coroutine[Any, Any, None]]:
        """What must run for answers to come."""
        return [self._opening.run(), self._storing.run()]

    async def take(self, sent: Sent) -> bytes | None:
        """The answer to a batch once it is committed, None for what no device of ours signed. Raises Full."""
        opened = await self._opening.ask(sent)
        return None if opened is None else await self._storing.ask(opened)

"""Play records on their way in: while transactions are with the database, the next batches are opened."""

import asyncio
import time
from collections.abc import Coroutine
from typing import Any, Final

from loa_protocol.encoding import encode
from loa_protocol.messages import TurnedBack

from loa.bridge.batching import Batcher
from loa.bridge.database import AWAY, Base
from loa.bridge.intake import Intake
from loa.bridge.opening import Opened, Opening, Sent, Unfit
from loa.bridge.registry import Registry

AT_ONCE: Final = 200
"""Batches a transaction, and for each lane as many opened ahead of it."""
LANES: Final = 2
"""Transactions at the same time: while one is committed to disk the database works on the other."""

SAID_AGAIN_S: Final = 60.0
"""A batch that is turned back is told so at most once in so long."""
REMEMBERED: Final = 10_000


class TurnedBackLately:
    """When each batch was last told that it is not taken, by its hash."""

    def __init__(self) -> None:
        self._at: dict[str, float] = {}

    def may_say(self, sha256: str, now: float) -> bool:
        """True once in SAID_AGAIN_S a hash; `now` in seconds of a clock that only goes on."""
        if now - self._at.get(sha256, now - SAID_AGAIN_S) < SAID_AGAIN_S:
            return False
        if len(self._at) >= REMEMBERED:
            self._at = {name: at for name, at in self._at.items() if now - at < SAID_AGAIN_S}
        if len(self._at) >= REMEMBERED:
            return False
        self._at[sha256] = now
        return True


class Records:
    """Two stages behind one question. A device has its lane, so its batches keep their order through both,
    and no row of a device is ever wanted by two transactions."""

    def __init__(self, base: Base, registry: Registry) -> None:
        intake = Intake(base)
        self._lanes: list[Batcher[Opened, bytes | Unfit]] = [
            Batcher(intake.store, AT_ONCE, passing=AWAY) for _ in range(LANES)
        ]
        self._turned = TurnedBackLately()
        self._opening: Batcher[Sent, Opened | Unfit | None] = Batcher(
            Opening(registry).open, LANES * AT_ONCE, passing=AWAY, until=self._room
        )

    def runs(self) -> list[Coroutine[Any, Any, None]]:
        """What must run for answers to come."""
        return [self._opening.run(), *(lane.run() for lane in self._lanes)]

    async def take(self, sent: Sent) -> bytes | None:
        """The answer to a batch once it is committed or turned back; None where there is none to give (no
        such device, or it was told within the minute). Raises Full."""
        opened = await self._opening.ask(sent)
        if isinstance(opened, Opened):
            answer = await self._lanes[hash(sent.device) % LANES].ask(opened)
            if isinstance(answer, bytes):
                return answer
            opened = answer
        if opened is None or not self._turned.may_say(opened.sha256, time.monotonic()):
            return None
        return encode(TurnedBack(v=1, sha256=opened.sha256, code=opened.code))

    async def _room(self) -> None:
        await asyncio.gather(*(lane.room() for lane in self._lanes))

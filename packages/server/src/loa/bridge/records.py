"""Takes in play records: while the database works on transactions, the next batches are verified."""

import asyncio
import time
from collections.abc import Coroutine
from typing import Any, Final

from loa_protocol.encoding import encode
from loa_protocol.messages import TurnedBack

from loa.bridge.batch_verification import BatchVerifier, SentBatch, UnfitBatch, VerifiedBatch
from loa.bridge.batching import Batcher
from loa.bridge.database import AWAY, ScopedDatabase
from loa.bridge.intake import Intake
from loa.bridge.registry import Registry

AT_ONCE: Final = 200
"""The number of batches in a transaction. For each lane as many verified batches may wait."""
LANES: Final = 2
"""Transactions at the same time: while one is committed to disk, the database works on the other."""

SAID_AGAIN_S: Final = 60.0
"""The time in seconds within which a device is told at most once that a batch is rejected."""
REMEMBERED: Final = 10_000


class TurnedBackLately:
    """When the rejection of each batch was last sent, by the batch's hash."""

    def __init__(self) -> None:
        self._at: dict[str, float] = {}

    def may_say(self, sha256: str, now: float) -> bool:
        """Returns True once in SAID_AGAIN_S per hash; `now` in seconds of a monotonic clock."""
        if now - self._at.get(sha256, now - SAID_AGAIN_S) < SAID_AGAIN_S:
            return False
        if len(self._at) >= REMEMBERED:
            self._at = {name: at for name, at in self._at.items() if now - at < SAID_AGAIN_S}
        # Still full: nothing is sent, and the memory stays bounded.
        if len(self._at) >= REMEMBERED:
            return False
        self._at[sha256] = now
        return True


class Records:
    """Two stages, verifying and storing. Each device belongs to one lane, so that its batches keep their
    order through both and no two transactions need rows of the same device."""

    def __init__(self, base: ScopedDatabase, registry: Registry) -> None:
        intake = Intake(base)
        self._lanes: list[Batcher[VerifiedBatch, bytes | UnfitBatch]] = [
            Batcher(
                intake.store,
                AT_ONCE,
                passing=AWAY,
                splits=(Exception,),
                sender=lambda verified: verified.device.id,
            )
            for _ in range(LANES)
        ]
        self._turned = TurnedBackLately()
        self._opening: Batcher[SentBatch, VerifiedBatch | UnfitBatch | None] = Batcher(
            BatchVerifier(registry).open,
            LANES * AT_ONCE,
            passing=AWAY,
            splits=(Exception,),
            sender=lambda sent: sent.device,
            until=self._room,
        )

    def runs(self) -> list[Coroutine[Any, Any, None]]:
        """Returns the coroutines that must run for answers to come."""
        return [self._opening.run(), *(lane.run() for lane in self._lanes)]

    async def take(self, sent: SentBatch) -> bytes | None:
        """Returns the answer to a batch once it is committed or rejected. Raises QueueFull.

        Returns None where no answer is sent: the device is unknown, or it was told within the last minute.
        """
        opened = await self._opening.ask(sent)
        if isinstance(opened, VerifiedBatch):
            answer = await self._lanes[hash(sent.device) % LANES].ask(opened)
            if isinstance(answer, bytes):
                return answer
            opened = answer
        if opened is None or not self._turned.may_say(opened.sha256, time.monotonic()):
            return None
        return encode(TurnedBack(v=1, sha256=opened.sha256, code=opened.code))

    async def _room(self) -> None:
        await asyncio.gather(*(lane.room() for lane in self._lanes))

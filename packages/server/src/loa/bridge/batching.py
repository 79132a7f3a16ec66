"""Many small askings, few transactions: while one batch is with the database the next one gathers.

A lone item goes at once. After a batch the next one may be given a moment to gather: a transaction of one
item costs nearly what one of a hundred does, and a fleet that comes all at once comes one by one.
"""

import asyncio
import logging
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Generic, TypeVar

log = logging.getLogger("loa.bridge")

Item = TypeVar("Item")
Answer = TypeVar("Answer")

APART_S: Final = 0.05
"""What nobody waits for at the other end is gathered so long."""
FIRST_REST_S: Final = 0.05
LONGEST_REST_S: Final = 2.0


class Full(Exception):
    """More is waiting than may wait; the asker tries again later, as it does after any loss."""


class Batcher(Generic[Item, Answer]):
    """Hands waiting items to `work`, at most `most` at a time, and each answer to its asker.

    `work` gives one answer an item, in order. When it raises one of `passing` (the database is gone) the
    batch rests and goes again; any other exception is each asker's, and the next batch goes on.
    `until`: waited for before a batch is taken; with the `room` of the batcher that its answers go to next,
    two make a line in which one works ahead of the other and no further than a batch.
    `apart_s`: seconds between the end of a batch and the next.
    """

    def __init__(
        self,
        work: Callable[[Sequence[Item]], Awaitable[Sequence[Answer]]],
        most: int = 500,
        waiting: int = 50_000,
        passing: tuple[type[Exception], ...] = (),
        until: Callable[[], Awaitable[None]] | None = None,
        apart_s: float = 0.0,
    ) -> None:
        self._work = work
        self._most = most
        self._room = waiting
        self._passing = passing
        self._until = until
        self._apart_s = apart_s
        self._queue: deque[tuple[Item, asyncio.Future[Answer]]] = deque()
        self._wake = asyncio.Event()
        self._taken = asyncio.Event()

    def __len__(self) -> int:
        return len(self._queue)

    async def ask(self, item: Item) -> Answer:
        """Waits for the item's answer. Raises Full when too many wait."""
        if len(self._queue) >= self._room:
            raise Full
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._queue.append((item, answer))
        self._wake.set()
        return await answer

    async def room(self) -> None:
        """Until less than a full batch waits."""
        await asyncio.sleep(0)  # who was answered just now asks here first
        while len(self._queue) >= self._most:
            self._taken.clear()
            await self._taken.wait()

    async def run(self) -> None:
        """Works until cancelled."""
        while True:
            await self._wake.wait()
            if self._until is not None:
                await self._until()
            batch = [self._queue.popleft() for _ in range(min(self._most, len(self._queue)))]
            if not self._queue:
                self._wake.clear()
            self._taken.set()
            if batch:
                await self._do(batch)
                if self._apart_s:
                    await asyncio.sleep(self._apart_s)

    async def _do(self, batch: list[tuple[Item, asyncio.Future[Answer]]]) -> None:
        rest = FIRST_REST_S
        while True:
            try:
                answers = await self._work([item for item, _ in batch])
            except self._passing as wrong:
                log.warning("%d wait for the database: %s", len(batch) + len(self._queue), wrong)
                await asyncio.sleep(rest)
                rest = min(rest * 2, LONGEST_REST_S)
            except Exception as wrong:
                log.exception("a batch of %d failed", len(batch))
                for _, answer in batch:
                    if not answer.done():
                        answer.set_exception(wrong)
                return
            else:
                for (_, answer), found in zip(batch, answers, strict=True):
                    if not answer.done():
                        answer.set_result(found)
                return

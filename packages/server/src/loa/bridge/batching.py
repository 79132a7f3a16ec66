"""Gathers many small requests into few transactions: the next batch gathers while the database works on the
one before.

A lone item is worked on at once. After a batch, the next one may be given a moment to gather: a transaction
of one item costs nearly as much as one of a hundred, and the messages of a fleet that reports all at once
still arrive one by one.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Generic, TypeVar

from loa.bridge.log_lines import of

log = logging.getLogger("loa.bridge")

Item = TypeVar("Item")
Answer = TypeVar("Answer")
Asked = tuple[Item, asyncio.Future[Answer]]
"""An item, and where its answer goes."""

APART_S: Final = 0.05
"""The pause after a batch, in seconds, for messages whose sender waits for no answer or can wait that
long."""
# The pause in seconds before a batch is tried again; it doubles from the first to the longest.
FIRST_REST_S: Final = 0.05
LONGEST_REST_S: Final = 2.0
ALONE_S: Final = 600.0
"""How long, in seconds, the items of a sender go alone after one of them broke a batch."""


class QueueFull(Exception):
    """More items are waiting than allowed. The sender tries again later, as it does after any lost
    message."""


class Broken(Exception):
    """The item alone breaks its batch. It is logged already."""


class Batcher(Generic[Item, Answer]):
    """A queue that passes its items to `work`, at most `most` at a time, and each answer to the caller that
    asked.

    `work` returns one answer per item, in the same order. When it raises one of `passing` (the database is
    away), the batch waits and is tried again. When it raises one of `splits`, the batch is halved until the
    item that broke it is alone: that item's caller gets the exception, everybody else an answer, and for
    ALONE_S the items of its `sender` are worked on one by one. Any other exception is raised to each caller
    of the batch, and the next batch is worked on. `until`: is awaited before a batch is taken. Set to `room`
    of the batcher that handles the answers next, it lets the first batcher work ahead of the second one, but
    by no more than a batch. `apart_s`: the pause in seconds between the end of a batch and the next batch.
    """

    def __init__(
        self,
        work: Callable[[Sequence[Item]], Awaitable[Sequence[Answer]]],
        most: int = 500,
        waiting: int = 50_000,
        passing: tuple[type[Exception], ...] = (),
        splits: tuple[type[Exception], ...] = (),
        sender: Callable[[Item], str] = lambda item: "",
        until: Callable[[], Awaitable[None]] | None = None,
        apart_s: float = 0.0,
    ) -> None:
        self._work = work
        self._most = most
        self._room = waiting
        self._passing = passing
        self._splits = splits
        self._sender = sender
        self._alone: dict[str, float] = {}
        self._until = until
        self._apart_s = apart_s
        self._queue: deque[tuple[Item, asyncio.Future[Answer]]] = deque()
        self._wake = asyncio.Event()
        self._taken = asyncio.Event()

    def __len__(self) -> int:
        return len(self._queue)

    async def ask(self, item: Item) -> Answer:
        """Returns the answer to the item. Raises QueueFull when too many items wait."""
        if len(self._queue) >= self._room:
            raise QueueFull
        answer: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._queue.append((item, answer))
        self._wake.set()
        return await answer

    async def room(self) -> None:
        """Returns once less than a full batch waits."""
        await asyncio.sleep(0)  # lets the callers that were just answered queue their items first
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
                for part in self._parts(batch):
                    await self._do(part)
                if self._apart_s:
                    await asyncio.sleep(self._apart_s)

    def _parts(self, batch: list[Asked[Item, Answer]]) -> list[list[Asked[Item, Answer]]]:
        """Returns the batch without the items that go alone, then each of these."""
        now = time.monotonic()
        self._alone = {sender: until for sender, until in self._alone.items() if until > now}
        if not self._alone:
            return [batch]
        together = [each for each in batch if self._sender(each[0]) not in self._alone]
        alone = [[each] for each in batch if self._sender(each[0]) in self._alone]
        return [together, *alone] if together else alone

    async def _do(self, batch: list[Asked[Item, Answer]]) -> None:
        """Works on one batch until it is answered; tries again while the database is away."""
        rest = FIRST_REST_S
        while True:
            try:
                answers = await self._work([item for item, _ in batch])
            except self._passing as wrong:
                log.warning("%d wait for the database: %s", len(batch) + len(self._queue), wrong)
                await asyncio.sleep(rest)
                rest = min(rest * 2, LONGEST_REST_S)
            except self._splits as wrong:
                await self._split(batch, wrong)
                return
            except Exception as wrong:
                log.exception("a batch of %d failed", len(batch))
                for _, answer in batch:
                    if not answer.done():
                        answer.set_exception(wrong)
                return
            else:
                # A caller that was cancelled while it waited has a future that is done already.
                for (_, answer), found in zip(batch, answers, strict=True):
                    if not answer.done():
                        answer.set_result(found)
                return

    async def _split(self, batch: list[Asked[Item, Answer]], wrong: Exception) -> None:
        """Works on the halves of a batch that failed; of one item it is its sender's fault."""
        if len(batch) > 1:
            half = len(batch) // 2
            await self._do(batch[:half])
            await self._do(batch[half:])
            return
        ((item, answer),) = batch
        sender = self._sender(item)
        self._alone[sender] = time.monotonic() + ALONE_S
        said = (str(wrong).splitlines() or [""])[0]
        log.warning(
            "%s of %s: %s: %s", type(item).__name__, sender, type(wrong).__name__, said, extra=of(sender)
        )
        if not answer.done():
            answer.set_exception(Broken(said))

"""Routes messages: each of a device's topics has its batcher, and each answer goes back to its device."""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any, Final, TypeVar

from loa_protocol import topics
from loa_protocol.encoding import decode
from loa_protocol.messages import Ack, Have, Health, Hello, Refused, TimeQuestion
from loa_protocol.messages.common import Struct
from loa_protocol.refusals import Malformed

from loa.bridge.batch_verification import SentBatch
from loa.bridge.batching import APART_S, Batcher, Broken, QueueFull
from loa.bridge.database import AWAY, ScopedDatabase
from loa.bridge.given_acts import GivenActs, GivenHead
from loa.bridge.log_lines import of
from loa.bridge.rates import EACH_S, DeviceRates, DroppedWriter
from loa.bridge.reconciling import Reconciler
from loa.bridge.records import Records
from loa.bridge.registry import Registry
from loa.bridge.status_writer import StatusWriter
from loa.bridge.time_relay import TimeRelay

log = logging.getLogger("loa.bridge")

# The largest message in bytes (records have a limit of their own), the most messages in progress, and how
# many dropped messages there are per line in the log.
LARGEST_WORD: Final = 32 * 1024
UNDER_WAY: Final = 60_000
SAID_EACH: Final = 1000
WORDS: Final[dict[topics.Up, type[Struct]]] = {
    topics.Up.HELLO: Hello,
    topics.Up.HEALTH: Health,
    topics.Up.REFUSED: Refused,
    topics.Up.ACK: Ack,
}

Word = TypeVar("Word", bound=Struct)
Publish = Callable[[str, bytes], Awaitable[None]]


class Router:
    """Handles messages as they come. It never waits in the broker's callback, and drops messages when too
    many are in progress: a device that gets no answer sends again."""

    def __init__(
        self,
        base: ScopedDatabase,
        registry: Registry,
        reconciler: Reconciler,
        line: TimeRelay,
        publish: Publish,
    ) -> None:
        self.records = Records(base, registry)
        self.hearing: Batcher[Struct, None] = Batcher(
            StatusWriter(base, registry).write,
            1000,
            passing=AWAY,
            splits=(Exception,),
            sender=_device,
            apart_s=APART_S,
        )
        self.given: Batcher[GivenHead, None] = Batcher(
            GivenActs(base, registry).write, 100, passing=AWAY, splits=(Exception,), sender=_device
        )
        self.haves: Batcher[Have, list[bytes]] = Batcher(
            reconciler.answer, 500, passing=AWAY, splits=(Exception,), sender=_device, apart_s=APART_S
        )
        self.rates = DeviceRates()
        self._dropped_writer = DroppedWriter(base, registry)
        self._line = line
        self._publish = publish
        self._under_way: set[asyncio.Task[None]] = set()
        self._dropped = 0

    def runs(self) -> list[Coroutine[Any, Any, None]]:
        """Returns the coroutines that must run for answers to come."""
        return [
            *self.records.runs(),
            self.hearing.run(),
            self.haves.run(),
            self.given.run(),
            self._count_dropped(),
        ]

    async def _count_dropped(self) -> None:
        """Writes each minute how much of each device was dropped, until cancelled."""
        while True:
            await asyncio.sleep(EACH_S)
            if dropped := self.rates.take_dropped():
                try:
                    await self._dropped_writer.write(dropped)
                except AWAY as wrong:
                    log.warning("what was dropped of %d devices is not counted: %s", len(dropped), wrong)

    def close(self) -> None:
        """Cancels what is in progress."""
        for task in self._under_way:
            task.cancel()

    async def take(self, subject: str, data: bytes) -> None:
        """Handles one message of a device, by its NATS subject. The broker lets a device publish only under
        its own id."""
        found = topics.read_up(topics.topic(subject))
        # An empty message is a device's last will: the broker's own event reports the same.
        if found is None or not data or len(self._under_way) >= UNDER_WAY:
            return
        if not self.rates.may(*found):
            log.warning("%s sends too much: its %s is dropped", *_said(found), extra=of(found[0]))
            return
        task = asyncio.get_running_loop().create_task(self._do(found[0], found[1], data))
        self._under_way.add(task)
        task.add_done_callback(self._under_way.discard)

    async def _do(self, device: str, kind: topics.Up, data: bytes) -> None:
        """Handles one message to its end. Raises nothing: a failure is logged, and the device sends again."""
        try:
            if kind is topics.Up.RECORDS:
                await self._records(device, data)
            elif kind is topics.Up.HAVE:
                await self._have(device, data)
            elif kind is topics.Up.GIVEN:
                await self.given.ask(GivenHead(device, data))
            elif kind is topics.Up.TIME:
                await self._time(device, data)
            else:
                await self.hearing.ask(_word(device, data, WORDS[kind]))
        except Malformed as wrong:
            log.warning("%s of %s: %s", kind.value, device, wrong.detail, extra=of(device))
        except Broken:
            return  # logged where it broke its batch
        except QueueFull:
            self._dropped += 1
            if self._dropped % SAID_EACH == 1:
                log.warning(
                    "too much waits: %d dropped, the last %s of %s", self._dropped, kind.value, device
                )
        except Exception:
            log.exception("%s of %s", kind.value, device, extra=of(device))

    async def _records(self, device: str, data: bytes) -> None:
        answer = await self.records.take(SentBatch(device, data))
        if answer is not None:
            await self._down(device, answer)

    async def _have(self, device: str, data: bytes) -> None:
        for payload in await self.haves.ask(_word(device, data, Have)):
            await self._down(device, payload)

    async def _time(self, device: str, data: bytes) -> None:
        _word(device, data, TimeQuestion)
        answer = await self._line.ask(data)
        if answer is not None:
            await self._down(device, answer)

    async def _down(self, device: str, payload: bytes) -> None:
        await self._publish(topics.subject(topics.down(device)), payload)


def _said(found: tuple[str, topics.Up]) -> tuple[str, str]:
    return found[0], found[1].value


def _device(item: Any) -> str:
    return str(item.device)


def _word(device: str, data: bytes, kind: type[Word]) -> Word:
    said = decode(data, kind, LARGEST_WORD)
    # The broker guarantees who published, so the id inside the message must be the same.
    if getattr(said, "device", None) != device:
        raise Malformed("says another device's id")
    return said

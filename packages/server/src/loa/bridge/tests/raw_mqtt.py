"""A device's end of MQTT 3.1.1, bare: enough to hold hundreds of them in one loop. Its packets are the
simulator's (`loa_simulator.frames`)."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import suppress
from dataclasses import dataclass, field
from typing import ClassVar

from loa_simulator import frames
from loa_simulator.frames import Packet

KEEPALIVE_S = 60
LOST = 0xFF
"""In place of the broker's code: it closed the connection without one."""


@dataclass
class Mqtt:
    """One connection. `heard` gathers (topic, payload); `refused` is the broker's code, 0 when let in."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter
    refused: int = 0
    granted: list[int] = field(default_factory=list)
    heard: asyncio.Queue = field(default_factory=asyncio.Queue)
    closed: asyncio.Event = field(default_factory=asyncio.Event)
    task: asyncio.Task | None = None
    everyone: ClassVar[list["Mqtt"]] = []

    @classmethod
    async def connect(cls, port: int, name: str, password: str) -> "Mqtt":
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        writer.write(frames.connect(name, name, password, KEEPALIVE_S))
        made = cls(reader, writer)
        cls.everyone.append(made)
        packets = made._packets()
        try:
            first = await anext(packets, None)
        except ConnectionError:
            first = None
        except asyncio.CancelledError:
            await made.close()
            raise
        made.refused = first.body[1] if first and first.type == frames.CONNACK else LOST
        if made.refused:
            await made.close()
        else:
            made.task = asyncio.create_task(made._read(packets))
        return made

    async def _packets(self) -> AsyncIterator[Packet]:
        """Until the broker closes the connection."""
        cut = frames.Reader()
        while data := await self.reader.read(65536):
            for packet in cut.feed(data):
                yield packet

    async def _read(self, packets: AsyncIterator[Packet]) -> None:
        with suppress(ConnectionError):
            async for packet in packets:
                if packet.type == frames.PUBLISH:
                    self.heard.put_nowait(packet.published())
                elif packet.type == frames.SUBACK:
                    self.granted.extend(packet.acknowledged()[1])
        self.closed.set()

    def subscribe(self, topics: tuple[str, ...]) -> None:
        self.writer.write(frames.subscribe(1, topics))

    def publish(self, topic: str, payload: bytes) -> None:
        self.writer.write(frames.publish(topic, payload))

    async def close(self) -> None:
        if self.task:
            self.task.cancel()
        self.writer.close()
        # Who gives up waiting must not end the wait itself: whoever closes it next would be cancelled by it.
        with suppress(ConnectionError):
            await asyncio.shield(self.writer.wait_closed())

    @classmethod
    async def close_all(cls) -> None:
        """At the end of a test: no socket is left to the collector."""
        while cls.everyone:
            await cls.everyone.pop().close()

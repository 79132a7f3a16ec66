"""A device's end of MQTT 3.1.1, bare: enough to hold hundreds of them in one loop."""

import asyncio
from contextlib import suppress
from dataclasses import dataclass, field
from typing import ClassVar


def _length(size: int) -> bytes:
    out = bytearray()
    while True:
        size, low = divmod(size, 128)
        out.append(low | (128 if size else 0))
        if not size:
            return bytes(out)


def _text(value: str) -> bytes:
    raw = value.encode()
    return len(raw).to_bytes(2, "big") + raw


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
        body = _text("MQTT") + bytes([4, 0b11000010]) + (60).to_bytes(2, "big") + _text(name) + _text(name)
        body += _text(password)
        writer.write(b"\x10" + _length(len(body)) + body)
        made = cls(reader, writer)
        cls.everyone.append(made)
        try:
            kind, answer = await made._packet()
        except (asyncio.IncompleteReadError, ConnectionError):
            kind, answer = 2, b"\x00\xff"
        except asyncio.CancelledError:
            await made.close()
            raise
        made.refused = answer[1]
        if kind != 2 or made.refused:
            await made.close()
        else:
            made.task = asyncio.create_task(made._read())
        return made

    async def _packet(self) -> tuple[int, bytes]:
        first = (await self.reader.readexactly(1))[0]
        size = shift = 0
        while True:
            byte = (await self.reader.readexactly(1))[0]
            size |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                break
        return first >> 4, await self.reader.readexactly(size)

    async def _read(self) -> None:
        try:
            while True:
                kind, body = await self._packet()
                if kind == 3:
                    end = 2 + int.from_bytes(body[:2], "big")
                    self.heard.put_nowait((body[2:end].decode(), body[end:]))
                elif kind == 9:
                    self.granted.extend(body[2:])
        except (asyncio.IncompleteReadError, ConnectionError):
            self.closed.set()

    def subscribe(self, topics: tuple[str, ...]) -> None:
        body = b"\x00\x01" + b"".join(_text(topic) + b"\x00" for topic in topics)
        self.writer.write(b"\x82" + _length(len(body)) + body)

    def publish(self, topic: str, payload: bytes) -> None:
        body = _text(topic) + payload
        self.writer.write(b"\x30" + _length(len(body)) + body)

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

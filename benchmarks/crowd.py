"""Connections of thousands of devices in one process, for `fanout`: raw MQTT, arrivals timed by the clock
that all processes of the machine share.

`python -m benchmarks.crowd FILE`: FILE is JSON {"server", "port", "per_second", "devices": [[id, places,
plan]]}. The process prints {"ready": n} when all are subscribed. Then it takes lines on standard input. `new`
forgets what arrived. `told` prints {"at": [...]}: CLOCK_MONOTONIC in ns of the first message to all, once for
each device. `ack ID` lets every device answer act ID, spread over two seconds.
"""

import asyncio
import json
import sys
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path

from loa_protocol import topics
from loa_protocol.encoding import encode
from loa_protocol.enrolment import password
from loa_protocol.messages import Ack, AckState
from loa_simulator import frames

from benchmarks.keys import key_of

ACKS_OVER_S = 2.0
PATIENCE_S = 45.0


class Device(asyncio.Protocol):
    """One connection. It reconnects when it is refused, as devices do."""

    def __init__(self, crowd: "Crowd", name: str, places: list[str], plan: str) -> None:
        self.crowd, self.name = crowd, name
        self.topics = topics.subscriptions(name, tuple(places), plan)
        self.counter = time.time_ns() // 1_000_000
        self.transport: asyncio.WriteTransport | None = None
        self.reader = frames.Reader()
        self.heard_ns = 0
        self.ready = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self.transport, self.reader = transport, frames.Reader()
        self.counter += 1
        said = password(self.crowd.server, self.name, self.counter, key_of(self.name))
        will = topics.up(self.name, topics.Up.HEALTH)
        transport.write(frames.connect(self.name, self.name, said, 600, will))

    def data_received(self, data: bytes) -> None:
        now = time.monotonic_ns()
        for packet in self.reader.feed(data):
            if packet.type == frames.PUBLISH:
                self.hear(packet, now)
            # Return code 0 of a CONNACK: accepted.
            elif packet.type == frames.CONNACK and packet.body[1:] == b"\0" and self.transport:
                self.transport.write(frames.subscribe(1, self.topics))
            elif packet.type == frames.SUBACK:
                self.ready = True
                self.begin()

    def hear(self, packet: frames.Packet, now_ns: int) -> None:
        """Notes a message that came at this time of the shared clock."""
        if not self.heard_ns and packet.published()[0] == topics.ALL:
            self.heard_ns = now_ns

    def begin(self) -> None:
        """Does nothing here; a subclass sends its first messages. It is called once the device is
        subscribed."""

    def connection_lost(self, exc: Exception | None) -> None:
        self.transport, self.ready = None, False
        self.crowd.lost.append(self)

    def answer(self, act: str) -> None:
        """Answers an act as applied, in the form that the bridge reads."""
        if self.transport is not None:
            said = Ack(1, self.name, act, "0" * 64, AckState.APPLIED, time.time_ns() // 1_000_000)
            self.transport.write(frames.publish(topics.up(self.name, topics.Up.ACK), encode(said)))


class Crowd:
    """All devices of this process, each made by `device`."""

    def __init__(self, told: dict[str, object], device: Callable[..., Device] = Device) -> None:
        self.server, self.port = str(told["server"]), int(str(told["port"]))
        self.pause = 1 / float(str(told["per_second"]))
        listed = told["devices"]
        assert isinstance(listed, list)
        self.devices = [device(self, *each) for each in listed]
        self.lost: list[Device] = []

    async def connect(self) -> None:
        """Connects until every device is subscribed. Raises TimeoutError."""
        self.lost = list(self.devices)
        deadline = time.monotonic() + PATIENCE_S + len(self.devices) * self.pause * 3
        while not all(each.ready for each in self.devices):
            if time.monotonic() > deadline:
                raise TimeoutError(f"{sum(each.ready for each in self.devices)} of {len(self.devices)}")
            waiting, self.lost = self.lost, []
            for each in waiting:
                # The default binds this device; the closure alone would see the loop's last one.
                def protocol(device: Device = each) -> Device:
                    return device

                await asyncio.get_running_loop().create_connection(protocol, "127.0.0.1", self.port)
                await asyncio.sleep(self.pause)
            await asyncio.sleep(0.05)

    def obey(self, line: str) -> None:
        """Does what one line of the benchmark says."""
        word, _, rest = line.strip().partition(" ")
        if word == "new":
            for each in self.devices:
                each.heard_ns = 0
            say({"new": True})
        elif word == "told":
            say({"at": [each.heard_ns for each in self.devices if each.heard_ns]})
        elif word == "ack":
            loop = asyncio.get_running_loop()
            for number, each in enumerate(self.devices):
                loop.call_later(number * ACKS_OVER_S / len(self.devices), each.answer, rest)


def say(what: dict[str, object]) -> None:
    """Prints one line of JSON for the benchmark."""
    print(json.dumps(what), flush=True)


async def lines() -> AsyncIterator[str]:
    """Yields the lines of standard input, until it ends."""
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    while line := await reader.readline():
        yield line.decode()


async def attend(told: dict[str, object]) -> None:
    """Connects all devices, then does what standard input says, until it ends."""
    crowd = Crowd(told)
    await crowd.connect()
    say({"ready": len(crowd.devices)})
    async for line in lines():
        crowd.obey(line)


if __name__ == "__main__":
    asyncio.run(attend(json.loads(Path(sys.argv[1]).read_text(encoding="utf-8"))))

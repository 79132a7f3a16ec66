"""The agent's link port on asyncio: a small protocol object for each of thousands of connections."""

import asyncio
import ssl
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from loa_agent.address import InsecureAddress
from loa_agent.address import broker as parsed
from loa_agent.link import LinkEvent, Message, Session, SessionDown, SessionUp, SubscriptionAnswer

from loa_simulator import frames

KEEPALIVE_S = 60
CONNECT_S = 60.0


@dataclass(frozen=True, slots=True)
class Broker:
    """The broker that a fleet connects to. `tls` is None on this machine only."""

    host: str
    port: int
    tls: ssl.SSLContext | None

    @staticmethod
    @lru_cache(maxsize=16)
    def at(address: str, authority: str = "") -> "Broker":
        """Returns the broker of mqtt://host:port (loopback only) or mqtts://host:port. Raises
        InsecureAddress, also for ws:// and wss://, which a fleet does not speak."""
        at = parsed(address)
        if at.path:
            raise InsecureAddress(f"{address}: a simulated fleet speaks mqtt:// or mqtts:// only")
        tls = ssl.create_default_context(cafile=authority or None) if at.tls else None
        return Broker(at.host, at.port, tls)


class _Connection(asyncio.Protocol):
    """One session on the wire. It reports its events to its link, and `SessionDown` exactly once."""

    def __init__(self, link: "FleetLink", session: Session) -> None:
        self._link = link
        self._session = session
        self._reader = frames.Reader()
        self._transport: asyncio.WriteTransport | None = None
        self._asked: dict[int, list[str]] = {}
        self._numbers = 0
        self._out = bytearray()
        self._ping: asyncio.TimerHandle | None = None
        self._heard = True
        self._why = "closed"

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if not isinstance(transport, asyncio.WriteTransport):
            raise TypeError("a transport that cannot write")
        self._transport = transport
        session = self._session
        self._write(
            frames.connect(session.device, session.device, session.password, KEEPALIVE_S, session.will_topic)
        )
        self._ping = asyncio.get_running_loop().call_later(KEEPALIVE_S / 2, self._keep_alive)

    def data_received(self, data: bytes) -> None:
        self._heard = True
        try:
            for packet in self._reader.feed(data):
                self._take(packet)
        except frames.BrokenPacket as error:
            self.end(str(error))

    def connection_lost(self, exc: Exception | None) -> None:
        if self._ping is not None:
            self._ping.cancel()
        self._transport = None
        self._link.ended(self, str(exc) if exc else self._why)

    def ask(self, packet: Callable[[int, Sequence[str]], bytes], topics: Sequence[str]) -> None:
        """Sends a subscription to topics, or its end, as `packet` makes it."""
        self._numbers = self._numbers % 65_535 + 1  # packet ids are 1 to 65,535
        self._asked[self._numbers] = list(topics)
        self._write(packet(self._numbers, topics))

    def send(self, topic: str, payload: bytes) -> None:
        """Publishes."""
        self._write(frames.publish(topic, payload))

    def end(self, why: str, goodbye: bool = False) -> None:
        """Closes the connection. `connection_lost` follows."""
        self._why = why
        if self._transport is not None:
            if goodbye:
                self._write(frames.GOODBYE)
            self._flush()
            self._transport.close()

    def _write(self, data: bytes) -> None:
        """Collects what is written in one turn of the event loop, so that it leaves in one system call."""
        if not self._out:
            asyncio.get_running_loop().call_soon(self._flush)
        self._out += data

    def _flush(self) -> None:
        if self._transport is not None and not self._transport.is_closing():
            self._transport.write(bytes(self._out))
        self._out.clear()

    def _keep_alive(self) -> None:
        """Sends a ping twice in each keepalive time. Ends the connection if nothing came since the last."""
        if not self._heard:
            self.end("no answer to a ping")
            return
        self._heard = False
        self._write(frames.PING)
        self._ping = asyncio.get_running_loop().call_later(KEEPALIVE_S / 2, self._keep_alive)

    def _take(self, packet: frames.Packet) -> None:
        if packet.type == frames.PUBLISH:
            self._link.tell(self, Message(*packet.published()))
        elif packet.type == frames.CONNACK:
            code = packet.body[1] if len(packet.body) == 2 else 255
            if code:
                self.end(f"connection refused: {code}")
            else:
                self._link.tell(self, SessionUp())
        elif packet.type == frames.SUBACK:
            number, codes = packet.acknowledged()
            for topic, code in zip(self._asked.pop(number, []), codes, strict=False):
                self._link.tell(self, SubscriptionAnswer(topic, code != frames.REFUSED))
        elif packet.type == frames.UNSUBACK and len(packet.body) == 2:
            self._asked.pop(int.from_bytes(packet.body, "big"), None)


class FleetLink:
    """The link of one device; see `loa_agent.link.Link`. `on_event` is called on the event loop, and never
    from inside one of these methods."""

    def __init__(self, authority: str, on_event: Callable[[LinkEvent], None]) -> None:
        self._authority = authority
        self._on_event = on_event
        self._connection: _Connection | None = None
        self._opening: asyncio.Task[None] | None = None

    def open(self, session: Session) -> None:
        """See `Link`."""
        self._drop()
        connection = self._connection = _Connection(self, session)
        self._opening = asyncio.get_running_loop().create_task(self._open(connection, session.address))

    async def _open(self, connection: _Connection, address: str) -> None:
        try:
            broker = Broker.at(address, self._authority)
            async with asyncio.timeout(CONNECT_S):
                await asyncio.get_running_loop().create_connection(
                    lambda: connection, broker.host, broker.port, ssl=broker.tls
                )
        except (OSError, TimeoutError, InsecureAddress) as error:
            self.ended(connection, str(error) or "no connection in time")

    def subscribe(self, topics: Sequence[str]) -> None:
        """See `Link`."""
        if self._connection is not None and topics:
            self._connection.ask(frames.subscribe, topics)

    def unsubscribe(self, topics: Sequence[str]) -> None:
        """See `Link`."""
        if self._connection is not None and topics:
            self._connection.ask(frames.unsubscribe, topics)

    def publish(self, topic: str, payload: bytes) -> None:
        """See `Link`."""
        if self._connection is not None:
            self._connection.send(topic, payload)

    def close(self) -> None:
        """See `Link`."""
        if self._connection is not None:
            self._connection.end("closed here", goodbye=True)

    def tell(self, connection: _Connection, event: LinkEvent) -> None:
        """Takes an event of a connection. One that has been given up is ignored."""
        if connection is self._connection:
            self._on_event(event)

    def ended(self, connection: _Connection, why: str) -> None:
        """Takes the end of a connection."""
        if connection is self._connection:
            self._connection = None
            self._on_event(SessionDown(why[:200]))

    def _drop(self) -> None:
        old, self._connection = self._connection, None
        if old is not None:
            old.end("given up")
        if self._opening is not None and not self._opening.done():
            self._opening.cancel()

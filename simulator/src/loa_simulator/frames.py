"""The few MQTT 3.1.1 packets at QoS 0 that a device sends and receives, as bytes. No I/O."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

CONNECT, CONNACK, PUBLISH, SUBSCRIBE, SUBACK, UNSUBSCRIBE, UNSUBACK = 1, 2, 3, 8, 9, 10, 11
PINGREQ, PINGRESP, DISCONNECT = 12, 13, 14
LARGEST = 1024 * 1024
"""The greatest length of a packet that is accepted, in bytes."""

PING = bytes((PINGREQ << 4, 0))
GOODBYE = bytes((DISCONNECT << 4, 0))
REFUSED = 0x80  # the return code of a refused subscription


class BrokenPacket(Exception):
    """Bytes that no MQTT broker sends."""


@dataclass(frozen=True, slots=True)
class Packet:
    """One packet as it was received: its type, the low four bits of the first byte, and the rest."""

    type: int
    flags: int
    body: bytes

    def published(self) -> tuple[str, bytes]:
        """Returns topic and payload of a PUBLISH at QoS 0. Raises BrokenPacket."""
        size = int.from_bytes(self.body[:2], "big")
        # The two bits are the QoS: above 0 a packet id would follow the topic.
        if self.flags & 0b110 or len(self.body) < 2 + size:
            raise BrokenPacket("publish")
        return self.body[2 : 2 + size].decode("utf-8", "replace"), self.body[2 + size :]

    def acknowledged(self) -> tuple[int, bytes]:
        """Returns packet id and return codes of a SUBACK. Raises BrokenPacket."""
        if len(self.body) < 3:
            raise BrokenPacket("suback")
        return int.from_bytes(self.body[:2], "big"), self.body[2:]


class Reader:
    """Splits a stream of bytes into packets."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, data: bytes) -> Iterator[Packet]:
        """Returns the packets that are complete now. Raises BrokenPacket."""
        buffer = self._rest + data
        at = 0
        while (found := _length(buffer, at + 1)) is not None:
            size, start = found
            if len(buffer) < start + size:
                break
            first = buffer[at]
            at, body = start + size, buffer[start : start + size]
            self._rest = buffer[at:]
            yield Packet(first >> 4, first & 15, body)
        self._rest = buffer[at:]


def connect(client: str, user: str, password: str, keepalive_s: int, will_topic: str = "") -> bytes:
    """Returns a CONNECT: clean session, user name, password, and with `will_topic` an empty will at QoS 0."""
    flags = 0b11000010 | (0b100 if will_topic else 0)  # user name, password, clean session; will
    variable = _text("MQTT") + bytes((4, flags)) + keepalive_s.to_bytes(2, "big")  # level 4 is MQTT 3.1.1
    will = _text(will_topic) + b"\x00\x00" if will_topic else b""
    payload = _text(client) + will + _text(user) + _text(password)
    return _packet(CONNECT << 4, variable + payload)


def subscribe(number: int, topics: Sequence[str]) -> bytes:
    """Returns a SUBSCRIBE at QoS 0 with this packet id."""
    body = number.to_bytes(2, "big") + b"".join(_text(topic) + b"\x00" for topic in topics)
    return _packet(SUBSCRIBE << 4 | 2, body)


def unsubscribe(number: int, topics: Sequence[str]) -> bytes:
    """Returns an UNSUBSCRIBE with this packet id."""
    return _packet(UNSUBSCRIBE << 4 | 2, number.to_bytes(2, "big") + b"".join(map(_text, topics)))


def publish(topic: str, payload: bytes) -> bytes:
    """Returns a PUBLISH at QoS 0, not retained."""
    return _packet(PUBLISH << 4, _text(topic) + payload)


def _text(text: str) -> bytes:
    raw = text.encode()
    return len(raw).to_bytes(2, "big") + raw


def _packet(first: int, body: bytes) -> bytes:
    size, length = len(body), bytearray()
    while True:
        size, digit = divmod(size, 128)
        length.append(digit | (0x80 if size else 0))
        if not size:
            return bytes((first,)) + bytes(length) + body


def _length(buffer: bytes, at: int) -> tuple[int, int] | None:
    """Returns the remaining length at `at`, and where the body begins; None if more bytes must come."""
    size = 0
    for place in range(4):
        if at + place >= len(buffer):
            return None
        digit = buffer[at + place]
        size |= (digit & 0x7F) << (7 * place)
        if not digit & 0x80:
            if size > LARGEST:
                raise BrokenPacket(f"a packet of {size} bytes")
            return size, at + place + 1
    raise BrokenPacket("length")

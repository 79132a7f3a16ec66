"""The way to the server, as a port: today MQTT, one day LAN, USB or radio. The core never waits for it."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Protocol

import msgspec


class Session(msgspec.Struct, frozen=True):
    """Who connects, and where: client id and user name are the device id, the password is signed anew each
    time; address is mqtts://host:port or wss://host:port/path, or mqtt:// and ws:// on this machine."""

    device: str
    password: str
    will_topic: str
    address: str


class Up(msgspec.Struct, frozen=True):
    """The session stands; nothing is subscribed yet."""


class Down(msgspec.Struct, frozen=True):
    """The session ended, or did not come about. Worth another try whatever the reason: a broker that is
    overrun says "not authorised" too."""

    why: str


class Subscribed(msgspec.Struct, frozen=True):
    """The broker's answer to one subscription."""

    topic: str
    granted: bool


class Message(msgspec.Struct, frozen=True):
    """Something came in."""

    topic: str
    payload: bytes


LinkEvent = Up | Down | Subscribed | Message


class Link(Protocol):
    """A session at a time. Events are taken by the loop and given to the core."""

    def open(self, session: Session) -> None:
        """Begin to connect; Up or Down follows."""

    def subscribe(self, topics: Sequence[str]) -> None:
        """Ask for topics; a Subscribed follows for each."""

    def unsubscribe(self, topics: Sequence[str]) -> None:
        """Ask for these no more."""

    def publish(self, topic: str, payload: bytes) -> None:
        """Send once, at most: what must arrive is sent again by whoever needs it."""

    def close(self) -> None:
        """End the session; Down follows."""


class Backoff:
    """When to try again: doubling from 1 s to 2 minutes, spread by the device's id and the try's number so
    that a commune whose power returns does not knock at once. No random source: a test can foresee it."""

    FIRST_MS = 1_000
    LONGEST_MS = 120_000

    def __init__(self, device: str) -> None:
        self._device = device
        self._tries = 0
        self._total = 0

    def next_ms(self) -> int:
        """How long to wait before the next try: between half and all of the step."""
        step = min(self.FIRST_MS << min(self._tries, 16), self.LONGEST_MS)
        self._tries += 1
        self._total += 1
        return step // 2 + spread(self._device, f"try {self._total}", step // 2)

    def reset(self) -> None:
        """A session stood for a while: begin from the shortest wait again."""
        self._tries = 0


def spread(device: str, what: str, span: int) -> int:
    """A place in [0, span) that belongs to this device and this purpose."""
    digest = hashlib.sha256(f"{device}/{what}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % max(span, 1)

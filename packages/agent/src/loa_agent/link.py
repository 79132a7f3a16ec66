"""The connection to the server, as a port: today MQTT, later LAN, USB or radio. It never blocks the core."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Protocol

import msgspec


class Session(msgspec.Struct, frozen=True):
    """Who connects, and where.

    Client id and user name are the device id. The password is signed anew each time. The address is
    mqtts://host:port or wss://host:port/path, or on this machine mqtt:// and ws://.
    """

    device: str
    password: str
    will_topic: str
    address: str


class SessionUp(msgspec.Struct, frozen=True):
    """The session is established. Nothing is subscribed yet."""


class SessionDown(msgspec.Struct, frozen=True):
    """The session ended, or was never established. Another try is worthwhile whatever the reason: an
    overloaded broker says "not authorised" too."""

    why: str


class SubscriptionAnswer(msgspec.Struct, frozen=True):
    """The broker's answer to one subscription."""

    topic: str
    granted: bool


class Message(msgspec.Struct, frozen=True):
    """A message came in."""

    topic: str
    payload: bytes


LinkEvent = SessionUp | SessionDown | SubscriptionAnswer | Message


class Link(Protocol):
    """A port with one session at a time. The loop takes its events and gives them to the core."""

    def open(self, session: Session) -> None:
        """Starts to connect. Up or Down follows."""

    def subscribe(self, topics: Sequence[str]) -> None:
        """Subscribes to topics. A Subscribed follows for each."""

    def unsubscribe(self, topics: Sequence[str]) -> None:
        """Ends the subscription to these topics."""

    def publish(self, topic: str, payload: bytes) -> None:
        """Sends the payload at most once. What must arrive is sent again by whoever needs it."""

    def close(self) -> None:
        """Ends the session. Down follows."""


class Backoff:
    """The waits between tries to connect: doubled from 1 s up to 2 minutes.

    Each wait depends on the device's id and the number of the try, so that the boxes of a commune whose power
    returns do not connect at once. There is no random source, so a test can predict the waits.
    """

    FIRST_MS = 1_000
    LONGEST_MS = 120_000

    def __init__(self, device: str) -> None:
        self._device = device
        self._tries = 0
        self._total = 0

    def next_ms(self) -> int:
        """Returns how long to wait before the next try: between half and all of the step."""
        step = min(self.FIRST_MS << min(self._tries, 16), self.LONGEST_MS)
        self._tries += 1
        self._total += 1
        return step // 2 + spread(self._device, f"try {self._total}", step // 2)

    def reset(self) -> None:
        """Starts from the shortest wait again, because a session has lasted for a while."""
        self._tries = 0


def spread(device: str, what: str, span: int) -> int:
    """Returns a number in [0, span) that is fixed for this device and this purpose."""
    digest = hashlib.sha256(f"{device}/{what}".encode()).digest()
    return int.from_bytes(digest[:8], "big") % max(span, 1)

"""The sessions with the server, one after the other: connect, subscribe, send, and connect again."""

from __future__ import annotations

from collections.abc import Callable
from enum import Enum

from loa_protocol import enrolment, topics
from loa_protocol.signing import Signer

from loa_agent.addresses import Addresses
from loa_agent.link import (
    Backoff,
    Link,
    LinkEvent,
    Session,
    SessionDown,
    SessionUp,
    SubscriptionAnswer,
    spread,
)
from loa_agent.store import Store, StoreFull

_FIRST_TRY_MS = 8_000
_PATIENCE_MS = 90_000  # how long a session may take to be established
_STEADY_MS = 60_000  # a session that lasted this long resets the waits between tries
_FIRST_AGAIN_MS = 2_000  # refused topics are asked for again after this, doubled up to _LONGEST_AGAIN_MS
_LONGEST_AGAIN_MS = 600_000
EVERYTHING = frozenset(topics.Up)
"""What a box may send that is not disabled."""

SHUT_OUT = frozenset(said[1] for topic in topics.shut_out("")[1] if (said := topics.read_up(topic)))
"""What a disabled box may send."""


class State(Enum):
    """The progress of the session."""

    DOWN = "down"
    OPENING = "opening"
    SUBSCRIBING = "subscribing"
    READY = "ready"


class Uplink:
    """The sessions of one box. Times are monotonic ms that the caller passes in; ``wall`` returns UTC ms."""

    def __init__(
        self,
        link: Link,
        store: Store,
        key: Signer,
        device: str,
        server: str,
        addresses: Addresses,
        wall: Callable[[], int],
    ) -> None:
        self._link = link
        self._store = store
        self._key = key
        self._device = device
        self._server = server
        self._addresses = addresses
        self._wall = wall
        self._backoff = Backoff(device)
        self._wanted: tuple[str, ...] = ()
        self._may = EVERYTHING
        self._granted: list[str] = []
        self._refused: list[str] = []
        self._own = topics.down(device)
        self._again = _FIRST_AGAIN_MS
        self._next: int | None = None
        self._since = 0
        self.state = State.DOWN
        self.last_trouble = ""

    @property
    def ready(self) -> bool:
        """True when the box may send and is answered."""
        return self.state is State.READY

    def want(self, heard: tuple[str, ...], said: frozenset[topics.Up] = EVERYTHING) -> None:
        """Sets the topics that this box should hear, and what it may send, from now on."""
        gone = [topic for topic in self._wanted if topic not in heard]
        self._wanted, self._may = heard, said
        if self.state in (State.SUBSCRIBING, State.READY):
            self._link.unsubscribe(gone)
            self._granted = [topic for topic in self._granted if topic not in gone]
            self._subscribe()

    def _lacking(self) -> list[str]:
        return [topic for topic in self._wanted if topic not in self._granted]

    def _subscribe(self) -> None:
        self._refused.clear()
        if lacking := self._lacking():
            self._link.subscribe(lacking)

    def step(self, now: int) -> None:
        """Does what is due: a new try, refused topics again, the end of a session that takes too long."""
        if self.state is State.READY and now - self._since > _STEADY_MS:
            self._backoff.reset()
        if self._next is None:  # power may be back for a whole commune: not all boxes connect at once
            self._next = now + spread(self._device, "first try", _FIRST_TRY_MS)
        if now < self._next:
            return
        if self.state is State.DOWN:
            self._open(now)
        elif self.state in (State.SUBSCRIBING, State.READY):
            self._again = min(self._again * 2, _LONGEST_AGAIN_MS)
            self._next = now + self._again
            self._subscribe()
        elif self.state is State.OPENING:
            self._link.close()
            self._fall(now, "no answer")

    def _open(self, now: int) -> None:
        """Opens a session, with a password that is signed for this connection only."""
        try:
            # The server refuses a counter that does not rise. If it was lost, it continues from the clock's
            # ms, which is ahead of any count of connections.
            counter = self._store.count_up("connects", max(self._wall(), 0))
        except StoreFull:
            self._next = now + self._backoff.next_ms()
            return
        password = enrolment.password(self._server, self._device, counter, self._key)
        will = topics.up(self._device, topics.Up.HEALTH)
        self.state = State.OPENING
        self._next = now + _PATIENCE_MS
        self._link.open(Session(self._device, password, will, self._addresses.mqtt))

    def _fall(self, now: int, why: str) -> None:
        """Ends the session, and sets the time of the next try."""
        if self.state is not State.READY:  # the end of an established session says nothing about the address
            self._addresses.failed()
        self.state = State.DOWN
        self.last_trouble = why
        self._granted.clear()
        self._next = now + self._backoff.next_ms()

    def on(self, event: LinkEvent, now: int) -> bool:
        """Takes an event of the link. Returns True when the session has just become ready."""
        if isinstance(event, SessionUp):
            self.state = State.SUBSCRIBING
            self._granted.clear()
            self._again = _FIRST_AGAIN_MS
            self._next = now + _PATIENCE_MS
            self._subscribe()
        elif isinstance(event, SessionDown) and self.state is not State.DOWN:
            self._fall(now, event.why)
        elif isinstance(event, SubscriptionAnswer):
            return self._on_subscribed(event, now)
        return False

    def _on_subscribed(self, event: SubscriptionAnswer, now: int) -> bool:
        """Takes the answer to a subscription. Returns True when the session has just become ready.

        It is ready once every topic was answered and the box's own topic is granted: a disabled box hears
        nothing else, and an overloaded broker may grant the others later.
        """
        (self._granted if event.granted else self._refused).append(event.topic)
        if not set(self._wanted).issubset((*self._granted, *self._refused)):
            return False
        if self._refused:
            self._next = now + self._again
        if self.state is State.SUBSCRIBING and self._own in self._granted:
            self.state = State.READY
            self._since = now
            self._addresses.stood()
            return True
        return False

    @property
    def next_due(self) -> int | None:
        """When `step` has something to do, None while nothing is due."""
        return None if self.ready and not self._lacking() else self._next or 0

    def send(self, kind: topics.Up, payload: bytes) -> bool:
        """Publishes on this box's own topic. Returns False without a session, or if it may not send this."""
        if not self.ready or kind not in self._may:
            return False
        self._link.publish(topics.up(self._device, kind), payload)
        return True

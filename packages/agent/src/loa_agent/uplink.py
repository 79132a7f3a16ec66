"""One session after the other with the server: connect, subscribe, speak; again after every fall."""

from __future__ import annotations

from enum import Enum

from loa_protocol import enrolment, topics
from loa_protocol.signing import Signs

from loa_agent.link import Backoff, Down, Link, LinkEvent, Session, Subscribed, Up
from loa_agent.store import Full, Store

_PATIENCE_MS = 90_000
_STEADY_MS = 60_000


class State(Enum):
    """How far the session has come."""

    DOWN = "down"
    OPENING = "opening"
    SUBSCRIBING = "subscribing"
    READY = "ready"


class Uplink:
    """See the module. Times are monotonic ms that the caller passes in."""

    def __init__(self, link: Link, store: Store, key: Signs, device: str, server: str) -> None:
        self._link = link
        self._store = store
        self._key = key
        self._device = device
        self._server = server
        self._backoff = Backoff(device)
        self._wanted: tuple[str, ...] = ()
        self._granted: set[str] = set()
        self._next = 0
        self._since = 0
        self.state = State.DOWN
        self.last_trouble = ""

    @property
    def ready(self) -> bool:
        """True when everything may be said and is heard."""
        return self.state is State.READY

    def want(self, wanted: tuple[str, ...]) -> None:
        """The topics this box should hear, from now on."""
        gone = [topic for topic in self._wanted if topic not in wanted]
        self._wanted = wanted
        if self.state in (State.SUBSCRIBING, State.READY):
            self._link.unsubscribe(gone)
            self._granted -= set(gone)
            self._subscribe()

    def _subscribe(self) -> None:
        lacking = [topic for topic in self._wanted if topic not in self._granted]
        if lacking:
            self.state = State.SUBSCRIBING
            self._link.subscribe(lacking)

    def step(self, now: int) -> None:
        """Do what is due: a new try, refused topics again, an end to a session that does not come about."""
        if self.state is State.READY and now - self._since > _STEADY_MS:
            self._backoff.reset()
        if now < self._next:
            return
        if self.state is State.DOWN:
            self._open(now)
        elif self.state is State.SUBSCRIBING:
            self._subscribe()
            self._next = now + self._backoff.next_ms()
        elif self.state is State.OPENING:
            self._link.close()
            self._fall(now, "no answer")

    def _open(self, now: int) -> None:
        try:
            counter = self._store.count_up("connects")
        except Full:
            self._next = now + self._backoff.next_ms()
            return
        password = enrolment.password(self._server, self._device, counter, self._key)
        will = topics.up(self._device, topics.Up.HEALTH)
        self.state = State.OPENING
        self._next = now + _PATIENCE_MS
        self._link.open(Session(self._device, password, will))

    def _fall(self, now: int, why: str) -> None:
        self.state = State.DOWN
        self.last_trouble = why
        self._granted.clear()
        self._next = now + self._backoff.next_ms()

    def on(self, event: LinkEvent, now: int) -> bool:
        """Take an event of the link; True when the session has just become ready."""
        if isinstance(event, Up):
            self.state = State.SUBSCRIBING
            self._granted.clear()
            self._next = now + self._backoff.next_ms() + _PATIENCE_MS
            self._subscribe()
        elif isinstance(event, Down) and self.state is not State.DOWN:
            self._fall(now, event.why)
        elif isinstance(event, Subscribed):
            return self._on_subscribed(event, now)
        return False

    def _on_subscribed(self, event: Subscribed, now: int) -> bool:
        if event.granted:
            self._granted.add(event.topic)
        else:
            self._next = now + self._backoff.next_ms()
        if self.state is State.SUBSCRIBING and self._granted.issuperset(self._wanted):
            self.state = State.READY
            self._since = self._next = now
            return True
        return False

    @property
    def next_due(self) -> int | None:
        """When `step` has something to do, None while all is well."""
        return None if self.ready else self._next

    def send(self, kind: topics.Up, payload: bytes) -> bool:
        """Publish on this box's own topic; False when there is no session."""
        if not self.ready:
            return False
        self._link.publish(topics.up(self._device, kind), payload)
        return True

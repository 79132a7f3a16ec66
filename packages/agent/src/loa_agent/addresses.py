"""The addresses of the server: as the claim said, until a signed head says otherwise.

A new address is used from the next connection on. The one before is kept until a day after the new one was
first reached. After ten failures in a row the box tries the other.
"""

from __future__ import annotations

import contextlib

import msgspec
from loa_protocol.messages import NewAddress
from loa_protocol.timing import DAY

from loa_agent.address import InsecureAddress, broker, is_safe
from loa_agent.store import Store, StoreFull
from loa_agent.trust_state import TrustState

_FAILURES = 10


class _MovedAddress(msgspec.Struct):
    """A new address and the one before. ``base``: what the claim or the installer says; when that changes,
    this record does not count any more. ``back``: the one before is in use. ``reached_ms``: when a session at
    the new one was first established (UTC), 0 for not yet."""

    base: str
    url: str
    mqtt: str
    before_url: str
    before_mqtt: str
    back: bool = False
    reached_ms: int = 0


class Addresses:
    """The addresses of one box's server.

    ``mqtt``, ``url``: from the claim or the installer. ``lost``: a signed address was accepted and is not on
    disk any more; the box then reports that it has none, and accepts the same one again.
    """

    __slots__ = ("_base", "_failed", "_moved", "_store", "_trust_state", "_url", "lost")

    def __init__(self, store: Store, trust_state: TrustState, mqtt: str, url: str) -> None:
        self._store = store
        self._trust_state = trust_state
        self._base = mqtt
        self._url = url
        self._failed = 0
        kept = store.load("addresses", _MovedAddress)
        self._moved = kept if kept is not None and kept.base == mqtt else None
        self.lost = kept is None and trust_state.pins.address_seq > 0

    @property
    def mqtt(self) -> str:
        """The broker's address for the next connection."""
        moved = self._moved
        if moved is None:
            return self._base
        return moved.before_mqtt if moved.back else moved.mqtt

    @property
    def url(self) -> str:
        """The address of the server itself."""
        moved = self._moved
        if moved is None:
            return self._url
        return moved.before_url if moved.back else moved.url

    def move(self, new: NewAddress) -> None:
        """Stores a new address of the server. Raises InsecureAddress (then nothing is stored) and
        StoreFull."""
        broker(new.mqtt)
        if not is_safe(new.url):
            raise InsecureAddress(f"{new.url}: outside this machine only https")
        moved = _MovedAddress(self._base, new.url, new.mqtt, self.url, self.mqtt)
        self._store.put("addresses", moved)
        self._moved, self._failed, self.lost = moved, 0, False

    def stood(self) -> None:
        """Notes that a session has been established."""
        self._failed = 0
        moved = self._moved
        if moved is not None and not moved.back and not moved.reached_ms and self._trust_state.sure:
            moved.reached_ms = self._trust_state.now
            self._keep(moved)

    def failed(self) -> None:
        """Notes that no session was established. After ten in a row the other address is tried."""
        self._failed += 1
        moved = self._moved
        if moved is None or self._failed < _FAILURES:
            return
        self._failed = 0
        # A day after the new address was first reached, the box does not return to the one before.
        over = self._trust_state.sure and moved.reached_ms and self._trust_state.now >= moved.reached_ms + DAY
        if moved.back or not over:
            moved.back = not moved.back
            self._keep(moved)

    def _keep(self, moved: _MovedAddress) -> None:
        with contextlib.suppress(StoreFull):  # then it is known only until the next power cut
            self._store.put("addresses", moved)

"""What the box believes: its pinned root, the keys in force, its own assignment.

Pins are on disk before anything acts on them, and what is held is judged again whenever trust changes.
"""

from __future__ import annotations

import contextlib

import msgspec
from loa_protocol.encoding import decode, encode
from loa_protocol.judging import Accepted, Me, judge
from loa_protocol.messages import Assignment, AssignmentState, TrustFile
from loa_protocol.messages.common import ClockQuality
from loa_protocol.pins import Pins
from loa_protocol.refusals import Code, Malformed, Refusal
from loa_protocol.trust import Believed, Trust, believe

from loa_agent.clock import Clock
from loa_agent.shelf import Shelf
from loa_agent.store import Full, Store


class Enrolled(msgspec.Struct, frozen=True):
    """What a claim left behind: who this box is, and where its server is."""

    device: str
    server: str
    mqtt: str
    url: str


class Belief:
    """See the module."""

    def __init__(self, store: Store, clock: Clock, shelf: Shelf, device: str, public_key: str) -> None:
        self._store = store
        self._clock = clock
        self._shelf = shelf
        self.device = device
        self.public_key = public_key
        pins = store.load("pins", Pins)
        if pins is None:
            raise LookupError("this box has not been claimed")
        self.pins = pins
        self.trust: Trust | None = None
        self.for_time: Trust | None = None
        self.assignment: Assignment | None = None
        clock.not_before(pins.floor)
        self.reload()

    @property
    def sure(self) -> bool:
        """True while the clock is trusted."""
        return self._clock.quality() is not ClockQuality.NONE

    @property
    def now(self) -> int:
        """UTC ms to judge by: the clock, or only the floor if it is not trusted."""
        return self._clock.now_ms() if self.sure else self.pins.floor

    @property
    def me(self) -> Me:
        """The box as the protocol's judge knows it."""
        return Me(self.device, self.public_key, self.assignment)

    @property
    def disabled(self) -> bool:
        """True for a box that may sound nothing: not assigned, disabled, or its key revoked."""
        if self.trust is None or self.assignment is None:
            return True
        if self.device in self.trust.devices_revoked:
            return True
        return self.assignment.state is AssignmentState.DISABLED

    def reload(self) -> Refusal | None:
        """Believe again what lies on disk; why not, if it cannot be believed any more."""
        self.trust = self.for_time = self.assignment = None
        kept = self._store.get("trust")
        if kept is None:
            return Refusal(Code.NO_TRUST, "no trust file held")
        try:
            file = decode(kept, TrustFile)
        except Malformed as error:
            return Refusal(error.code, error.detail)
        outcome = self._believed(file)
        if isinstance(outcome, Refusal):
            return outcome
        self.trust = self.for_time
        self._raise_floor(outcome.pins)
        head = self._store.get("assignment")
        if head is None:
            return Refusal(Code.NO_TRUST, "no assignment held")
        verdict = judge(
            head, outcome.trust, self.pins, Me(self.device, self.public_key), self.now, sure=self.sure
        )
        if isinstance(verdict, Refusal):
            return verdict
        if isinstance(verdict.message, Assignment):
            self.assignment = verdict.message
            self._raise_floor(verdict.pins)
        return None

    def _believed(self, file: TrustFile) -> Believed | Refusal:
        """The verdict on a trust file by our clock. Where that alone is against it (a battery-backed clock
        may have come up in another year) its keys may still say what time it is, and nothing else."""
        outcome = believe(file, self.pins, self.now, sure=self.sure)
        if isinstance(outcome, Believed):
            self.for_time = self._shelf.same(outcome.trust)
        elif self.sure and outcome.code in (Code.EXPIRED, Code.NOT_YET_VALID):
            by_floor = believe(file, self.pins, self.pins.floor, sure=False)
            if isinstance(by_floor, Believed):
                self.for_time = self._shelf.same(by_floor.trust)
        return outcome

    def _raise_floor(self, pins: Pins) -> None:
        """With a sure clock, what is held says what time it is at least; kept when the disk has room."""
        if self.sure and pins.floor > self.pins.floor:
            with contextlib.suppress(Full):
                self.keep_pins(msgspec.structs.replace(self.pins, floor=pins.floor))

    def on_trust(self, file: TrustFile) -> Refusal | None:
        """A trust file came in: keep and believe it, or say why not. Raises Full."""
        outcome = self._believed(file)
        if isinstance(outcome, Refusal):
            return outcome
        self._keep_trust(file, outcome)
        return self.reload()

    def _keep_trust(self, file: TrustFile, outcome: Believed) -> None:
        with self._store.transaction():
            self.keep_pins(outcome.pins)
            self._store.put("trust", encode(file))

    def judge(self, data: bytes) -> Accepted | Refusal:
        """The verdict on a head that came in. Nothing is kept yet."""
        if self.trust is None:
            return Refusal(Code.NO_TRUST)
        return judge(data, self.trust, self.pins, self.me, self.now, sure=self.sure)

    def keep_pins(self, pins: Pins) -> None:
        """On disk first, in force after. Raises Full."""
        if pins != self.pins:
            self._store.put("pins", pins)
            self.pins = pins
            self._clock.not_before(pins.floor)

    def on_assignment(self, data: bytes, accepted: Accepted) -> None:
        """An assignment was accepted: it holds from now on. Raises Full."""
        assert isinstance(accepted.message, Assignment)
        with self._store.transaction():
            self.keep_pins(accepted.pins)
            self._store.put("assignment", data)
        self.assignment = accepted.message

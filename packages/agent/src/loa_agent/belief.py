"""What the box believes: its pinned root, the keys in force, its own assignment.

Pins are on disk before anything acts on them, and what is held is judged again whenever trust changes.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
from loa_protocol.encoding import decode, encode
from loa_protocol.heads import unseal
from loa_protocol.ids import sha256_hex
from loa_protocol.judging import Accepted, Me, judge
from loa_protocol.messages import Act, Assignment, TrustFile
from loa_protocol.messages.common import ClockQuality
from loa_protocol.pins import Pins
from loa_protocol.refusals import Code, Malformed, Refusal
from loa_protocol.rule import Reason
from loa_protocol.signing import open_head
from loa_protocol.trust import Believed, Trust, believe, risen
from loa_protocol.verdict import refused

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
    def refused(self) -> Reason | None:
        """Why this box may sound nothing at all: nothing to judge by, or shut out."""
        return refused(self.trust, self.assignment, self.device)

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
        outcome, _ = self._believed(file)
        return outcome if isinstance(outcome, Refusal) else self._take(outcome)

    def _take(self, outcome: Believed) -> Refusal | None:
        """Trust this, and the assignment on disk if it is believed by it; else why not."""
        self.assignment, self.trust = None, self.for_time
        self._raise_floor(outcome.pins)
        head = self._store.get("assignment")
        if head is None:
            return Refusal(Code.NO_TRUST, "no assignment held")
        unassigned = Me(self.device, self.public_key)
        verdict = judge(head, outcome.trust, self.pins, unassigned, self.now, sure=self.sure, held=True)
        if isinstance(verdict, Refusal):
            return verdict
        if isinstance(verdict.message, Assignment):
            self.assignment = verdict.message
            floor = risen(self.pins, self.assignment.at, self.now, self.sure)
            self._raise_floor(msgspec.structs.replace(self.pins, floor=floor))
        return None

    def _believed(self, file: TrustFile) -> tuple[Believed | Refusal, Believed | None]:
        """The verdict on a trust file by our clock, and what may say what time it is: the same, or, where our
        clock alone is against it (a battery-backed one may have come up in another year), by the floor."""
        outcome = believe(file, self.pins, self.now, sure=self.sure, device=self.device)
        timed = outcome
        if self.sure and isinstance(outcome, Refusal) and outcome.code in (Code.EXPIRED, Code.NOT_YET_VALID):
            timed = believe(file, self.pins, self.pins.floor, sure=False, device=self.device)
        if isinstance(timed, Refusal):
            return outcome, None
        self.for_time = self._shelf.same(timed.trust)
        return outcome, timed

    def _raise_floor(self, pins: Pins) -> None:
        """With a sure clock, what is held says what time it is at least; kept when the disk has room."""
        if self.sure and pins.floor > self.pins.floor:
            with contextlib.suppress(Full):
                self.keep_pins(msgspec.structs.replace(self.pins, floor=pins.floor))

    def on_trust(self, file: TrustFile) -> Refusal | None:
        """A trust file came in: keep and believe it, or say why not. One that only our clock is against is
        kept if root takes back the floor in it, so that we can be told the time again. Raises Full."""
        outcome, timed = self._believed(file)
        if isinstance(outcome, Believed):
            self._keep_trust(file, outcome)
            if self.sure:  # what time it is does not hang on the pins just kept
                return self._take(outcome)
        elif timed is not None and timed.pins.floor_seq > self.pins.floor_seq:
            self._keep_trust(file, timed)
        else:
            return outcome
        return self.reload()

    def _keep_trust(self, file: TrustFile, outcome: Believed) -> None:
        with self._store.transaction():
            self.keep_pins(outcome.pins)
            self._store.put("trust", encode(file))

    def holds_trust(self, sha256: str) -> bool:
        """Is this the trust file that lies on disk?"""
        kept = self._store.get("trust")
        return kept is not None and sha256_hex(kept) == sha256

    def judge(self, data: bytes, *, held: bool = False) -> Accepted | Refusal:
        """The verdict on a head that came in, or on one that is held. Nothing is kept yet."""
        if self.trust is None:
            return Refusal(Code.NO_TRUST)
        return judge(data, self.trust, self.pins, self.me, self.now, sure=self.sure, held=held)

    def act_in(self, data: bytes) -> Act | None:
        """The act in a head that one of the keys believed has signed for acts; in force or not."""
        sealed = open_head(data)
        if self.trust is None or isinstance(sealed, Refusal):
            return None
        delegation = self.trust.key(sealed.key_id)
        if isinstance(delegation, Refusal):
            return None
        opened = unseal(data, bytes.fromhex(delegation.public_key), Act)
        return None if isinstance(opened, Refusal) else opened[1]

    def keep_pins(self, pins: Pins) -> None:
        """On disk first, in force after. Raises Full, also for pins that could not be read back: a box that
        wrote such would know nobody after the next power cut."""
        if pins != self.pins:
            written = msgspec.json.encode(pins)
            try:
                msgspec.json.decode(written, type=Pins)
            except msgspec.ValidationError as error:
                raise Full(f"pins beyond what is held: {error}") from error
            self._store.put("pins", written)
            self.pins = pins
            self._clock.not_before(pins.floor)

    @contextmanager
    def keeping(self, pins: Pins) -> Iterator[None]:
        """Pins, and with them what else is written meanwhile: all or nothing. Raises Full."""
        before = self.pins
        try:
            with self._store.transaction():
                self.keep_pins(pins)
                yield
        except BaseException:
            self.pins = before
            raise

    def on_assignment(self, data: bytes, accepted: Accepted) -> None:
        """An assignment was accepted: it holds from now on. Raises Full."""
        assert isinstance(accepted.message, Assignment)
        with self._store.transaction():
            self.keep_pins(accepted.pins)
            self._store.put("assignment", data)
        self.assignment = accepted.message

"""The trust state of the box: its pinned root, the keys in force, and its own assignment.

Pins are on disk before anything acts on them. What the box holds is judged again whenever its trust changes.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from contextlib import contextmanager

import msgspec
from loa_protocol.encoding import decode, encode
from loa_protocol.heads import unseal
from loa_protocol.ids import sha256_hex
from loa_protocol.judging import AcceptedHead, Recipient, judge
from loa_protocol.messages import Act, Assignment, TrustFile
from loa_protocol.messages.common import ClockQuality
from loa_protocol.pins import Pins
from loa_protocol.refusals import Code, Malformed, Refusal
from loa_protocol.rule import Reason
from loa_protocol.signing import open_head
from loa_protocol.trust import AcceptedTrust, Trust, believe, risen
from loa_protocol.verdict import refused

from loa_agent.clock import Clock
from loa_agent.shared_cache import SharedCache
from loa_agent.store import Store, StoreFull


class Enrolment(msgspec.Struct, frozen=True):
    """What a claim stored: the id of this box, and the name and addresses of its server."""

    device: str
    server: str
    mqtt: str
    url: str


class TrustState:
    """The trust state of one box, loaded from the store and changed by what comes in.

    ``trust`` holds the keys in force. ``for_time`` holds the keys that may sign the time; see `_believed`.
    """

    def __init__(
        self, store: Store, clock: Clock, shared_cache: SharedCache, device: str, public_key: str
    ) -> None:
        self._store = store
        self._clock = clock
        self._shared_cache = shared_cache
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
        """The UTC ms to judge by: the clock, or the floor if the clock is not trusted."""
        return self._clock.now_ms() if self.sure else self.pins.floor

    @property
    def me(self) -> Recipient:
        """The box as the protocol's judge knows it."""
        return Recipient(self.device, self.public_key, self.assignment)

    @property
    def refused(self) -> Reason | None:
        """The reason why this box may sound nothing at all (no trust or assignment, or disabled), or None."""
        return refused(self.trust, self.assignment, self.device)

    def reload(self) -> Refusal | None:
        """Loads trust and assignment from disk again. Returns why not, if they are not accepted any more."""
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

    def _take(self, outcome: AcceptedTrust) -> Refusal | None:
        """Uses this trust, and the assignment on disk if it is valid under it. Returns why not, else None."""
        self.assignment, self.trust = None, self.for_time
        self._raise_floor(outcome.pins)
        head = self._store.get("assignment")
        if head is None:
            return Refusal(Code.NO_TRUST, "no assignment held")
        unassigned = Recipient(self.device, self.public_key)
        verdict = judge(head, outcome.trust, self.pins, unassigned, self.now, sure=self.sure, held=True)
        if isinstance(verdict, Refusal):
            return verdict
        if isinstance(verdict.message, Assignment):
            self.assignment = verdict.message
            floor = risen(self.pins, self.assignment.at, self.now, self.sure)
            self._raise_floor(msgspec.structs.replace(self.pins, floor=floor))
        return None

    def _believed(self, file: TrustFile) -> tuple[AcceptedTrust | Refusal, AcceptedTrust | None]:
        """Returns the verdict on a trust file by the box's clock, and the trust that may be used for the
        time.

        The second is the same as the first, unless only the clock speaks against the file: a battery-backed
        clock may have started in another year. Then the file is judged by the floor instead.
        """
        outcome = believe(file, self.pins, self.now, sure=self.sure, device=self.device)
        timed = outcome
        if self.sure and isinstance(outcome, Refusal) and outcome.code in (Code.EXPIRED, Code.NOT_YET_VALID):
            timed = believe(file, self.pins, self.pins.floor, sure=False, device=self.device)
        if isinstance(timed, Refusal):
            return outcome, None
        self.for_time = self._shared_cache.same(timed.trust)
        return outcome, timed

    def _raise_floor(self, pins: Pins) -> None:
        """Raises the floor to that of these pins, if the clock is trusted. A full disk is ignored; the next
        acceptance raises it again."""
        if self.sure and pins.floor > self.pins.floor:
            with contextlib.suppress(StoreFull):
                self.store_pins(msgspec.structs.replace(self.pins, floor=pins.floor))

    def on_trust(self, file: TrustFile) -> Refusal | None:
        """Judges a trust file that came in. Stores and uses it, or returns why not. Raises StoreFull.

        A file that is rejected only because of the clock is stored if root lowers the floor in it, so that
        the box can be given the time again.
        """
        outcome, timed = self._believed(file)
        if isinstance(outcome, AcceptedTrust):
            self._keep_trust(file, outcome)
            # If the clock is not trusted, `now` is the floor, which the stored pins may just have moved. Then
            # the file is judged again by `reload`.
            if self.sure:
                return self._take(outcome)
        elif timed is not None and timed.pins.floor_seq > self.pins.floor_seq:
            self._keep_trust(file, timed)
        else:
            return outcome
        return self.reload()

    def _keep_trust(self, file: TrustFile, outcome: AcceptedTrust) -> None:
        """Stores the trust file with its pins: both or neither."""
        with self.keeping(outcome.pins):
            self._store.put("trust", encode(file))

    def holds_trust(self, sha256: str) -> bool:
        """Returns True if the trust file on disk has this hash."""
        kept = self._store.get("trust")
        return kept is not None and sha256_hex(kept) == sha256

    def judge(self, data: bytes, *, held: bool = False) -> AcceptedHead | Refusal:
        """Returns the verdict on a head that came in, or with ``held`` on a held one. Stores nothing."""
        if self.trust is None:
            return Refusal(Code.NO_TRUST)
        return judge(data, self.trust, self.pins, self.me, self.now, sure=self.sure, held=held)

    def act_in(self, data: bytes) -> Act | None:
        """Returns the act in this head, in force or not, if a trusted key signed it; else None."""
        sealed = open_head(data)
        if self.trust is None or isinstance(sealed, Refusal):
            return None
        delegation = self.trust.key(sealed.key_id)
        if isinstance(delegation, Refusal):
            return None
        opened = unseal(data, bytes.fromhex(delegation.public_key), Act)
        return None if isinstance(opened, Refusal) else opened[1]

    def store_pins(self, pins: Pins) -> None:
        """Stores the pins on disk first, and uses them after that. Raises StoreFull.

        Pins that could not be read back raise StoreFull too: a box that stored them would trust nobody after
        the next power cut.
        """
        if pins != self.pins:
            written = msgspec.json.encode(pins)
            try:
                msgspec.json.decode(written, type=Pins)
            except msgspec.ValidationError as error:
                raise StoreFull(f"pins beyond what is held: {error}") from error
            self._store.put("pins", written)
            self.pins = pins
            self._clock.not_before(pins.floor)

    @contextmanager
    def keeping(self, pins: Pins) -> Iterator[None]:
        """Stores the pins together with what the caller writes inside the block: all or nothing, on disk and
        in memory. Raises StoreFull."""
        before = self.pins
        try:
            with self._store.transaction():
                self.store_pins(pins)
                yield
        except BaseException:
            self.pins = before
            raise

    def on_assignment(self, data: bytes, accepted: AcceptedHead) -> None:
        """Stores an accepted assignment, and uses it from now on. Raises StoreFull."""
        assert isinstance(accepted.message, Assignment)
        with self.keeping(accepted.pins):
            self._store.put("assignment", data)
        self.assignment = accepted.message

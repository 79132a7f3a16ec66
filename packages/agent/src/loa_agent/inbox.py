"""What comes in: who signed it, whether that key is allowed to, and whether it is meant for this box, now, in
this order.

Nothing else in the agent trusts a byte from outside. Each verdict is a plain value, so that the caller can
report it.
"""

from __future__ import annotations

import msgspec
from loa_protocol import topics
from loa_protocol.encoding import decode, decode_down
from loa_protocol.ids import sha256_hex
from loa_protocol.judging import AcceptedHead
from loa_protocol.messages import Act, ActKind, Assignment, NewAddress, Plan, Purpose, TrustFile
from loa_protocol.messages.device import Answered, Door, Give, Resend, Stored, TrustNamed, TurnedBack
from loa_protocol.refusals import Code, Malformed, Refusal
from loa_protocol.signing import MAGIC, open_head

from loa_agent import tones
from loa_agent.address import InsecureAddress
from loa_agent.addresses import Addresses
from loa_agent.haves import Haves
from loa_agent.held_acts import HeldActs
from loa_agent.objects import Objects
from loa_agent.outbox import Outbox
from loa_agent.plan_store import MissingObject, PlanStore
from loa_agent.store import StoreFull
from loa_agent.sync import Sync
from loa_agent.timekeeper import Timekeeper
from loa_agent.trust_state import TrustState


class Verdict(msgspec.Struct):
    """The result for one message that came in.

    ``what``: "trust", "assignment", "plan", "act", "time", "address", "answer" (an unsigned message of the
    server), "full" (it could not be stored) or "unknown". ``refusal`` is None if it was accepted. ``fresh``:
    it changed something. ``act``: a genuine act, also if it is refused. ``given``: heads of acts that the
    server asks for.
    """

    what: str
    sha256: str
    refusal: Refusal | None = None
    fresh: bool = False
    act: Act | None = None
    given: tuple[bytes, ...] = ()


_FOR_ACTS = (Purpose.ACT, Purpose.OVERRIDE)
"""The purposes of keys whose heads may be meant as acts, so that they are acknowledged.

The second is reserved: a head that such a key signs is rejected, and its sender is told so.
"""


class Inbox:
    """Judges each message that comes in, and gives it to the part that it concerns."""

    def __init__(
        self,
        trust_state: TrustState,
        plan_store: PlanStore,
        held_acts: HeldActs,
        timekeeper: Timekeeper,
        outbox: Outbox,
        sync: Sync,
        haves: Haves,
        addresses: Addresses,
    ) -> None:
        self._trust_state = trust_state
        self._plan_store = plan_store
        self._held_acts = held_acts
        self._timekeeper = timekeeper
        self._outbox = outbox
        self._sync = sync
        self._haves = haves
        self._addresses = addresses
        self._named: TrustNamed | None = None

    def receive(self, topic: str, payload: bytes) -> Verdict:
        """Takes one message.

        A message that a full disk cannot store is neither acknowledged nor refused, so that it comes again.
        """
        name = sha256_hex(payload)
        try:
            if payload.startswith(MAGIC):
                return self._head(name, payload)
            if topic == topics.down(self._trust_state.device):
                return self._word(name, payload)
        except StoreFull:
            return Verdict("full", name, fresh=True)
        return Verdict("unknown", name, Refusal(Code.UNSIGNED))

    def _word(self, name: str, payload: bytes) -> Verdict:
        """Takes a message without authority of its own: the file door, what is stored, a request; or a trust
        file, whose parts are all signed."""
        try:
            word = decode_down(payload)
        except Malformed as error:
            return Verdict("unknown", name, Refusal(error.code, error.detail))
        if isinstance(word, TrustFile):
            return self._trust(name, word)
        if isinstance(word, Door):
            self._sync.door = word
        elif isinstance(word, Answered):
            self._haves.answered(word.number)
        elif isinstance(word, Stored):
            self._outbox.on_stored(word, self._trust_state.now if self._trust_state.sure else None)
        elif isinstance(word, Resend):
            self._outbox.on_resend(word)
        elif isinstance(word, TurnedBack):
            self._outbox.on_turned_back(word)
        elif isinstance(word, TrustNamed):
            self._named = None if self._trust_state.holds_trust(word.sha256) else word
        elif isinstance(word, Give):
            heads = self._held_acts.heads()
            return Verdict("answer", name, given=tuple(heads[one] for one in word.acts if one in heads))
        return Verdict("answer", name)

    def missing_objects(self) -> list[MissingObject]:
        """Returns the trust file that the server named, if it still has to be fetched."""
        named = self._named
        return [] if named is None else [MissingObject(named.sha256, None, None, named.bytes)]

    def fetched(self, objects: Objects) -> Verdict | None:
        """Takes the trust file that was named, once it has been fetched. It is judged like one that the
        server sends whole. Returns None if there is none."""
        named = self._named
        data = None if named is None else objects.read(named.sha256)
        if named is None or data is None:
            return None
        self._named = None
        objects.drop(named.sha256)
        try:
            return self._trust(named.sha256, decode(data, TrustFile))
        except Malformed as error:
            return Verdict("trust", named.sha256, Refusal(error.code, error.detail))
        except StoreFull:
            return Verdict("full", named.sha256, fresh=True)

    def _trust(self, name: str, file: TrustFile) -> Verdict:
        before = (self._trust_state.trust, self._trust_state.pins)
        refusal = self._trust_state.on_trust(file)
        if self._trust_state.pins.floor_seq != before[1].floor_seq:
            self._timekeeper.ask()
        if refusal is not None and self._trust_state.trust is None and before[0] is None:
            return Verdict("trust", name, refusal, fresh=False)
        fresh = (self._trust_state.trust, self._trust_state.pins) != before
        # The file was accepted if all that is missing is an assignment: that comes next.
        lacks_assignment = refusal is not None and refusal.code is Code.NO_TRUST
        return Verdict("trust", name, None if lacks_assignment else refusal, fresh=fresh)

    def _head(self, name: str, data: bytes) -> Verdict:
        # Time answers go first: they may be judged by `TrustState.for_time` while no trust is in force.
        if self._signed_for(data) is Purpose.TIME:
            refusal = self._timekeeper.answer(data)
            return Verdict("time", name, refusal, fresh=refusal is None)
        verdict = self._trust_state.judge(data)
        if isinstance(verdict, Refusal):
            meant = self._signed_for(data) in _FOR_ACTS
            return Verdict("act" if meant else "unknown", name, verdict, act=self._trust_state.act_in(data))
        message = verdict.message
        if isinstance(message, Assignment):
            before = self._trust_state.assignment
            self._trust_state.on_assignment(data, verdict)
            if before is None or before.plan_id != message.plan_id:
                self._plan_store.forget()
            return Verdict("assignment", name, fresh=before is None or not verdict.again)
        if isinstance(message, Act):
            return self._act(name, data, verdict, message)
        if isinstance(message, NewAddress):
            return self._moved(name, verdict, message)
        if isinstance(message, Plan):
            fresh = not (verdict.again and self._plan_store.holds(data))
            return Verdict("plan", name, self._plan_store.accept(data, verdict), fresh=fresh)
        return Verdict("unknown", name)

    def _moved(self, name: str, accepted: AcceptedHead, new: NewAddress) -> Verdict:
        """Stores the new address of the server, if that address is allowed."""
        if accepted.again and not self._addresses.lost:
            return Verdict("address", name)
        try:
            with self._trust_state.keeping(accepted.pins):
                self._addresses.move(new)
        except InsecureAddress as error:
            return Verdict("address", name, Refusal(Code.MALFORMED, str(error)))
        return Verdict("address", name, fresh=True)

    def _act(self, name: str, data: bytes, accepted: AcceptedHead, act: Act) -> Verdict:
        """Puts an act in force. A tone that may not sound is rejected, unless the box holds it already."""
        if act.kind is ActKind.TONE and not self._held_acts.holds(act.id):
            envelope = accepted.delegation.envelope
            refusal = tones.refused(self._trust_state, self._plan_store, self._held_acts, envelope)
            if refusal is not None:
                return Verdict("act", name, refusal, act=act)
        return Verdict("act", name, fresh=self._held_acts.accept(data, accepted), act=act)

    def _signed_for(self, data: bytes) -> Purpose | None:
        """Returns the purpose of the key that is named as the signer. The signature is not verified here."""
        sealed, trust = open_head(data), self._trust_state.trust or self._trust_state.for_time
        if isinstance(sealed, Refusal) or trust is None:
            return None
        delegation = trust.key(sealed.key_id)
        return None if isinstance(delegation, Refusal) else delegation.purpose

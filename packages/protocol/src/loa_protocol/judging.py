"""Judges a head that claims authority over a device. The functions are pure: same input, same answer.

A device judges each head when it arrives, and judges the heads it holds again at each change of trust.
"""

from dataclasses import dataclass

import msgspec

from loa_protocol.encoding import decode
from loa_protocol.heads import BY_NAME
from loa_protocol.messages import (
    Act,
    ActKind,
    Assignment,
    AssignmentState,
    Delegation,
    NewAddress,
    Plan,
    TimeAnswer,
)
from loa_protocol.pins import Pins, PlanPin
from loa_protocol.reach import covers, known_here, targets
from loa_protocol.refusals import Code, Malformed, Refusal
from loa_protocol.signing import Head, open_head
from loa_protocol.timing import DAY, HOUR, SECOND
from loa_protocol.trust import AHEAD_MS, Trust, out_of_date, risen

Authority = Assignment | NewAddress | Plan | Act | TimeAnswer
SEQUENCE_AHEAD_MS = 2 * DAY
"""How far a sequence may be ahead of the newest signed moment. A sequence is at least the UTC milliseconds at
which it was made. Without this limit the thief of a key could sign a sequence that no later head exceeds
(docs/adr/ordered-by-serial.md)."""

BESIDE_LIST_MS = 48 * HOUR
"""How long after a trust list was made a time answer is accepted with it. A stolen time key, or a signer with
a wrong clock, can move a device's clock no further."""

FLOOR_SLACK_MS = 5 * SECOND
"""How far a time answer may be under the floor. Messages that were signed in the same second arrive in any
order."""


@dataclass(frozen=True, slots=True)
class Recipient:
    """The device that judges: its id, its public key (hex) and its current assignment."""

    device: str
    public_key: str
    assignment: Assignment | None = None

    @property
    def places(self) -> tuple[str, ...]:
        """The unit codes from the top down to the device's own; empty before it has an assignment."""
        return () if self.assignment is None else self.assignment.places


@dataclass(frozen=True, slots=True)
class AcceptedHead:
    """An accepted head. The caller stores `pins` first and then acts on `message`. `again`: the device held
    these bytes already."""

    head: Head
    message: Authority
    delegation: Delegation
    pins: Pins
    again: bool = False


@dataclass(frozen=True, slots=True)
class _Case:
    """The arguments of `judge` that are the same for every step."""

    trust: Trust
    pins: Pins
    me: Recipient
    now: int
    sure: bool
    held: bool = False

    @property
    def newest(self) -> int:
        """The newest signed moment (UTC ms) that sequences are compared with. With a trusted clock it is
        `now`."""
        return self.now if self.sure else max(self.now, self.trust.made_at)


def judge(
    data: bytes, trust: Trust, pins: Pins, me: Recipient, now: int, *, sure: bool = True, held: bool = False
) -> AcceptedHead | Refusal:
    """Judges an assignment, a new address, a plan or an act, as received.

    now: UTC ms. With sure=False (no trusted clock) it is a lower bound: expiry is judged by it, beginnings
    are not. held=True judges a stored head again (the plan in force while the next one is being fetched, a
    restore that has expired). It checks everything but the head's order and an act's own end, which
    `rule.keep_acts` checks; pins do not change. A Refusal of `unsupported` is a genuine act of a kind that
    this version does not know.
    """
    case = _Case(trust, pins, me, now, sure, held)
    proven = _proven(data, case)
    if isinstance(proven, Refusal):
        return proven
    head, delegation, message = proven
    verdict = _of(head, message, delegation, case)
    if isinstance(verdict, Code):
        return Refusal(verdict, key_id=head.key_id)
    moved, again = verdict
    return AcceptedHead(head, message, delegation, pins if held else moved, again or held)


def judge_time(data: bytes, trust: Trust, pins: Pins, me: Recipient, nonce: str) -> AcceptedHead | Refusal:
    """Judges a time answer to this device's nonce. The answer's own moment is the `now` for its dates.

    It is accepted only with a trust list made less than BESIDE_LIST_MS before it. Time never goes behind the
    floor: an answer at most FLOOR_SLACK_MS under it is raised to it in the accepted message, one further
    under is refused. The caller uses each nonce once and limits how long it waits for the answer.
    """
    floor = _Case(trust, pins, me, pins.floor, False)
    proven = _proven(data, floor)
    if isinstance(proven, Refusal):
        return proven
    head, delegation, message = proven
    if not isinstance(message, TimeAnswer):
        return Refusal(Code.WRONG_PURPOSE, head.type, head.key_id)
    if message.device != me.device:
        return Refusal(Code.WRONG_DEVICE, key_id=head.key_id)
    if message.nonce != nonce or message.at < pins.floor - FLOOR_SLACK_MS:
        return Refusal(Code.REPLAYED, key_id=head.key_id)
    late = out_of_date(delegation.valid_from, delegation.valid_to, message.at, True)
    if late is None and message.at >= trust.made_at + BESIDE_LIST_MS:
        late = Code.NOT_YET_VALID
    if late is None and message.at >= trust.expires_at:
        late = Code.EXPIRED
    if late is not None:
        return Refusal(late, key_id=head.key_id)
    raised = msgspec.structs.replace(message, at=max(message.at, pins.floor))
    return AcceptedHead(head, raised, delegation, msgspec.structs.replace(pins, floor=raised.at))


def _proven(data: bytes, case: _Case) -> tuple[Head, Delegation, Authority] | Refusal:
    """Checks what is the same for every head: frame, key, signature, purpose, dates and place. PROTOCOL.md,
    section 3, fixes the order. Returns the head, the delegation of its key and the decoded message."""
    sealed = open_head(data)
    if isinstance(sealed, Refusal):
        return sealed
    delegation = case.trust.key(sealed.key_id)
    if isinstance(delegation, Refusal):
        return delegation
    head = sealed.verify(bytes.fromhex(delegation.public_key))
    if isinstance(head, Refusal):
        return head
    if head.purpose != delegation.purpose.value:
        return Refusal(Code.WRONG_PURPOSE, f"{head.purpose} by a key for {delegation.purpose}", head.key_id)
    kind = BY_NAME.get((head.purpose, head.type))
    if kind not in (Assignment, NewAddress, Plan, Act, TimeAnswer):
        return Refusal(Code.WRONG_PURPOSE, f"{head.purpose}/{head.type}", head.key_id)
    late = out_of_date(delegation.valid_from, delegation.valid_to, case.now, case.sure)
    if late is None and case.now >= case.trust.expires_at:
        late = Code.EXPIRED
    if late is not None:
        return Refusal(late, "delegation or trust list", head.key_id)
    if case.me.assignment is not None and not known_here(delegation, case.me.places, case.trust.top):
        return Refusal(Code.WRONG_PLACE, key_id=head.key_id)
    try:
        return head, delegation, decode(head.payload, kind)  # type: ignore[return-value]
    except Malformed as error:
        return Refusal(error.code, error.detail, head.key_id)


def _of(head: Head, message: Authority, delegation: Delegation, case: _Case) -> tuple[Pins, bool] | Code:
    """Checks what depends on the type of the head. Returns the new pins and whether these bytes were held
    already, or the code of a refusal."""
    if isinstance(message, TimeAnswer):  # it is judged with its nonce, by judge_time
        return Code.WRONG_PURPOSE
    if not case.held and message.seq > case.newest + SEQUENCE_AHEAD_MS:
        return Code.NOT_YET_VALID
    if isinstance(message, Assignment):
        return _assignment(head, message, delegation, case)
    if isinstance(message, NewAddress):
        return _address(head, message, delegation, case)
    if isinstance(message, Plan):
        return _plan(head, message, delegation, case)
    return _act(message, delegation, case)


def _assignment(head: Head, new: Assignment, delegation: Delegation, case: _Case) -> tuple[Pins, bool] | Code:
    pins = case.pins
    if new.device != case.me.device or new.public_key != case.me.public_key:
        return Code.WRONG_DEVICE
    if not _assigns(delegation, new.places, case) or new.plan_id.split(".")[0] != new.places[-1]:
        return Code.WRONG_PLACE
    if case.sure and new.at > case.now + AHEAD_MS:
        return Code.NOT_YET_VALID
    # The same bytes under the same serial are accepted again, without effect (`again`).
    order, last = (delegation.serial, new.seq), (pins.assignment_serial, pins.assignment_seq)
    again = order == last and head.sha256 == pins.assignment_sha256
    if order <= last and not (again or case.held):
        return Code.REPLAYED
    return msgspec.structs.replace(
        pins,
        assignment_serial=delegation.serial,
        assignment_seq=new.seq,
        assignment_sha256=head.sha256,
        floor=risen(pins, new.at, case.now, case.sure),
    ), again


def _assigns(delegation: Delegation, places: tuple[str, ...], case: _Case) -> bool:
    """Returns whether a key may assign these places. Only a key that is delegated for the top place decides
    which unit lies in which. Any other key must not add, remove or move a place that it does not name."""
    if case.trust.top in delegation.places:
        return True
    if case.held:  # the assignment before it, with which it was compared, is no longer stored
        return known_here(delegation, places, case.trust.top)
    foreign, before = _foreign(places, delegation), _foreign(case.me.places, delegation)
    return foreign == before if before else not any(foreign)


def _foreign(places: tuple[str, ...], delegation: Delegation) -> list[str]:
    """Returns a chain of places in which those that the delegation names are blank."""
    return ["" if place in delegation.places else place for place in places]


def _address(head: Head, new: NewAddress, delegation: Delegation, case: _Case) -> tuple[Pins, bool] | Code:
    pins, mine = case.pins, case.me.assignment
    if mine is None:
        return Code.NO_TRUST
    if not targets(new.target, case.me.device, mine):
        return Code.WRONG_PLACE
    if not covers(delegation, new.target, mine, case.trust.top):
        return Code.WRONG_PLACE
    if case.sure and new.at > case.now + AHEAD_MS:
        return Code.NOT_YET_VALID
    order, last = (delegation.serial, new.seq), (pins.address_serial, pins.address_seq)
    again = order == last and head.sha256 == pins.address_sha256
    if order <= last and not (again or case.held):
        return Code.REPLAYED
    return msgspec.structs.replace(
        pins,
        address_serial=delegation.serial,
        address_seq=new.seq,
        address_sha256=head.sha256,
        floor=risen(pins, new.at, case.now, case.sure),
    ), again


def _plan(head: Head, plan: Plan, delegation: Delegation, case: _Case) -> tuple[Pins, bool] | Code:
    mine = case.me.assignment
    if mine is None:
        return Code.NO_TRUST
    if mine.state is AssignmentState.DISABLED:
        return Code.DISABLED
    if plan.plan_id != mine.plan_id:
        return Code.WRONG_PLAN
    late = out_of_date(plan.valid_from, plan.valid_to, case.now, case.sure)
    if late is not None:
        return late
    pin = case.pins.plan(plan.plan_id)
    # Without a pin `last` is (), which is below every order: the first plan is never `replayed`.
    order: tuple[int, ...] = (delegation.serial, plan.seq)
    last = () if pin is None else (pin.serial, pin.seq)
    again = pin is not None and order == last and head.sha256 == pin.sha256
    if order <= last and not (again or case.held):
        return Code.REPLAYED
    # Pins hold 64 plan ids: the new one and the last 63 others.
    kept = tuple(p for p in case.pins.plans if p.plan_id != plan.plan_id)[-63:]
    new = PlanPin(plan.plan_id, delegation.serial, plan.seq, head.sha256)
    return msgspec.structs.replace(case.pins, plans=(*kept, new)), again


def _act(act: Act, delegation: Delegation, case: _Case) -> tuple[Pins, bool] | Code:
    mine = case.me.assignment
    if mine is None:
        return Code.NO_TRUST
    if not (
        targets(act.target, case.me.device, mine) and covers(delegation, act.target, mine, case.trust.top)
    ):
        return Code.WRONG_PLACE
    if case.sure and act.at > case.now + AHEAD_MS:
        return Code.NOT_YET_VALID
    if case.now >= act.expires_ms and not case.held:
        return Code.EXPIRED
    if act.kind is ActKind.TONE and case.now > act.latest_start_ms and not case.held:
        return Code.TOO_LATE
    if act.kind is None:
        return Code.UNSUPPORTED
    # Acts have no pin and may arrive in any order; `rule.acting` orders the held ones.
    floor = risen(case.pins, act.at, case.now, case.sure)
    return msgspec.structs.replace(case.pins, floor=floor), False

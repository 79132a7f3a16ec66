"""Proves an assignment.

A person with the right there decided it, it is for the key with which a box sealed its claim of the device,
and it allows no higher rung of evidence than the device's kind may claim.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from operator import attrgetter
from uuid import UUID

import msgspec
from django.db.models import Count, Min, Q
from loa_protocol.ids import split_plan_id
from loa_protocol.messages import Assignment, AssignmentState, Delegation, Rung
from loa_protocol.timing import to_ms

from loa.fleet import rules, sealed_claim
from loa.fleet.models import Claim, Device, EarlierClaim
from loa.kernel.ids import read_uuid
from loa.kernel.locks import LockSubject, alone_with
from loa.kernel.roles import Capability
from loa.keys.models import Assignment as Decided
from loa.keys.models import SignedKind, ToSign
from loa.people.models import RoleGrant
from loa.signer.proofs import entitled, revocation
from loa.signer.refusing import AlreadySigned, Code, NotProven


@dataclass(frozen=True)
class ProvenAssignment:
    """A proven assignment: the device, and all of the message but its sequence."""

    device: str
    message: Assignment


@dataclass
class Evidence:
    """What one transaction has read for all its assignments. Those of a merged commune come by the
    hundred."""

    decided: dict[UUID, Decided] = field(default_factory=dict)
    devices: dict[UUID, Device] = field(default_factory=dict)
    claims: dict[UUID, list[Claim]] = field(default_factory=lambda: defaultdict(list))
    """By device: its claims, each with its code."""
    earlier: dict[UUID, bytes] = field(default_factory=dict)
    """By device: the key of its box, where the box was claimed before claims were stored."""
    revoked: set[UUID] = field(default_factory=set)
    asked: dict[UUID, int] = field(default_factory=dict)
    """By assignment: the id of the first request for it, which was made no later than the assignment was
    decided."""
    signed: dict[UUID, int] = field(default_factory=dict)
    """By device: the first request for the newest of its assignments that was signed."""
    grants: dict[int, list[RoleGrant]] = field(default_factory=dict)

    def read(self, subjects: Iterable[str]) -> None:
        """Reads the rows of these assignments in a fixed number of queries. Nothing of them is proven yet."""
        ids = [found for each in subjects if (found := read_uuid(each)) is not None]
        if not ids:
            return
        self.decided = Decided.objects.select_related("unit__parent__parent").in_bulk(ids)
        self.devices = Device.objects.in_bulk({each.device for each in self.decided.values()})
        claims = Claim.objects.filter(device__in=self.devices)
        for claim in claims.select_related("code__unit__parent__parent"):
            self.claims[claim.device_id].append(claim)
        earlier = EarlierClaim.objects.filter(device__in=self.devices)
        self.earlier = {each.device_id: bytes(each.key) for each in earlier}
        self.revoked = revocation.revoked(list(self.devices))
        # The urgent worker may be signing the next assignment of one of these devices. The lock comes before
        # the requests are read, so that what that worker signed is seen here.
        alone_with(LockSubject.ASSIGNMENT, self.devices)
        self._read_requests()
        persons = {each.by_id for each in self.decided.values()}
        persons |= {each.code.made_by_id for rows in self.claims.values() for each in rows}
        self.grants = entitled.grants(persons)

    def _read_requests(self) -> None:
        """Reads the requests for all assignments of these devices, to know which was asked for first and
        which signed."""
        of = dict(Decided.objects.filter(device__in=self.devices).values_list("id", "device"))
        requests = ToSign.objects.filter(kind=SignedKind.ASSIGN, subject__in=[str(each) for each in of])
        was_signed = Count("id", filter=Q(state=ToSign.State.SIGNED))
        first_and_signed = requests.values_list("subject").annotate(first=Min("id"), signed=was_signed)
        for subject, first, signed in first_and_signed:
            name = UUID(subject)
            self.asked[name] = first
            if signed:
                self.signed[of[name]] = max(first, self.signed.get(of[name], 0))

    def key(self, device: UUID) -> bytes:
        """Returns the key of the box whose claim of the device is the newest valid one. Raises NotProven."""
        proven = self.earlier.get(device)
        why = NotProven(Code.NOT_CLAIMED, f"no box has claimed {device}")
        # In order of time, so that the last valid claim wins.
        for claim in sorted(self.claims[device], key=attrgetter("at", "code_id")):
            try:
                proven = _claimed(claim, self.grants.get(claim.code.made_by_id, []))
            except NotProven as wrong:
                why = wrong
        if proven is None:
            raise why
        return proven


def prove(subject: str, delegation: Delegation, now: datetime, evidence: Evidence) -> ProvenAssignment:
    """Proves an assignment whose rows the evidence has read, and returns it.

    Raises NotProven, and AlreadySigned where an assignment that was asked for later is signed already: sealed
    now, this older one would become the newest.
    """
    name = read_uuid(subject)
    decided = evidence.decided.get(name) if name else None
    device = evidence.devices.get(decided.device) if decided else None
    if decided is None or device is None:
        raise NotProven(Code.MISSING, "no such assignment or device")
    # Request ids grow with time, so they say which assignment was asked for later.
    if evidence.asked.get(decided.id, 0) < evidence.signed.get(device.id, 0):
        raise AlreadySigned
    above = entitled.above(decided.unit)
    given = evidence.grants.get(decided.by_id, [])
    if not entitled.holds(given, Capability.KEEP_CLUSTERS, decided.unit_id, above, decided.at):
        raise NotProven(Code.NOT_ENTITLED, f"person {decided.by_id} at {decided.unit_id}")
    if bytes(decided.public_key) != evidence.key(device.id):
        raise NotProven(Code.NOT_CLAIMED, f"another key than that which claimed {device.id}")
    if decided.unit_id != device.unit_id:
        raise NotProven(Code.OTHER_PLACE, "decided for another unit than the device's")
    if decided.state not in list(AssignmentState):
        raise NotProven(Code.ALTERED, f"no such state: {decided.state}")
    if decided.state != AssignmentState.DISABLED and device.id in evidence.revoked:
        raise NotProven(Code.REVOKED, f"{device.id} was revoked")
    ceiling = _ceiling(decided, device)
    _true_places(decided, delegation, list(reversed(above.values())))
    return ProvenAssignment(
        str(decided.device),
        Assignment(
            v=1,
            seq=1,
            device=str(decided.device),
            public_key=bytes(decided.public_key).hex(),
            state=AssignmentState(decided.state),
            site=decided.site,
            places=tuple(decided.places),
            plan_id=decided.plan_id,
            groups=(),
            volume=decided.volume,
            ceiling=ceiling,
            at=to_ms(now),
        ),
    )


def _claimed(row: Claim, given: list[RoleGrant]) -> bytes:
    """Returns the key that sealed a claim. Raises NotProven.

    The claim is of this device and shows the secret of a code that was valid then and that a person with the
    right there had made.
    """
    code, box = row.code, sealed_claim.read(bytes(row.head))
    if box is None or box.device != row.device_id or code.device_id != row.device_id:
        raise NotProven(Code.NOT_CLAIMED, f"the claim by code {code.id} is not what a box of this id sealed")
    if rules.secret_hash(box.said.secret) != bytes(code.secret_sha256):
        raise NotProven(Code.NOT_CLAIMED, f"the claim shows another secret than that of code {code.id}")
    if not code.made_at <= row.at < code.expires_at:
        raise NotProven(Code.NOT_CLAIMED, f"code {code.id} did not stand when it was claimed by")
    above = entitled.above(code.unit)
    if not entitled.holds(given, Capability.KEEP_CLUSTERS, code.unit_id, above, code.made_at):
        raise NotProven(Code.NOT_ENTITLED, f"person {code.made_by_id} made code {code.id} at {code.unit_id}")
    return box.key


def _ceiling(decided: Decided, device: Device) -> Rung:
    """Returns the highest rung that the device may claim. Raises NotProven where its kind may not claim
    that."""
    if decided.ceiling not in list(Rung) or not rules.may_claim(device.kind, Rung(decided.ceiling)):
        raise NotProven(Code.CEILING, f"{decided.ceiling} for a {device.kind}")
    return Rung(decided.ceiling)


def _true_places(decided: Decided, delegation: Delegation, codes: list[str]) -> None:
    """Raises NotProven unless the places are the tree's own codes from the province down, the plan is of the
    last one, and the key may sign there."""
    if list(decided.places) != codes:
        raise NotProven(Code.OTHER_PLACE, f"{decided.places} is not {codes}")
    if split_plan_id(decided.plan_id)[0] != codes[-1]:
        raise NotProven(Code.OTHER_PLACE, f"plan {decided.plan_id} is not of {codes[-1]}")
    if set(delegation.places).isdisjoint(codes):
        raise NotProven(Code.ENVELOPE, "the key is not delegated for this place")


def numbered(proven: ProvenAssignment, sequence: int) -> Assignment:
    """Returns the message with its sequence, ready to be sealed."""
    return msgspec.structs.replace(proven.message, seq=sequence)

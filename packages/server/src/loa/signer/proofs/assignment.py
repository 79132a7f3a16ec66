"""Proof of an assignment: a person with the right there decided it, for a key that the device itself
claimed."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

import msgspec
from loa_protocol.ids import split_plan_id
from loa_protocol.messages import Assignment, AssignmentState, Delegation, Rung
from loa_protocol.timing import to_ms

from loa.fleet.models import ClaimCode, Device
from loa.keys.models import Assignment as Decided
from loa.people.models import Role, RoleGrant
from loa.signer.proofs import entitled
from loa.signer.refusing import Code, NotProven


@dataclass(frozen=True)
class Proven:
    """The device, and all of the message but its sequence."""

    device: str
    message: Assignment


@dataclass
class Evidence:
    """What one transaction has read for all its assignments: a merged commune's come by the hundred."""

    decided: dict[UUID, Decided] = field(default_factory=dict)
    devices: dict[UUID, Device] = field(default_factory=dict)
    claimed: dict[UUID, set[bytes]] = field(default_factory=lambda: defaultdict(set))
    """By device: the keys that used one of its own claim codes."""
    grants: dict[int, list[RoleGrant]] = field(default_factory=dict)

    def read(self, subjects: Iterable[str]) -> None:
        """The rows of these assignments in four questions; nothing of them is believed yet."""
        ids = [found for each in subjects if (found := _uuid(each)) is not None]
        if not ids:
            return
        self.decided = Decided.objects.select_related("unit__parent__parent").in_bulk(ids)
        self.devices = Device.objects.in_bulk({each.device for each in self.decided.values()})
        for claim in ClaimCode.objects.filter(device__in=self.devices.values(), used_at__isnull=False):
            if claim.key is not None:
                self.claimed[claim.device_id].add(bytes(claim.key))
        self.grants = entitled.grants({each.by_id for each in self.decided.values()})


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def prove(subject: str, delegation: Delegation, now: datetime, evidence: Evidence) -> Proven:
    """Of an assignment whose rows the evidence has read. Raises NotProven."""
    name = _uuid(subject)
    decided = evidence.decided.get(name) if name else None
    device = evidence.devices.get(decided.device) if decided else None
    if decided is None or device is None:
        raise NotProven(Code.MISSING, "no such assignment or device")
    above = entitled.above(decided.unit)
    given = evidence.grants.get(decided.by_id, [])
    if not entitled.holds(given, (Role.OPERATOR, Role.ADMINISTRATOR), decided.unit_id, above, decided.at):
        raise NotProven(Code.NOT_ENTITLED, f"person {decided.by_id} at {decided.unit_id}")
    _same_key(decided, device, evidence.claimed[device.id])
    _true_places(decided, delegation, list(reversed(above.values())))
    return Proven(
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
            ceiling=Rung(decided.ceiling),
            at=to_ms(now),
        ),
    )


def _same_key(decided: Decided, device: Device, claimed: set[bytes]) -> None:
    """The key is the one that used one of the device's own claim codes."""
    if bytes(decided.public_key) not in claimed:
        raise NotProven(Code.ALTERED, "a key that claimed nothing")
    if decided.unit_id != device.unit_id:
        raise NotProven(Code.OTHER_PLACE, "decided for another unit than the device's")


def _true_places(decided: Decided, delegation: Delegation, codes: list[str]) -> None:
    """Places are the tree's own codes from the province down, the plan is of the last, the key may sign
    there."""
    if list(decided.places) != codes:
        raise NotProven(Code.OTHER_PLACE, f"{decided.places} is not {codes}")
    if split_plan_id(decided.plan_id)[0] != codes[-1]:
        raise NotProven(Code.OTHER_PLACE, f"plan {decided.plan_id} is not of {codes[-1]}")
    if set(delegation.places).isdisjoint(codes):
        raise NotProven(Code.ENVELOPE, "the key is not delegated for this place")


def numbered(proven: Proven, sequence: int) -> Assignment:
    """The message with its sequence: ready to be sealed."""
    return msgspec.structs.replace(proven.message, seq=sequence)

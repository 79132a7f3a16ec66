"""Proof of an assignment: a person with the right there decided it, for a key that the device itself
claimed."""

from dataclasses import dataclass
from datetime import datetime

import msgspec
from loa_protocol.ids import split_plan_id
from loa_protocol.messages import Assignment, AssignmentState, Delegation, Rung
from loa_protocol.timing import to_ms

from loa.fleet.models import ClaimCode, Device
from loa.keys.models import Assignment as Decided
from loa.people.models import Role
from loa.signer.proofs import entitled
from loa.signer.refusing import Code, NotProven


@dataclass(frozen=True)
class Proven:
    """The device, and all of the message but its sequence."""

    device: str
    message: Assignment


def prove(subject: str, delegation: Delegation, now: datetime) -> Proven:
    """Raises NotProven."""
    decided = Decided.objects.filter(id=subject).first()
    device = Device.objects.filter(id=decided.device).first() if decided else None
    if decided is None or device is None:
        raise NotProven(Code.MISSING, "no such assignment or device")
    if not entitled.held(decided.by_id, [Role.OPERATOR, Role.ADMINISTRATOR], decided.unit_id, decided.at):
        raise NotProven(Code.NOT_ENTITLED, f"person {decided.by_id} at {decided.unit_id}")
    _same_key(decided, device)
    _true_places(decided, delegation)
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


def _same_key(decided: Decided, device: Device) -> None:
    """The key is the one that used one of the device's own claim codes."""
    key = bytes(decided.public_key)
    claims = ClaimCode.objects.filter(device=device, used_at__isnull=False)
    if not any(claim.key is not None and bytes(claim.key) == key for claim in claims):
        raise NotProven(Code.ALTERED, "a key that claimed nothing")
    if decided.unit_id != device.unit_id:
        raise NotProven(Code.OTHER_PLACE, "decided for another unit than the device's")


def _true_places(decided: Decided, delegation: Delegation) -> None:
    """Places are the tree's own codes from the province down, the plan is of the last, the key may sign
    there."""
    codes = entitled.codes(decided.unit_id)
    if list(decided.places) != codes:
        raise NotProven(Code.OTHER_PLACE, f"{decided.places} is not {codes}")
    if split_plan_id(decided.plan_id)[0] != codes[-1]:
        raise NotProven(Code.OTHER_PLACE, f"plan {decided.plan_id} is not of {codes[-1]}")
    if set(delegation.places).isdisjoint(codes):
        raise NotProven(Code.ENVELOPE, "the key is not delegated for this place")


def numbered(proven: Proven, sequence: int) -> Assignment:
    """The message with its sequence: ready to be sealed."""
    return msgspec.structs.replace(proven.message, seq=sequence)

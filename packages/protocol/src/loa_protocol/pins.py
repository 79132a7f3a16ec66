"""Pins: what a device must never lose. They are the pinned root and the newest order accepted of each kind of
signed head."""

from typing import Annotated

from msgspec import Meta

from loa_protocol.messages.common import (
    Count,
    KeyId,
    MaybeSha256,
    Ms,
    PlanId,
    PublicKey,
    Sequence,
    Sha256,
    Struct,
    UnitCode,
)

MOST_REVOKED = 4096
"""The number of revoked key ids that a device must be able to store. A trust file that brings more is
refused, except one that `trust.believe` can shorten (PROTOCOL.md, section 3)."""


class PlanPin(Struct, frozen=True):
    """The newest plan accepted for a plan id: its order, which is (serial of the delegation of the signing
    key, sequence), and the hash of its head."""

    plan_id: PlanId
    serial: Sequence
    seq: Sequence
    sha256: Sha256


class Pins(Struct, frozen=True):
    """The state that a device must never lose and never set back. It is stored before anything acts on it.

    top: the unit above all others, as the root statement says. floor: the newest signed moment accepted (UTC
    ms); the clock is never behind it. floor_seq: the sequence of the last `LoweredFloor` applied; only that
    message sets `floor` back.
    """

    root: PublicKey
    root_seq: Sequence
    next_root_sha256: Sha256
    top: UnitCode
    demo: bool
    trust_serial: Count = 0
    trust_seq: Count = 0
    assignment_serial: Count = 0
    assignment_seq: Count = 0
    assignment_sha256: MaybeSha256 = ""
    address_serial: Count = 0
    address_seq: Count = 0
    address_sha256: MaybeSha256 = ""
    floor: Ms = 0
    floor_seq: Count = 0
    revoked: Annotated[tuple[KeyId, ...], Meta(max_length=MOST_REVOKED)] = ()
    # The newest plan id is last; `judging` drops the first when there are more than 64.
    plans: Annotated[tuple[PlanPin, ...], Meta(max_length=64)] = ()

    def plan(self, plan_id: str) -> PlanPin | None:
        """Returns the pin of a plan id, or None."""
        return next((pin for pin in self.plans if pin.plan_id == plan_id), None)

"""What a device must never forget: the pinned root, and how far everything signed has come."""

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
"""So many ids of revoked keys a device must be able to keep; a trust file with more is refused."""


class PlanPin(Struct, frozen=True):
    """The newest plan seen for a plan id, by (serial of the delegation that signed it, sequence), and the
    hash of that head."""

    plan_id: PlanId
    serial: Sequence
    seq: Sequence
    sha256: Sha256


class Pins(Struct, frozen=True):
    """What a device must never forget and never take back. Stored before anything acts on it.

    top: the unit above all others, by root's statement. floor: newest signed moment held (UTC ms); the clock
    never precedes it. floor_seq: of the last lowering by root that was taken.
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
    plans: Annotated[tuple[PlanPin, ...], Meta(max_length=64)] = ()

    def plan(self, plan_id: str) -> PlanPin | None:
        """The pin of a plan id."""
        return next((pin for pin in self.plans if pin.plan_id == plan_id), None)

"""Assignment, time, and what a device says of itself. Hello, have, health, ack and refused carry no
authority: they are believed as far as the connection is."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from loa_protocol.messages.common import (
    ClockQuality,
    Count,
    KeyId,
    MaybePlanId,
    MaybeRef,
    MaybeSha256,
    MaybeUuid,
    Ms,
    Nonce,
    Percent,
    PlanId,
    PublicKey,
    Rung,
    Sequence,
    Sha256,
    Struct,
    Text,
    UnitCode,
    Uuid,
    Version,
    Word,
)
from loa_protocol.refusals import Code


class AssignmentState(StrEnum):
    """A disabled device sounds nothing, whatever it holds."""

    ACTIVE = "active"
    DISABLED = "disabled"


class Assignment(Struct, frozen=True):
    """This device key belongs here: places from the province down to the commune, one plan, its limits.

    `ceiling` is the highest rung of evidence that this device may claim.
    """

    v: Version
    seq: Sequence
    device: Uuid
    public_key: PublicKey
    state: AssignmentState
    site: Text
    places: Annotated[tuple[UnitCode, ...], Meta(min_length=1, max_length=6)]
    plan_id: PlanId
    groups: Annotated[tuple[UnitCode, ...], Meta(max_length=16)]
    volume: Percent
    ceiling: Rung
    at: Ms


class TimeQuestion(Struct, frozen=True):
    """Sent on `up/time` with a nonce of 16 random bytes that is used once."""

    v: Version
    device: Uuid
    nonce: Nonce


class TimeAnswer(Struct, frozen=True):
    """The server's clock when it answered. Signed, purpose `time`."""

    v: Version
    device: Uuid
    nonce: Nonce
    at: Ms


class Hello(Struct, frozen=True):
    """First message of a connection."""

    v: Version
    device: Uuid
    speaks: Annotated[tuple[Annotated[int, Meta(ge=1, le=99)], ...], Meta(min_length=1, max_length=8)]
    agent: Word
    boot: Nonce
    root_key_id: KeyId
    has_rtc: bool
    clock: ClockQuality


class Have(Struct, frozen=True):
    """What the device holds; the server answers with what it lacks.

    missing: hashes it still has to fetch for the plan it holds (the first 64), missing_count all of them.
    records_last: number of its newest record; records_stored: the last one the server said is stored.
    """

    v: Version
    device: Uuid
    trust_serial: Count
    trust_seq: Count
    assignment_seq: Count
    plan_id: MaybePlanId
    plan_seq: Count
    plan_sha256: MaybeSha256
    body_sha256: MaybeSha256
    missing: Annotated[tuple[Sha256, ...], Meta(max_length=64)]
    missing_count: Count
    acts: Annotated[tuple[Uuid, ...], Meta(max_length=64)]
    records_last: Count
    records_stored: Count


class Health(Struct, frozen=True):
    """How the device is. wall_ms is its own clock; figures it cannot measure are null."""

    v: Version
    device: Uuid
    wall_ms: Ms
    mono_ms: Ms
    clock: ClockQuality
    uptime_s: Count
    sounding: MaybeRef
    silenced: bool
    volume: Percent
    disk_free: Count
    disk_full: bool
    records_waiting: Count
    faults: Annotated[tuple[Text, ...], Meta(max_length=16)] = ()
    temperature_c: Annotated[int, Meta(ge=-60, le=150)] | None = None
    supply_mv: Annotated[int, Meta(ge=0, le=500_000)] | None = None
    signal_dbm: Annotated[int, Meta(ge=-200, le=0)] | None = None


class AckState(StrEnum):
    """applied: it has its effect now. refused: see the code."""

    APPLIED = "applied"
    REFUSED = "refused"


class Ack(Struct, frozen=True):
    """A device's answer to an act. `act` is the id, or empty for one that could not be read."""

    v: Version
    device: Uuid
    act: MaybeUuid
    head_sha256: Sha256
    state: AckState
    wall_ms: Ms
    code: Code | None = None


class Refused(Struct, frozen=True):
    """A device's report that it turned a head or a body away."""

    v: Version
    device: Uuid
    sha256: Sha256
    code: Code
    wall_ms: Ms
    detail: Text = ""


class Stored(Struct, frozen=True, tag_field="kind", tag="stored"):
    """Server: every record up to and with number `upto` is stored. The batch it ends is named by its hash."""

    v: Version
    upto: Count
    batch_sha256: Sha256


class Door(Struct, frozen=True, tag_field="kind", tag="door"):
    """Server: where bodies and media are fetched, and the token for it. Hashes decide, so it is unsigned."""

    v: Version
    url: Annotated[str, Meta(min_length=1, max_length=300)]
    token: Annotated[str, Meta(min_length=1, max_length=512)]
    expires_at: Ms


class Resend(Struct, frozen=True, tag_field="kind", tag="resend"):
    """Server: send your records again from this number on (a gap, or a restored backup)."""

    v: Version
    after: Count

"""Assignment, new address, time, and the messages between a device and the server that are not signed. Hello,
have, health, ack and refused have no authority: they are trusted only as far as the connection."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from loa_protocol.messages.act import Target
from loa_protocol.messages.common import (
    Address,
    ClockQuality,
    Count,
    Info,
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
    Spoken,
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
    groups: Annotated[tuple[UnitCode, ...], Meta(max_length=16)]  # reserved: empty, and ignored (section 3)
    volume: Percent
    ceiling: Rung
    at: Ms
    info: Info = {}

    def __post_init__(self) -> None:
        if len(set(self.places)) < len(self.places):
            raise ValueError("each place stands once")


class NewAddress(Struct, frozen=True):
    """The server is to be found elsewhere from now on. A device keeps the old address for a day, and goes
    back to it after ten failures."""

    v: Version
    seq: Sequence
    target: Target
    url: Address
    mqtt: Address
    at: Ms
    info: Info = {}


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
    info: Info = {}


class Hello(Struct, frozen=True):
    """First message of a connection. `speaks`: the versions of bodies that it can read."""

    v: Version
    device: Uuid
    speaks: Annotated[tuple[Spoken, ...], Meta(min_length=1, max_length=8)]
    agent: Word
    boot: Nonce
    root_key_id: KeyId
    has_rtc: bool
    clock: ClockQuality
    info: Info = {}


class Have(Struct, frozen=True):
    """What the device holds; the server answers with what it lacks, and last with `answered`.

    number: of this have in this connection, from 1. Held heads by (serial of the delegation that signed them,
    sequence); nothing held is "" and 0. body_sha256: of the body on disk, once it is complete. missing:
    hashes it still has to fetch for the plan it holds (the first 64), missing_count all of them. acts:
    hashes of the heads of the acts it holds. door_until: when its token for the file door ends (UTC ms).
    records_last: number of its newest record; records_stored: the last one the server said is stored.
    """

    v: Version
    device: Uuid
    number: Sequence
    trust_serial: Count
    trust_seq: Count
    assignment_serial: Count
    assignment_seq: Count
    address_serial: Count
    address_seq: Count
    plan_id: MaybePlanId
    plan_serial: Count
    plan_seq: Count
    plan_sha256: MaybeSha256
    body_sha256: MaybeSha256
    missing: Annotated[tuple[Sha256, ...], Meta(max_length=64)]
    missing_count: Count
    acts: Annotated[tuple[Sha256, ...], Meta(max_length=64)]
    door_until: Ms
    records_last: Count
    records_stored: Count
    info: Info = {}


class Health(Struct, frozen=True):
    """How the device is. wall_ms is its own clock; figures it cannot measure are null.

    uptime_s: seconds since this run of the program began, as `boot` names it. sounding: the item that sounds
    now. silenced: a silence or blank stands, or it is overfull. volume: the assignment's, 0 with none.
    disk_full: something could not be written for want of room. records_waiting: those not stored yet.
    faults: each `<part>: <what>`.
    """

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
    info: Info = {}


class AckState(StrEnum):
    """applied: it has its effect now. refused: see the code. unsupported: this version does not know what is
    asked, so that it was not reached."""

    APPLIED = "applied"
    REFUSED = "refused"
    UNSUPPORTED = "unsupported"


class Ack(Struct, frozen=True):
    """A device's answer to an act. `act` is the id, or empty for one that could not be read."""

    v: Version
    device: Uuid
    act: MaybeUuid
    head_sha256: Sha256
    state: AckState
    wall_ms: Ms
    code: Code | None = None
    info: Info = {}


class Refused(Struct, frozen=True):
    """A device's report that it turned a head or a body away."""

    v: Version
    device: Uuid
    sha256: Sha256
    code: Code
    wall_ms: Ms
    detail: Text = ""
    info: Info = {}


class Stored(Struct, frozen=True, tag_field="kind", tag="stored"):
    """Server: every record up to and with number `upto` is stored. The batch it ends is named by its hash."""

    v: Version
    upto: Count
    batch_sha256: Sha256
    info: Info = {}


class TurnedBack(Struct, frozen=True, tag_field="kind", tag="turned-back"):
    """Server: what this hash names was not taken, and why. The device keeps it, says so in Health, and does
    not send those bytes again within the hour."""

    v: Version
    sha256: Sha256
    code: Code
    info: Info = {}


class Door(Struct, frozen=True, tag_field="kind", tag="door"):
    """Server: where bodies and media are fetched, and the token for it. Hashes decide, so it is unsigned."""

    v: Version
    url: Address
    token: Annotated[str, Meta(min_length=1, max_length=512)]
    expires_at: Ms
    info: Info = {}


class Resend(Struct, frozen=True, tag_field="kind", tag="resend"):
    """Server: send your records again, those after this number (a gap, or a restored backup)."""

    v: Version
    after: Count
    info: Info = {}


class TrustNamed(Struct, frozen=True, tag_field="kind", tag="trust-named"):
    """Server: there is a newer trust file, too large for a packet: fetch it from the door by its hash."""

    v: Version
    sha256: Sha256
    bytes: Annotated[int, Meta(ge=1, le=512 * 1024)]
    info: Info = {}


class Give(Struct, frozen=True, tag_field="kind", tag="give"):
    """Server: publish on `up/given` the heads of these acts, which we do not know (a restored backup)."""

    v: Version
    acts: Annotated[tuple[Sha256, ...], Meta(min_length=1, max_length=16)]
    info: Info = {}


class Answered(Struct, frozen=True, tag_field="kind", tag="answered"):
    """Server: the `have` of this number was answered; all that was lacking has been sent before this."""

    v: Version
    number: Sequence
    info: Info = {}

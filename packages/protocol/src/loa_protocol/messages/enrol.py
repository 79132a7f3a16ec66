"""Messages of enrolment, and the payload of the MQTT password."""

from typing import Annotated

from msgspec import Meta

from loa_protocol.messages.common import (
    Address,
    HeadText,
    Info,
    Ms,
    PublicKey,
    Secret,
    Sequence,
    Sha256,
    Struct,
    Uuid,
    Version,
    Word,
)
from loa_protocol.messages.trust import TrustFile


class ClaimCode(Struct, frozen=True):
    """What a claim code says: where, which device row, the one-time secret, and the hash of the root
    statement (the whole signed head) that may be pinned. made_at, UTC ms, is the device's first floor:
    nothing that ended before it is believed."""

    v: Version
    server: Address
    device: Uuid
    secret: Secret
    root_sha256: Sha256
    made_at: Ms


class Claim(Struct, frozen=True):
    """The device's request, in a head of purpose `device` signed by its new key."""

    v: Version
    device: Uuid
    secret: Secret
    public_key: PublicKey
    agent: Word
    has_rtc: bool
    info: Info = {}


class Claimed(Struct, frozen=True):
    """The server's answer. The root statement must hash to the claim code's root_sha256."""

    v: Version
    root: HeadText
    trust: TrustFile
    assignment: HeadText
    server: Annotated[str, Meta(min_length=1, max_length=100)]
    mqtt: Address
    info: Info = {}


class Connect(Struct, frozen=True):
    """The payload of the MQTT password: `server` is the name given when claimed."""

    v: Version
    server: Annotated[str, Meta(min_length=1, max_length=100)]
    device: Uuid
    counter: Sequence

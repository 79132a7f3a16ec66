"""Roots, delegations, revocations and the trust file that carries them."""

from enum import StrEnum
from typing import Annotated

from msgspec import Meta

from loa_protocol.messages.common import (
    END,
    HeadText,
    Info,
    KeyId,
    MaybeUuid,
    Ms,
    Priority,
    PublicKey,
    Ref,
    Sequence,
    Sha256,
    Struct,
    Text,
    UnitCode,
    Version,
)
from loa_protocol.messages.plan import Envelope

LONGEST_DELEGATION_MS = 400 * 24 * 60 * 60 * 1000
LONGEST_LIST_MS = 31 * 24 * 60 * 60 * 1000


class Purpose(StrEnum):
    """What a key may sign. One key, one purpose."""

    ROOT = "root"
    BUNDLE = "bundle"
    PLAN = "plan"
    ACT = "act"
    # `override`, `drill` and `live` are reserved (PROTOCOL.md, section 2).
    OVERRIDE = "override"
    DRILL = "drill"
    LIVE = "live"
    TIME = "time"
    ASSIGN = "assign"
    DEVICE = "device"


DELEGABLE = frozenset(Purpose) - {Purpose.ROOT, Purpose.DEVICE}


class Root(Struct, frozen=True):
    """A root's statement about itself, signed by itself or, for a successor, by the pinned root.

    `next_sha256` is the SHA-256 of the next root's raw public key. `top` is the unit above all others: only a
    key delegated for it says which unit lies in which. `demo` marks a root that never enrols a real box.
    """

    v: Version
    seq: Sequence
    public_key: PublicKey
    next_sha256: Sha256
    top: UnitCode
    demo: bool
    made_at: Ms
    info: Info = {}


class Delegation(Struct, frozen=True):
    """Root lets a key sign for one purpose, at these places, up to this class, within this envelope.

    `serial` orders what keys of one purpose signed: a list, an assignment, a plan or an act by a key of a
    higher serial supersedes every one by a key of a lower.
    """

    v: Version
    serial: Sequence
    purpose: Purpose
    public_key: PublicKey
    places: Annotated[tuple[UnitCode, ...], Meta(min_length=1, max_length=64)]
    highest: Priority
    valid_from: Ms
    valid_to: Ms
    envelope: Envelope
    note: Text = ""

    def __post_init__(self) -> None:
        if self.purpose not in DELEGABLE:
            raise ValueError("this purpose is never delegated")
        if not 0 < self.valid_to - self.valid_from <= LONGEST_DELEGATION_MS:
            raise ValueError("a delegation lasts at most 400 days")


class Revocation(Struct, frozen=True):
    """A key whose signatures count no more. A device keeps it for good."""

    key_id: KeyId
    at: Ms
    why: Text = ""


# The list that could revoke a stolen list key is signed by that key, so only root revokes it for certain.
class RootRevocation(Struct, frozen=True):
    """The same, signed by root: the only way to revoke a key of the purpose `bundle` for certain."""

    v: Version
    revocation: Revocation


class LoweredFloor(Struct, frozen=True):
    """Root lets a device (empty: every one) take an earlier moment for its floor: the way back for boxes that
    were told a time far ahead. It counts once, beside a list made before `ends`, and moves no other pin."""

    v: Version
    seq: Sequence
    device: MaybeUuid
    floor: Ms
    ends: Ms


class TrustList(Struct, frozen=True):
    """What is in force now, signed by a key of the purpose `bundle`: at most 31 days of life.

    It names delegations by the hash of their root-signed heads, so it can leave one out but not make one.
    """

    v: Version
    seq: Sequence
    made_at: Ms
    expires_at: Ms
    delegations: Annotated[tuple[Sha256, ...], Meta(max_length=64)]
    revocations: Annotated[tuple[Revocation, ...], Meta(max_length=256)]
    devices: Annotated[tuple[Ref, ...], Meta(max_length=2000)] = ()
    info: Info = {}

    def __post_init__(self) -> None:
        if not 0 < self.expires_at - self.made_at <= LONGEST_LIST_MS:
            raise ValueError("a trust list lives at most 31 days")


class TrustFile(Struct, frozen=True, tag_field="kind", tag="trust"):
    """The trust bundle as it travels: heads in base64url without padding. Itself unsigned: every part is.

    roots: root statements a device may need to step from the root it pinned to the present one, in order.
    floors: what root lowered, in order.
    """

    v: Version
    roots: Annotated[tuple[HeadText, ...], Meta(max_length=8)]
    delegations: Annotated[tuple[HeadText, ...], Meta(max_length=64)]
    revocations: Annotated[tuple[HeadText, ...], Meta(max_length=64)]
    floors: Annotated[tuple[HeadText, ...], Meta(max_length=8)]
    list: Annotated[str, Meta(min_length=1, max_length=262144, pattern="^[0-9A-Za-z_-]+" + END)]

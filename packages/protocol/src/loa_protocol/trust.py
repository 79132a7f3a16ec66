"""What a device believes: the pinned root, the keys root has delegated to, what has been revoked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, NamedTuple

import msgspec
from msgspec import Meta

from loa_protocol.encoding import decode, from_text
from loa_protocol.heads import unseal
from loa_protocol.ids import key_id, sha256_hex
from loa_protocol.messages import (
    Delegation,
    LoweredFloor,
    Purpose,
    Root,
    RootRevocation,
    TrustFile,
    TrustList,
)
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
from loa_protocol.refusals import Code, Malformed, Refusal
from loa_protocol.signing import open_head
from loa_protocol.timing import MINUTE

AHEAD_MS = 10 * MINUTE
"""How far a signed moment may lie ahead of a trusted clock."""


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
    revoked: Annotated[tuple[KeyId, ...], Meta(max_length=4096)] = ()
    plans: Annotated[tuple[PlanPin, ...], Meta(max_length=64)] = ()

    def plan(self, plan_id: str) -> PlanPin | None:
        """The pin of a plan id."""
        return next((pin for pin in self.plans if pin.plan_id == plan_id), None)


@dataclass(frozen=True, slots=True)
class Trust:
    """A verified trust file: the delegations in force by key id, and when the list ends."""

    root: str
    top: str
    serial: int
    seq: int
    made_at: int
    expires_at: int
    keys: dict[str, Delegation]
    revoked: frozenset[str]
    devices_revoked: frozenset[str]

    def key(self, wanted: str) -> Delegation | Refusal:
        """The delegation of a key id; `revoked` or `unknown-key`."""
        if wanted in self.revoked:
            return Refusal(Code.REVOKED, key_id=wanted)
        found = self.keys.get(wanted)
        return found if found is not None else Refusal(Code.UNKNOWN_KEY, key_id=wanted)


@dataclass(frozen=True, slots=True)
class Believed:
    """A trust file that was accepted, and the pins to store before using it."""

    trust: Trust
    pins: Pins


def pin_root(statement: bytes, root_sha256: str, *, demo_allowed: bool, floor: int = 0) -> Pins | Refusal:
    """The first pins of a device, from the root statement whose hash its claim code gave.

    floor: when the claim code was made (UTC ms). A root marked demo is `root-mismatch` unless this device was
    started as a demo's.
    """
    if sha256_hex(statement) != root_sha256:
        return Refusal(Code.ROOT_MISMATCH, "not the root that the claim code names")
    root = _own_statement(statement)
    if isinstance(root, Refusal):
        return root
    if root.demo and not demo_allowed:
        return Refusal(Code.ROOT_MISMATCH, "a demo's root never enrols a real box")
    return Pins(root.public_key, root.seq, root.next_sha256, root.top, root.demo, floor=floor)


def change_root(statement: bytes, pins: Pins) -> Pins | Refusal:
    """Pins moved to a new root: signed by the pinned root, or by itself if it is the announced next one.

    A statement already behind (sequence not higher) is `replayed`; demo and real never change places.
    """
    sealed = open_head(statement)
    if isinstance(sealed, Refusal):
        return sealed
    if sealed.key_id == key_id(bytes.fromhex(pins.root)):
        opened = unseal(statement, bytes.fromhex(pins.root), Root)
        root = opened if isinstance(opened, Refusal) else opened[1]
    elif sealed.key_id == pins.next_root_sha256[:32]:
        root = _own_statement(statement)
        if isinstance(root, Root) and sha256_hex(bytes.fromhex(root.public_key)) != pins.next_root_sha256:
            return Refusal(Code.ROOT_MISMATCH, "not the announced next root", sealed.key_id)
    else:
        return Refusal(Code.ROOT_MISMATCH, "neither by the pinned root nor announced by it", sealed.key_id)
    if isinstance(root, Refusal):
        return root
    if root.demo != pins.demo:
        return Refusal(Code.ROOT_MISMATCH, "a demo's root and a real one never change places", sealed.key_id)
    if root.seq <= pins.root_seq:
        return Refusal(Code.REPLAYED, f"root {root.seq} after {pins.root_seq}", sealed.key_id)
    return msgspec.structs.replace(
        pins, root=root.public_key, root_seq=root.seq, next_root_sha256=root.next_sha256, top=root.top
    )


def believe(
    file: TrustFile, pins: Pins, now: int, *, sure: bool = True, device: str = ""
) -> Believed | Refusal:
    """Verify a trust file against the pins.

    now: UTC ms; with sure=False it is only a floor (the clock is not trusted): what has expired by then is
    refused, what lies ahead is not. Revocations add up for good; order is (serial of the list's key, seq).
    device: whose floor root may have lowered; an unsure now that stood at the floor goes down with it.
    """
    try:
        heads = _Heads.of(file)
        pins = _stepped(heads, pins)
        delegations = _delegations(heads, pins)
        revoked = set(pins.revoked) | _revoked_by_root(heads, pins)
        head = open_head(heads.list)
        if isinstance(head, Refusal):
            return head
        if head.key_id in revoked:
            return Refusal(Code.REVOKED, key_id=head.key_id)
        signer = _by_key(delegations).get(head.key_id)
        if signer is None:
            return Refusal(Code.UNKNOWN_KEY, "no delegation for the list's key", head.key_id)
        opened = unseal(heads.list, bytes.fromhex(signer.public_key), TrustList)
    except Malformed as error:
        return Refusal(error.code, error.detail)
    if isinstance(opened, Refusal):
        return opened
    listed = opened[1]
    lowered = _lowered(heads, pins, listed.made_at, device)
    if not sure:
        now = lowered.floor if now == pins.floor else now
    pins = lowered
    wrong = _list_refused(listed, signer, pins, now, sure)
    if wrong is not None:
        return wrong
    revoked |= {revocation.key_id for revocation in listed.revocations}
    keys = _by_key({name: delegations[name] for name in listed.delegations if name in delegations})
    trust = Trust(
        root=pins.root,
        top=pins.top,
        serial=signer.serial,
        seq=listed.seq,
        made_at=listed.made_at,
        expires_at=listed.expires_at,
        keys=keys,
        revoked=frozenset(revoked),
        devices_revoked=frozenset(listed.devices),
    )
    moved = msgspec.structs.replace(
        pins,
        trust_serial=signer.serial,
        trust_seq=listed.seq,
        revoked=tuple(sorted(revoked)),
        floor=risen(pins, listed.made_at, now, sure),
    )
    return Believed(trust, moved)


def _list_refused(listed: TrustList, signer: Delegation, pins: Pins, now: int, sure: bool) -> Refusal | None:
    if signer.purpose is not Purpose.BUNDLE:
        return Refusal(Code.WRONG_PURPOSE, signer.purpose.value, _id(signer))
    late = out_of_date(signer.valid_from, signer.valid_to, now, sure)
    if late is not None:
        return Refusal(late, "delegation of the list's key", _id(signer))
    late = out_of_date(listed.made_at - AHEAD_MS, listed.expires_at, now, sure)
    if late is not None:
        return Refusal(late, "trust list", _id(signer))
    if (signer.serial, listed.seq) < (pins.trust_serial, pins.trust_seq):
        return Refusal(Code.REPLAYED, f"list {signer.serial}/{listed.seq}", _id(signer))
    return None


def risen(pins: Pins, signed_at: int, now: int, sure: bool) -> int:
    """The floor after accepting something signed at this moment: never above a trusted now, else unmoved."""
    return max(pins.floor, min(signed_at, now)) if sure else pins.floor


def out_of_date(valid_from: int, valid_to: int, now: int, sure: bool) -> Code | None:
    """`expired`, `not-yet-valid`, or None. Unsure, `now` is a floor and only the first can be told."""
    if now >= valid_to:
        return Code.EXPIRED
    if sure and now < valid_from:
        return Code.NOT_YET_VALID
    return None


def _own_statement(statement: bytes) -> Root | Refusal:
    """A root statement signed by the very key it states."""
    sealed = open_head(statement)
    if isinstance(sealed, Refusal):
        return sealed
    try:
        head = sealed.verify_own(lambda payload: bytes.fromhex(decode(payload, Root).public_key))
        if isinstance(head, Refusal):
            return head
        root = decode(head.payload, Root)
        opened = unseal(statement, bytes.fromhex(root.public_key), Root)
    except Malformed as error:
        return Refusal(error.code, error.detail, sealed.key_id)
    return opened if isinstance(opened, Refusal) else opened[1]


class _Heads(NamedTuple):
    """A trust file's parts as bytes."""

    roots: list[bytes]
    delegations: list[bytes]
    revocations: list[bytes]
    floors: list[bytes]
    list: bytes

    @classmethod
    def of(cls, file: TrustFile) -> "_Heads":
        """Raises Malformed for the whole file if one entry is not base64url."""
        listed = (file.roots, file.delegations, file.revocations, file.floors)
        roots, delegations, revocations, floors = ([from_text(text) for text in each] for each in listed)
        return cls(roots, delegations, revocations, floors, from_text(file.list))


def _stepped(heads: _Heads, pins: Pins) -> Pins:
    """Pins after the root statements of the file; those already behind are passed over."""
    for data in heads.roots:
        moved = change_root(data, pins)
        if isinstance(moved, Pins):
            pins = moved
    return pins


def _delegations(heads: _Heads, pins: Pins) -> dict[str, Delegation]:
    """Delegations that the pinned root signed, by the hash of their heads. Others are passed over."""
    root = bytes.fromhex(pins.root)
    found = {}
    for data in heads.delegations:
        opened = unseal(data, root, Delegation)
        if not isinstance(opened, Refusal):
            found[opened[0].sha256] = opened[1]
    if not found:
        raise Malformed("no delegation here is signed by the pinned root", Code.ROOT_MISMATCH)
    return found


def _by_key(delegations: Mapping[str, Delegation]) -> dict[str, Delegation]:
    """By key id, of several for one key the highest serial (of equals the higher hash): the file is not
    signed, so its order decides nothing."""
    ranked = sorted(delegations.items(), key=lambda named: (named[1].serial, named[0]))
    return {_id(delegation): delegation for _, delegation in ranked}


def _revoked_by_root(heads: _Heads, pins: Pins) -> set[str]:
    root = bytes.fromhex(pins.root)
    opened = (unseal(data, root, RootRevocation) for data in heads.revocations)
    return {one[1].revocation.key_id for one in opened if not isinstance(one, Refusal)}


def _lowered(heads: _Heads, pins: Pins, made_at: int, device: str) -> Pins:
    """Pins after what root lowered: each once, in order, for this device or for all, beside a list that was
    made before it ends. No other pin moves."""
    root = bytes.fromhex(pins.root)
    for data in heads.floors:
        opened = unseal(data, root, LoweredFloor)
        if isinstance(opened, Refusal):
            continue
        said = opened[1]
        if said.seq > pins.floor_seq and said.device in ("", device) and made_at < said.ends:
            pins = msgspec.structs.replace(pins, floor=min(pins.floor, said.floor), floor_seq=said.seq)
    return pins


def _id(delegation: Delegation) -> str:
    return key_id(bytes.fromhex(delegation.public_key))

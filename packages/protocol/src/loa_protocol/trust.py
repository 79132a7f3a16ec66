"""What a device believes: the keys that the pinned root has delegated to, and what has been revoked."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import msgspec

from loa_protocol.encoding import from_text
from loa_protocol.heads import unseal
from loa_protocol.ids import key_id
from loa_protocol.messages import (
    Delegation,
    LoweredFloor,
    Purpose,
    RootRevocation,
    TrustFile,
    TrustList,
)
from loa_protocol.pins import MOST_REVOKED, Pins
from loa_protocol.refusals import Code, Malformed, Refusal
from loa_protocol.roots import change_root
from loa_protocol.signing import open_head
from loa_protocol.timing import MINUTE

AHEAD_MS = 10 * MINUTE
"""How far a signed moment may lie ahead of a trusted clock."""


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


def believe(
    file: TrustFile, pins: Pins, now: int, *, sure: bool = True, device: str = ""
) -> Believed | Refusal:
    """Verify a trust file against the pins.

    now: UTC ms; with sure=False it is only a floor (the clock is not trusted): what has expired by then is
    refused, what lies ahead is not. Revocations add up for good, up to MOST_REVOKED;
    order is (serial of the list's key, seq).
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
    if len(revoked) > MOST_REVOKED:
        if signer.serial <= pins.trust_serial:
            return Refusal(Code.TOO_LARGE, f"{len(revoked)} keys revoked", head.key_id)
        revoked &= _worth_keeping(heads, pins, listed, delegations)
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


def _worth_keeping(
    heads: _Heads, pins: Pins, listed: TrustList, delegations: Mapping[str, Delegation]
) -> set[str]:
    """What a device that has no room left remembers beside a list by a newer key: what is revoked here, and
    every key that root has delegated here. All else was revoked by a list key since replaced, and names
    nobody."""
    said = {revocation.key_id for revocation in listed.revocations}
    return said | _revoked_by_root(heads, pins) | {_id(one) for one in delegations.values()}


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

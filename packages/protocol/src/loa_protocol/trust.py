"""Verifies trust files: which keys the pinned root has delegated to, and which keys are revoked."""

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
"""How far a signed moment may be ahead of a trusted clock."""


@dataclass(frozen=True, slots=True)
class Trust:
    """The content of a verified trust file. `keys` holds the delegations that its list names, by key id;
    `serial` and `seq` are the order of the list; times are UTC ms."""

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
        """Returns the delegation of a key id, or a Refusal: `revoked` or `unknown-key`."""
        if wanted in self.revoked:
            return Refusal(Code.REVOKED, key_id=wanted)
        found = self.keys.get(wanted)
        return found if found is not None else Refusal(Code.UNKNOWN_KEY, key_id=wanted)


@dataclass(frozen=True, slots=True)
class AcceptedTrust:
    """An accepted trust file, and the pins that must be stored before it is used."""

    trust: Trust
    pins: Pins


def believe(
    file: TrustFile, pins: Pins, now: int, *, sure: bool = True, device: str = ""
) -> AcceptedTrust | Refusal:
    """Verifies a trust file against the pins, in the order of PROTOCOL.md, section 3.

    now: UTC ms. With sure=False the clock is not trusted and `now` is only a lower bound: what has expired by
    then is refused, what lies ahead is not. Revocations accumulate and stay, up to MOST_REVOKED. Lists are
    ordered by (serial of the delegation of the list's key, seq).
    device: the device whose floor root may lower. If `now` is not trusted and equals the floor, it is lowered
    too.
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
    # The floors are lowered first: a box whose floor is too far ahead would refuse the list as expired.
    wrong = _list_refused(listed, signer, pins, now, sure)
    if wrong is not None:
        return wrong
    revoked |= {revocation.key_id for revocation in listed.revocations}
    # A stolen list key can fill the room for revoked ids. Only a list by a newer key, which root delegates,
    # makes room (docs/adr/room-for-revocations.md).
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
    return AcceptedTrust(trust, moved)


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
    """Returns the floor after a message signed at this moment was accepted. The floor never rises above a
    trusted `now`; with an untrusted clock it does not change."""
    return max(pins.floor, min(signed_at, now)) if sure else pins.floor


def out_of_date(valid_from: int, valid_to: int, now: int, sure: bool) -> Code | None:
    """Returns `expired`, `not-yet-valid` or None. With sure=False `now` is only a lower bound, so only
    `expired` can be decided."""
    if now >= valid_to:
        return Code.EXPIRED
    if sure and now < valid_from:
        return Code.NOT_YET_VALID
    return None


class _Heads(NamedTuple):
    """The parts of a trust file, decoded from base64url."""

    roots: list[bytes]
    delegations: list[bytes]
    revocations: list[bytes]
    floors: list[bytes]
    list: bytes

    @classmethod
    def of(cls, file: TrustFile) -> "_Heads":
        """Decodes every entry. Raises Malformed for the whole file if one entry is not base64url."""
        listed = (file.roots, file.delegations, file.revocations, file.floors)
        roots, delegations, revocations, floors = ([from_text(text) for text in each] for each in listed)
        return cls(roots, delegations, revocations, floors, from_text(file.list))


def _stepped(heads: _Heads, pins: Pins) -> Pins:
    """Returns the pins after the root statements of the file, in order. Statements that `change_root` refuses
    are skipped, such as those behind the pinned root."""
    for data in heads.roots:
        moved = change_root(data, pins)
        if isinstance(moved, Pins):
            pins = moved
    return pins


def _delegations(heads: _Heads, pins: Pins) -> dict[str, Delegation]:
    """Returns the delegations that the pinned root signed, by the hash of their heads. Others are skipped.
    Raises Malformed (`root-mismatch`) when none is left."""
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
    """Returns the delegations by key id. Of several for one key the one with the highest serial counts, of
    equal serials the one with the higher hash. The file is not signed, so its order must not decide."""
    ranked = sorted(delegations.items(), key=lambda named: (named[1].serial, named[0]))
    return {_id(delegation): delegation for _, delegation in ranked}


def _revoked_by_root(heads: _Heads, pins: Pins) -> set[str]:
    root = bytes.fromhex(pins.root)
    opened = (unseal(data, root, RootRevocation) for data in heads.revocations)
    return {one[1].revocation.key_id for one in opened if not isinstance(one, Refusal)}


def _worth_keeping(
    heads: _Heads, pins: Pins, listed: TrustList, delegations: Mapping[str, Delegation]
) -> set[str]:
    """Returns the key ids whose revocation must be kept when there is no room for more: those that this file
    revokes, and those of every key that root delegates in this file. Root delegated none of the other ids in
    this file, so they are not trusted even without a revocation."""
    said = {revocation.key_id for revocation in listed.revocations}
    return said | _revoked_by_root(heads, pins) | {_id(one) for one in delegations.values()}


def _lowered(heads: _Heads, pins: Pins, made_at: int, device: str) -> Pins:
    """Returns the pins after the floors that root lowered. Each counts once, in order, if it is for this
    device or for all and the list was made before it ends. No pin but the floor and its sequence changes."""
    root = bytes.fromhex(pins.root)
    for data in heads.floors:
        opened = unseal(data, root, LoweredFloor)
        if isinstance(opened, Refusal):
            continue
        said = opened[1]
        # `made_at < said.ends` stops an old permission from being used again with a newer list.
        if said.seq > pins.floor_seq and said.device in ("", device) and made_at < said.ends:
            pins = msgspec.structs.replace(pins, floor=min(pins.floor, said.floor), floor_seq=said.seq)
    return pins


def _id(delegation: Delegation) -> str:
    return key_id(bytes.fromhex(delegation.public_key))

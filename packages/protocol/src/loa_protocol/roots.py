"""Pins the first root of a device and changes the pinned root."""

import msgspec

from loa_protocol.encoding import decode
from loa_protocol.heads import unseal
from loa_protocol.ids import key_id, sha256_hex
from loa_protocol.messages import Root
from loa_protocol.pins import Pins
from loa_protocol.refusals import Code, Malformed, Refusal
from loa_protocol.signing import open_head


def pin_root(statement: bytes, root_sha256: str, *, demo_allowed: bool, floor: int = 0) -> Pins | Refusal:
    """Returns the first pins of a device, from the root statement whose hash is in its claim code.

    floor: when the claim code was made (UTC ms). A root marked `demo` is refused as `root-mismatch` unless
    this device was started as a device of a demo.
    """
    if sha256_hex(statement) != root_sha256:
        return Refusal(Code.ROOT_MISMATCH, "not the root that the claim code names")
    root = _own_statement(statement)
    if isinstance(root, Refusal):
        return root
    if root.demo and not demo_allowed:
        return Refusal(Code.ROOT_MISMATCH, "the root of a demo: it enrols a box only with --demo")
    return Pins(root.public_key, root.seq, root.next_sha256, root.top, root.demo, floor=floor)


def change_root(statement: bytes, pins: Pins) -> Pins | Refusal:
    """Returns the pins with a new root. The pinned root signs the new statement; the announced next root may
    sign its own.

    A wrong key is `root-mismatch`. A sequence that is not higher is `replayed`. A demo root never replaces a
    real one, nor the reverse.
    """
    sealed = open_head(statement)
    if isinstance(sealed, Refusal):
        return sealed
    if sealed.key_id == key_id(bytes.fromhex(pins.root)):
        opened = unseal(statement, bytes.fromhex(pins.root), Root)
        root = opened if isinstance(opened, Refusal) else opened[1]
    # A key id is the first half of the key's SHA-256; `_own_statement` compares the whole hash.
    elif sealed.key_id == pins.next_root_sha256[:32]:
        root = _own_statement(statement, pins.next_root_sha256)
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


def _own_statement(statement: bytes, announced: str = "") -> Root | Refusal:
    """Returns a root statement that is signed by the key in it. `announced`: the SHA-256 that this key must
    have, or "" for any key."""

    def stated(payload: bytes) -> bytes:
        key = bytes.fromhex(decode(payload, Root).public_key)
        if announced and sha256_hex(key) != announced:
            raise Malformed("not the announced next root", Code.ROOT_MISMATCH)
        return key

    sealed = open_head(statement)
    if isinstance(sealed, Refusal):
        return sealed
    try:
        # The signature is verified before the purpose and type: PROTOCOL.md, section 3, fixes the order.
        head = sealed.verify_own(stated)
        if isinstance(head, Refusal):
            return head
        opened = unseal(statement, stated(head.payload), Root)
    except Malformed as error:
        return Refusal(error.code, error.detail, sealed.key_id)
    return opened if isinstance(opened, Refusal) else opened[1]

"""Pins, orders and what a device knows of itself, between Python's types and parcels."""

from loa_protocol.encoding import encode
from loa_protocol.judging import Recipient
from loa_protocol.pins import Pins, PlanPin

from c_reference.compiled import Reader


def hash_bytes(text: str) -> bytes:
    return bytes.fromhex(text) if text else bytes(32)


def pins_parts(pins: Pins) -> list[int | bytes]:
    parts: list[int | bytes] = [
        bytes.fromhex(pins.root),
        pins.root_seq,
        bytes.fromhex(pins.next_root_sha256),
        pins.top.encode(),
        int(pins.demo),
        pins.trust_serial,
        pins.trust_seq,
        pins.assignment_serial,
        pins.assignment_seq,
        hash_bytes(pins.assignment_sha256),
        pins.address_serial,
        pins.address_seq,
        hash_bytes(pins.address_sha256),
        pins.floor,
        pins.floor_seq,
    ]
    for one in pins.revoked:
        parts += [1, bytes.fromhex(one)]
    parts.append(0)
    for pin in pins.plans:
        parts += [1, pin.plan_id.encode(), pin.serial, pin.seq, bytes.fromhex(pin.sha256)]
    return [*parts, 0]


def me_parts(me: Recipient) -> list[int | bytes]:
    assignment = b"" if me.assignment is None else encode(me.assignment)
    return [me.device.encode(), bytes.fromhex(me.public_key), assignment]


def read_pins(reader: Reader) -> Pins:
    """Revoked key ids are sorted, as Python keeps them."""
    root, root_seq, following = reader.bytes().hex(), reader.number(), reader.bytes().hex()
    top, demo = reader.text(), bool(reader.number())
    trust_serial, trust_seq = reader.number(), reader.number()
    assignment, address = _order(reader), _order(reader)
    floor, floor_seq = reader.number(), reader.number()
    revoked = []
    while reader.number():
        revoked.append(reader.bytes().hex())
    plans = []
    while reader.number():
        plans.append(PlanPin(reader.text(), reader.number(), reader.number(), reader.bytes().hex()))
    return Pins(
        root,
        root_seq,
        following,
        top,
        demo,
        trust_serial,
        trust_seq,
        *assignment,
        *address,
        floor,
        floor_seq,
        tuple(sorted(revoked)),
        tuple(plans),
    )


def _order(reader: Reader) -> tuple[int, int, str]:
    serial, seq, digest = reader.number(), reader.number(), reader.bytes()
    return serial, seq, digest.hex() if any(digest) else ""

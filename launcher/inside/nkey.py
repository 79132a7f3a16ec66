"""Makes and reads an account's key in NATS's form: Ed25519, base32 with a prefix and a checksum.

It is written here because the library for it exists only as source, and the lock takes only wheels.
"""

import base64
import binascii

from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

SEED = 18 << 3  # "S"
ACCOUNT = 0  # "A"


def new_account() -> tuple[str, str]:
    """Returns a new account key: (seed "SA…", public "A…")."""
    return from_raw(Ed25519PrivateKey.generate().private_bytes_raw())


def from_raw(raw: bytes) -> tuple[str, str]:
    """Returns the account key of 32 secret bytes: (seed, public)."""
    public = (
        Ed25519PrivateKey.from_private_bytes(raw)
        .public_key()
        .public_bytes(serialization.Encoding.Raw, serialization.PublicFormat.Raw)
    )
    # In NATS's form a seed has two prefixes of five bits each: that of a seed and that of its kind of key.
    seed_head = bytes([SEED | ACCOUNT >> 5, (ACCOUNT & 31) << 3])
    return _text(seed_head + raw), _text(bytes([ACCOUNT]) + public)


def raw_of(seed: str) -> bytes:
    """Returns the 32 secret bytes of a seed; raises ValueError for any other text."""
    data = base64.b32decode(seed + "=" * (-len(seed) % 8))
    body, check = data[:-2], int.from_bytes(data[-2:], "little")
    if len(body) != 34 or binascii.crc_hqx(body, 0) != check or body[0] & 0b11111000 != SEED:
        raise ValueError("not a NATS seed")
    return body[2:]


def _text(body: bytes) -> str:
    check = binascii.crc_hqx(body, 0).to_bytes(2, "little")
    return base64.b32encode(body + check).decode().rstrip("=")

"""The head: the frame of every signed message. It is verified as received and never re-encoded.

4        magic and version: 4C 4F 41 01 ("LOA", 1)
1 + p    length and ASCII of the purpose     (p 1..16)
1 + t    length and ASCII of the type        (t 1..16)
1 + 16   length and key id                   (always 16)
4 + n    big-endian length and payload       (n 2..30720; bundle 2..196608; device 2..65536)
64       Ed25519 signature over every byte before it
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from loa_protocol.ids import key_id, sha256_hex
from loa_protocol.refusals import Code, Refusal

MAGIC = b"LOA\x01"
SIGNATURE_BYTES = 64
KEY_ID_BYTES = 16
LONGEST_NAME = 16
LARGEST_PAYLOAD = 30 * 1024
"""The largest payload that a server signs, except a trust list. With its frame and topic it fits an MQTT
packet of 32 KiB, which every box can hold."""

LARGEST_DEVICE_PAYLOAD = 64 * 1024
LARGEST_LIST_PAYLOAD = 192 * 1024
_LARGEST = {b"bundle": LARGEST_LIST_PAYLOAD, b"device": LARGEST_DEVICE_PAYLOAD}
_PROVEN_MOST = 1024
_PROVEN: set[tuple[bytes, str]] = set()
"""A cache of the heads that were verified, as (public key, SHA-256 of the whole head). A device judges every
head it holds again at each change of trust, and most signatures are then known. The cache is emptied when it
holds _PROVEN_MOST entries."""
_PRIME = 2**255 - 19
_ORDER_EIGHT = int.from_bytes(
    bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"), "little"
)
_SMALL_ORDER = frozenset({0, 1, _PRIME - 1, _ORDER_EIGHT, _PRIME - _ORDER_EIGHT})
"""The y coordinate of every point of order 1, 2, 4 or 8. With such a public key one signature is valid for
many messages."""
_NAME_BYTES = frozenset(b"abcdefghijklmnopqrstuvwxyz-")


class Signer(Protocol):
    """An object that signs with a private key, which may be in a file, a TPM or a token."""

    @property
    def public_key(self) -> bytes:
        """The raw 32 bytes of the Ed25519 public key."""

    def sign(self, data: bytes) -> bytes:
        """Returns the 64-byte Ed25519 signature of these bytes."""


class SoftKey:
    """An Ed25519 key held in memory."""

    __slots__ = ("_private", "public_key")

    def __init__(self, seed: bytes) -> None:
        """Loads the key from `seed`, its 32 private bytes. Raises ValueError for another length."""
        self._private = Ed25519PrivateKey.from_private_bytes(seed)
        self.public_key: bytes = self._private.public_key().public_bytes_raw()

    @classmethod
    def generate(cls) -> "SoftKey":
        """Returns a new key from the random source of the operating system."""
        return cls(Ed25519PrivateKey.generate().private_bytes_raw())

    @property
    def seed(self) -> bytes:
        """The 32 private bytes, for a caller that must store them."""
        return self._private.private_bytes_raw()

    @property
    def key_id(self) -> str:
        """The key id of the public key."""
        return key_id(self.public_key)

    def sign(self, data: bytes) -> bytes:
        """Returns the 64-byte Ed25519 signature of these bytes."""
        return self._private.sign(data)


@dataclass(frozen=True, slots=True)
class Head:
    """A head whose signature has been verified."""

    purpose: str
    type: str
    key_id: str
    payload: bytes
    sha256: str
    """The hash of all the bytes as received, signature included."""


class SealedHead:
    """A head that is well formed but not verified. Only its key id can be read."""

    __slots__ = ("_body", "_head", "_signature", "key_id")

    def __init__(self, head: Head, body: bytes, signature: bytes) -> None:
        self.key_id = head.key_id
        self._head = head
        self._body = body
        self._signature = signature

    def verify(self, public_key: bytes) -> Head | Refusal:
        """Returns the head if this key signed exactly these bytes; otherwise a Refusal: `unknown-key` or
        `altered`."""
        if key_id(public_key) != self.key_id:
            return Refusal(Code.UNKNOWN_KEY, key_id=self.key_id)
        known = (public_key, self._head.sha256)
        if known in _PROVEN:
            return self._head
        # The first 32 bytes of a signature are the point R (RFC 8032).
        if _weak(public_key) or _weak(self._signature[:32]):
            return Refusal(Code.ALTERED, "a point that no key has", self.key_id)
        try:
            Ed25519PublicKey.from_public_bytes(public_key).verify(self._signature, self._body)
        except (InvalidSignature, ValueError):
            return Refusal(Code.ALTERED, key_id=self.key_id)
        if len(_PROVEN) >= _PROVEN_MOST:
            _PROVEN.clear()
        _PROVEN.add(known)
        return self._head

    def verify_own(self, key_in: Callable[[bytes], bytes]) -> Head | Refusal:
        """Returns the head of a statement that contains its own public key. `key_in` reads the key from the
        payload. Returns a Refusal, as `verify` does, unless that key has this key id and signed these
        bytes."""
        return self.verify(key_in(self._head.payload))


def sign(purpose: str, type_: str, payload: bytes, key: Signer) -> bytes:
    """Returns a signed head. Raises ValueError for a name or payload that a reader would refuse."""
    public = key.public_key
    body = b"".join(
        (
            MAGIC,
            _name(purpose),
            _name(type_),
            bytes((KEY_ID_BYTES,)),
            bytes.fromhex(key_id(public)),
            _sized(purpose, payload),
        )
    )
    return body + key.sign(body)


def open_head(data: bytes) -> SealedHead | Refusal:
    """Reads the frame of a head without verifying its signature. Returns a Refusal unless every length is in
    its bounds and no byte is missing or left over. PROTOCOL.md, section 2, fixes the order of the checks."""
    # 256 bytes are more than the largest frame (123 bytes): a longer input is refused before it is hashed.
    if len(data) > LARGEST_LIST_PAYLOAD + 256:
        return Refusal(Code.TOO_LARGE, f"{len(data)} bytes")
    if data[:4] != MAGIC:
        return Refusal(Code.MALFORMED, "not a head of this version")
    try:
        purpose, at = _read(data, 4, LONGEST_NAME)
        type_, at = _read(data, at, LONGEST_NAME)
        key, at = _read(data, at, KEY_ID_BYTES)
        if not (_is_name(purpose) and _is_name(type_)) or len(key) != KEY_ID_BYTES or at + 4 > len(data):
            return Refusal(Code.MALFORMED, "names or key id")
    except IndexError:
        return Refusal(Code.MALFORMED, "cut short")
    size = int.from_bytes(data[at : at + 4], "big")
    if size > _largest(purpose):
        return Refusal(Code.TOO_LARGE, f"payload of {size} bytes", key.hex())
    end = at + 4 + size
    if size < 2 or end > len(data):
        return Refusal(Code.MALFORMED, "payload cut short", key.hex())
    signature = data[end:]
    if not signature or (len(signature) == SIGNATURE_BYTES and not any(signature)):
        return Refusal(Code.UNSIGNED, key_id=key.hex())
    if len(signature) != SIGNATURE_BYTES:
        return Refusal(Code.MALFORMED, f"{len(signature)} bytes where the signature stands", key.hex())
    head = Head(purpose.decode(), type_.decode(), key.hex(), data[at + 4 : end], sha256_hex(data))
    return SealedHead(head, data[:end], signature)


def verify(data: bytes, public_key: bytes, purpose: str, type_: str) -> Head | Refusal:
    """Returns the head in these bytes if this key signed it for this purpose and type; otherwise a
    Refusal."""
    sealed = open_head(data)
    if isinstance(sealed, Refusal):
        return sealed
    head = sealed.verify(public_key)
    if isinstance(head, Refusal):
        return head
    if head.purpose != purpose or head.type != type_:
        return Refusal(Code.WRONG_PURPOSE, f"{head.purpose}/{head.type}", head.key_id)
    return head


def _weak(point: bytes) -> bool:
    """Returns True for points of small order and for points that are not written canonically. OpenSSL accepts
    both, libsodium neither; without this check devices with different libraries would disagree."""
    # The highest bit is the sign of x, not a part of y.
    y = int.from_bytes(point, "little") & (2**255 - 1)
    return y >= _PRIME or y in _SMALL_ORDER


def _name(text: str) -> bytes:
    raw = text.encode("ascii")
    if not 1 <= len(raw) <= LONGEST_NAME or not _is_name(raw):
        raise ValueError(f"name {text!r}")
    return bytes((len(raw),)) + raw


def _is_name(raw: bytes) -> bool:
    return bool(raw) and _NAME_BYTES.issuperset(raw)


def _sized(purpose: str, payload: bytes) -> bytes:
    if not 2 <= len(payload) <= _largest(purpose.encode("ascii")):
        raise ValueError(f"payload of {len(payload)} bytes")
    return len(payload).to_bytes(4, "big") + payload


def _largest(purpose: bytes) -> int:
    return _LARGEST.get(purpose, LARGEST_PAYLOAD)


def _read(data: bytes, at: int, longest: int) -> tuple[bytes, int]:
    length = data[at]
    end = at + 1 + length
    if length > longest or end > len(data):
        raise IndexError
    return data[at + 1 : end], end

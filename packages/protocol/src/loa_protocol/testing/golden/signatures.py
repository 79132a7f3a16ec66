"""Golden signatures on which Ed25519 libraries disagree. A device must judge them as libsodium does."""

import hashlib
from typing import Any

from loa_protocol.encoding import encode
from loa_protocol.ids import key_id
from loa_protocol.messages.common import Struct
from loa_protocol.signing import MAGIC
from loa_protocol.testing.world import NOW, key, plan

Case = dict[str, Any]
GROUP = 2**252 + 27742317777372353535851937790883648493
"""L, the order of the group that the base point generates (RFC 8032)."""

PRIME = 2**255 - 19
SIGN = 1 << 255
EIGHT = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
"""The y coordinate of two of the points of order 8."""

_POINTS = (
    ("of order 1", 1),
    ("of order 1, x said to be negative", 1 | SIGN),
    ("of order 1, y written as p + 1", PRIME + 1),
    ("of order 2", PRIME - 1),
    ("of order 4", 0),
    ("of order 4, y written as p", PRIME),
    ("of order 8", EIGHT),
    ("of order 8, the other x", EIGHT | SIGN),
    ("of order 8, the other y", PRIME - EIGHT),
)


def cases() -> Case:
    """Returns the cases of signatures.json. Each is verified with its key as a plan, as in heads.json."""
    honest = key("plan")
    public, scalar, r = honest.public_key, _scalar(honest.seed), _number(hashlib.sha512(b"nonce").digest())
    genuine = _signed(public, scalar, r, _times(r))
    half, s = genuine[:-32], int.from_bytes(genuine[-32:], "little")
    found = [
        _case("genuine, made by hand", public, genuine, None),
        _case("S at or over L", public, half + (s + GROUP).to_bytes(32, "little"), "altered"),
    ]
    for name, y in (("of order 1", 1), ("of order 1, y written as p + 1", PRIME + 1)):
        head = _signed(public, scalar, 0, y.to_bytes(32, "little"))
        found.append(_case(f"R {name}", public, head, "altered"))
    mixed, head = _of_order_two()
    found.append(_case("R of order 2, by a key with a part of order 2", mixed, head, "altered"))
    for name, y in _POINTS:
        nobody = y.to_bytes(32, "little")
        found.append(_case(f"a key {name}", nobody, _by_nobody(nobody), "altered"))
    return {"cases": found}


def _case(name: str, public: bytes, head: bytes, refused: str | None) -> Case:
    return {
        "name": name,
        "public_key_hex": public.hex(),
        "head_hex": head.hex(),
        "zeros": 0,
        "refused": refused,
    }


def _signed(public: bytes, scalar: int, r: int, point: bytes) -> bytes:
    """Returns a head signed as in RFC 8032 but with the given R (`point`), which should be r times the base
    point."""
    body = _body(public, plan())
    s = (r + _challenge(point, public, body) * scalar) % GROUP
    return body + point + s.to_bytes(32, "little")


def _of_order_two() -> tuple[bytes, bytes]:
    """Returns a key and a head whose R is the point of order 2. The equation of the verification holds
    because the key has a part of order 2 and the challenge is odd."""
    scalar, two = 5, (PRIME - 1).to_bytes(32, "little")
    honest = int.from_bytes(_times(scalar), "little")
    # Adding the point of order 2 negates both coordinates.
    public = (PRIME - honest % SIGN | SIGN - honest // SIGN * SIGN).to_bytes(32, "little")
    seq = NOW
    while _challenge(two, public, body := _body(public, plan(seq=seq))) % 2 == 0:
        seq += 1
    s = _challenge(two, public, body) * scalar % GROUP
    return public, body + two + s.to_bytes(32, "little")


def _by_nobody(public: bytes) -> bytes:
    """Returns a head that is made without any private key. The equation of the verification holds because the
    order of `public` divides 8 and the challenge is a multiple of 8."""
    r = _number(hashlib.sha512(b"nobody").digest())
    point = _times(r)
    seq = NOW
    while _challenge(point, public, _body(public, plan(seq=seq))) % 8:
        seq += 1
    return _body(public, plan(seq=seq)) + point + r.to_bytes(32, "little")


def _body(public: bytes, message: Struct) -> bytes:
    payload = encode(message)
    named = MAGIC + b"\x04plan\x04plan\x10" + bytes.fromhex(key_id(public))
    return named + len(payload).to_bytes(4, "big") + payload


def _challenge(point: bytes, public: bytes, body: bytes) -> int:
    return _number(hashlib.sha512(point + public + body).digest())


def _number(digest: bytes) -> int:
    return int.from_bytes(digest, "little") % GROUP


def _scalar(seed: bytes) -> int:
    half = int.from_bytes(hashlib.sha512(seed).digest()[:32], "little")
    return (half & ((1 << 254) - 8)) | (1 << 254)


def _times(scalar: int) -> bytes:
    """Returns `scalar` times the base point, encoded (RFC 8032, section 5.1.4; slow and simple)."""
    d = -121665 * pow(121666, -1, PRIME) % PRIME
    y = 4 * pow(5, -1, PRIME) % PRIME
    square = (y * y - 1) * pow(d * y * y + 1, -1, PRIME) % PRIME
    x = pow(square, (PRIME + 3) // 8, PRIME)
    if x * x % PRIME != square:
        x = x * pow(2, (PRIME - 1) // 4, PRIME) % PRIME
    adding, found = (x if x % 2 == 0 else PRIME - x, y), (0, 1)

    def plus(a: tuple[int, int], b: tuple[int, int]) -> tuple[int, int]:
        both = d * a[0] * b[0] * a[1] * b[1] % PRIME
        across = (a[0] * b[1] + b[0] * a[1]) * pow(1 + both, -1, PRIME) % PRIME
        along = (a[1] * b[1] + a[0] * b[0]) * pow(1 - both, -1, PRIME) % PRIME
        return across, along

    while scalar:
        if scalar & 1:
            found = plus(found, adding)
        adding, scalar = plus(adding, adding), scalar >> 1
    return (found[1] | (found[0] & 1) << 255).to_bytes(32, "little")

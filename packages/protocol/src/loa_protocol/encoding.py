"""Messages to bytes and back. Deterministic: the same message is the same bytes, keys sorted."""

import base64
import binascii
from typing import Any, TypeVar

import msgspec

from loa_protocol.messages import Door, Resend, Stored, TrustFile
from loa_protocol.messages.common import Struct
from loa_protocol.refusals import Code, Malformed

T = TypeVar("T")
_ENCODER = msgspec.json.Encoder(order="sorted")

LARGEST = 512 * 1024
"""No unsigned document (body, day plan, trust file, answer) is larger, in bytes."""

Down = TrustFile | Stored | Door | Resend
"""What a server may send to `d/<device>/down` beside heads."""


def encode(message: Struct) -> bytes:
    """JSON without spaces, keys in code-point order, UTF-8."""
    return _ENCODER.encode(message)


def decode(data: bytes, kind: type[T], largest: int = LARGEST) -> T:
    """The message of this type in these bytes. Raises Malformed, also for what is too large."""
    if len(data) > largest:
        raise Malformed(f"{len(data)} bytes", Code.TOO_LARGE)
    try:
        decoded: T = _decoder(kind).decode(data)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise Malformed(str(error)[:200]) from None
    return decoded


def decode_down(data: bytes) -> Down:
    """An unsigned message of the server to one device. Raises Malformed."""
    if len(data) > LARGEST:
        raise Malformed(f"{len(data)} bytes", Code.TOO_LARGE)
    try:
        return _DOWN.decode(data)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise Malformed(str(error)[:200]) from None


def to_text(data: bytes) -> str:
    """base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def from_text(text: str) -> bytes:
    """The bytes of canonical base64url without padding. Raises Malformed."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError) as error:
        raise Malformed(f"base64url: {error}") from None
    if to_text(data) != text:
        raise Malformed("base64url: not canonical")
    return data


def _decoder(kind: type[Any]) -> "msgspec.json.Decoder[Any]":
    decoder = _DECODERS.get(kind)
    if decoder is None:
        decoder = _DECODERS[kind] = msgspec.json.Decoder(kind)
    return decoder


_DECODERS: dict[type[Any], "msgspec.json.Decoder[Any]"] = {}
_DOWN: "msgspec.json.Decoder[Down]" = msgspec.json.Decoder(Down)

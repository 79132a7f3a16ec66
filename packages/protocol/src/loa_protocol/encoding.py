"""Messages to bytes and back. Deterministic: the same message is the same bytes, keys sorted."""

import base64
import binascii
from typing import Any, TypeVar, get_args

import msgspec

from loa_protocol import unknown
from loa_protocol.messages import (
    Answered,
    Door,
    Give,
    Resend,
    Stored,
    TrustFile,
    TrustNamed,
    TurnedBack,
)
from loa_protocol.messages.common import Kind, Struct
from loa_protocol.refusals import Code, Malformed

T = TypeVar("T")


class _Word(msgspec.Struct, frozen=True):
    """Any unsigned message of the server: it says what it is."""

    kind: Kind


_ENCODER = msgspec.json.Encoder(order="sorted")

LARGEST = 512 * 1024
"""No unsigned document (body, day plan, trust file, answer) is larger, in bytes."""

Down = TrustFile | TrustNamed | Stored | TurnedBack | Door | Resend | Give | Answered
"""What a server may send to `d/<device>/down` beside heads."""


def encode(message: Struct) -> bytes:
    """JSON without spaces, keys in code-point order, UTF-8."""
    return _ENCODER.encode(message)


def decode(data: bytes, kind: type[T], largest: int = LARGEST) -> T:
    """The message of this type in these bytes. Raises Malformed, also for what is too large.

    An item or act of a kind that this version does not know is read by its frame (see `unknown`).
    """
    if len(data) > largest:
        raise Malformed(f"{len(data)} bytes", Code.TOO_LARGE)
    try:
        decoded: T = _decoder(kind).decode(data)
    except msgspec.ValidationError as error:
        if kind not in unknown.READ:
            raise Malformed(str(error)[:200]) from None
        try:
            return unknown.READ[kind](data)  # type: ignore[no-any-return]
        except (msgspec.DecodeError, ValueError) as still:
            raise Malformed(str(still)[:200]) from None
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise Malformed(str(error)[:200]) from None
    return decoded


def decode_down(data: bytes) -> Down | None:
    """An unsigned message of the server to one device; None for a kind that this version does not know, which
    is passed over. Raises Malformed."""
    if len(data) > LARGEST:
        raise Malformed(f"{len(data)} bytes", Code.TOO_LARGE)
    try:
        return _DOWN.decode(data)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        if _kind(data) in _DOWN_KINDS:
            raise Malformed(str(error)[:200]) from None
        return None


def _kind(data: bytes) -> str:
    """The kind that an unsigned message says it is. Raises Malformed when it says none."""
    try:
        return _KIND.decode(data).kind
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
_KIND: "msgspec.json.Decoder[_Word]" = msgspec.json.Decoder(_Word)
_DOWN_KINDS = frozenset(kind.__struct_config__.tag for kind in get_args(Down))
_DOWN: "msgspec.json.Decoder[Down]" = msgspec.json.Decoder(Down)

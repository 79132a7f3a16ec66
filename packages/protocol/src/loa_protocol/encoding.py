"""Messages to bytes and back. Deterministic: the same message is the same bytes, keys sorted."""

import base64
import binascii
import json
import re
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
    decoded: T = _strictly(data, _decoder(kind), largest)
    return decoded


def decode_down(data: bytes) -> Down:
    """An unsigned message of the server to one device. Raises Malformed."""
    return _strictly(data, _DOWN, LARGEST)


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


def _strictly(data: bytes, decoder: "msgspec.json.Decoder[T]", largest: int) -> T:
    """Every message comes in by here. What msgspec would let pass is refused: U+0000, a `kind` left out, and
    a name that stands twice in an object, which two readers would read differently under one signature."""
    if len(data) > largest:
        raise Malformed(f"{len(data)} bytes", Code.TOO_LARGE)
    try:
        decoded = decoder.decode(data)
        if b"\\u0000" in data and _NUL.search(data):
            raise ValueError("U+0000")
        if _ENCODER.encode(decoded) != data:  # our own spelling is faultless, and soon compared
            names = _NAMES.decode(data.decode())
            if isinstance(decoded, Struct) and not names >= _tag(decoded):
                raise ValueError("no kind")
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise Malformed(str(error)[:200]) from None
    return decoded


def _each_once(pairs: list[tuple[str, Any]]) -> set[str]:
    """The names of an object."""
    names = {name for name, _ in pairs}
    if len(names) != len(pairs):
        raise ValueError("a name stands twice in an object")
    return names


def _tag(message: Struct) -> set[str]:
    field = message.__struct_config__.tag_field
    return set() if field is None else {field}


def _decoder(kind: type[Any]) -> "msgspec.json.Decoder[Any]":
    decoder = _DECODERS.get(kind)
    if decoder is None:
        decoder = _DECODERS[kind] = msgspec.json.Decoder(kind)
    return decoder


_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_NAMES = json.JSONDecoder(object_pairs_hook=_each_once)
_DECODERS: dict[type[Any], "msgspec.json.Decoder[Any]"] = {}
_DOWN: "msgspec.json.Decoder[Down]" = msgspec.json.Decoder(Down)

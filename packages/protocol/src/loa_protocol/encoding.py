"""Encodes messages to bytes and decodes them. Encoding is deterministic: keys are sorted, so the same message
gives the same bytes."""

import base64
import json
import re
from collections.abc import Callable
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
    """Any unsigned message of the server; only its `kind` is read."""

    kind: Kind


_ENCODER = msgspec.json.Encoder(order="sorted")

LARGEST = 512 * 1024
"""The largest size of an unsigned document (body, day plan, trust file, answer), in bytes."""

Down = TrustFile | TrustNamed | Stored | TurnedBack | Door | Resend | Give | Answered
"""The messages that a server may send to `d/<device>/down` besides heads."""


def encode(message: Struct) -> bytes:
    """Returns the message as JSON without spaces, with keys in code-point order, in UTF-8."""
    return _ENCODER.encode(message)


def decode(data: bytes, kind: type[T], largest: int = LARGEST) -> T:
    """Returns the message of this type in these bytes. Raises Malformed, also for input that is too large.

    Of an item or act of a kind that this version does not know only the frame is read (see `unknown`).
    """
    decoded: T = _strictly(data, _decoder(kind), largest, unknown.READ.get(kind))
    return decoded


def decode_down(data: bytes) -> Down | None:
    """Returns an unsigned message of the server to one device, or None for a kind that this version does not
    know; the device ignores such a message. Raises Malformed."""
    try:
        return _strictly(data, _DOWN, LARGEST)
    except Malformed:
        if _strictly(data, _WORD, LARGEST).kind in _DOWN_KINDS:
            raise
        return None


def to_text(data: bytes) -> str:
    """Returns base64url without padding."""
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode("ascii")


def from_text(text: str) -> bytes:
    """Returns the bytes of canonical base64url without padding. Raises Malformed."""
    try:
        data = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except ValueError as error:
        raise Malformed(f"base64url: {error}") from None
    # Python ignores spare bits that are not zero and accepts `+` and `/` too.
    if to_text(data) != text:
        raise Malformed("base64url: not canonical")
    return data


def _strictly(
    data: bytes,
    decoder: "msgspec.json.Decoder[T]",
    largest: int,
    otherwise: Callable[[bytes], T] | None = None,
) -> T:
    """Decodes every incoming message. It also refuses what msgspec accepts: U+0000, a missing `kind`, and an
    object with the same name twice, which two readers could read differently under one signature.

    otherwise: a function that reads what the decoder does not know; it raises when the data is malformed.
    """
    if len(data) > largest:
        raise Malformed(f"{len(data)} bytes", Code.TOO_LARGE)
    try:
        try:
            decoded = decoder.decode(data)
        except msgspec.ValidationError:
            if otherwise is None:
                raise
            decoded = otherwise(data)
        # The first condition is a fast path: the pattern is slow and seldom needed.
        if b"\\u0000" in data and _NUL.search(data):
            raise ValueError("U+0000")
        # Bytes that equal our own encoding have every `kind` and no name twice; only others are read again.
        own = _ENCODER.encode(decoded)
        if own != data:  # our own spelling is faultless, and soon compared
            _tagged(_NAMES.decode(data.decode()), json.loads(own))
    except (ValueError, RecursionError) as error:
        # A sender can cause RecursionError by deep nesting; it must not reach the caller.
        raise Malformed(str(error)) from None
    return decoded


def _each_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Returns the object with these names and values. Raises ValueError when a name occurs twice."""
    names = dict(pairs)
    if len(names) != len(pairs):
        raise ValueError("a name stands twice in an object")
    return names


def _tagged(said: Any, own: Any) -> None:
    """Raises ValueError where our own encoding has a `kind` and the received JSON has none. msgspec accepts a
    single tagged struct without its tag, but the protocol gives `kind` no default."""
    if isinstance(own, list):
        for one, other in zip(said, own, strict=True):
            _tagged(one, other)
    elif isinstance(own, dict):
        if "kind" in own and "kind" not in said:
            raise ValueError("no kind")
        for name, value in own.items():
            if name in said:
                _tagged(said[name], value)


def _decoder(kind: type[Any]) -> "msgspec.json.Decoder[Any]":
    decoder = _DECODERS.get(kind)
    if decoder is None:
        decoder = _DECODERS[kind] = msgspec.json.Decoder(kind)
    return decoder


# `\u0000` after an even number of backslashes; after an odd number the backslash itself is escaped.
_NUL = re.compile(rb"(?<!\\)(?:\\\\)*\\u0000")
_NAMES = json.JSONDecoder(object_pairs_hook=_each_once)
_DECODERS: dict[type[Any], "msgspec.json.Decoder[Any]"] = {}
_WORD: "msgspec.json.Decoder[_Word]" = msgspec.json.Decoder(_Word)
_DOWN_KINDS = frozenset(kind.__struct_config__.tag for kind in get_args(Down))
_DOWN: "msgspec.json.Decoder[Down]" = msgspec.json.Decoder(Down)

"""The closed list of heads: the purpose and type of each signed message."""

from typing import TypeVar

from loa_protocol import signing
from loa_protocol.encoding import decode, encode
from loa_protocol.messages import (
    Act,
    Assignment,
    Claim,
    Connect,
    Delegation,
    LoweredFloor,
    NewAddress,
    Plan,
    Purpose,
    RecordBatch,
    Root,
    RootRevocation,
    TimeAnswer,
    TrustList,
)
from loa_protocol.messages.common import Struct
from loa_protocol.refusals import Code, Malformed, Refusal

M = TypeVar("M", bound=Struct)

TYPES: dict[type[Struct], tuple[Purpose, str]] = {
    Root: (Purpose.ROOT, "root"),
    Delegation: (Purpose.ROOT, "delegation"),
    RootRevocation: (Purpose.ROOT, "revocation"),
    LoweredFloor: (Purpose.ROOT, "floor"),
    TrustList: (Purpose.BUNDLE, "list"),
    Assignment: (Purpose.ASSIGN, "assignment"),
    NewAddress: (Purpose.ASSIGN, "address"),
    Plan: (Purpose.PLAN, "plan"),
    Act: (Purpose.ACT, "act"),
    TimeAnswer: (Purpose.TIME, "time"),
    RecordBatch: (Purpose.DEVICE, "records"),
    Claim: (Purpose.DEVICE, "claim"),
    Connect: (Purpose.DEVICE, "connect"),
}
BY_NAME: dict[tuple[str, str], type[Struct]] = {
    (purpose.value, type_): kind for kind, (purpose, type_) in TYPES.items()
}


def seal(message: Struct, key: signing.Signer) -> bytes:
    """Returns the signed head of a message. Raises Malformed if a reader would refuse the message."""
    purpose, type_ = TYPES[type(message)]
    payload = encode(message)
    # msgspec checks patterns and lengths when it decodes, not when a message is built.
    decode(payload, type(message))
    try:
        return signing.sign(purpose.value, type_, payload, key)
    except ValueError as error:
        raise Malformed(str(error), Code.TOO_LARGE) from None


def unseal(data: bytes, public_key: bytes, kind: type[M]) -> tuple[signing.Head, M] | Refusal:
    """Returns the head and the message in these bytes if this key signed a message of this type; otherwise a
    Refusal."""
    purpose, type_ = TYPES[kind]
    head = signing.verify(data, public_key, purpose.value, type_)
    if isinstance(head, Refusal):
        return head
    try:
        return head, decode(head.payload, kind)
    except Malformed as error:
        return Refusal(error.code, error.detail, head.key_id)

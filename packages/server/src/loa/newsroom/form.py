"""The fixed form of an approval: the very bytes that a person approved and that the signer checks.

TRUST.md, "Approval": person, role, revision, media hash, class, places, times. Fields are never renamed; a
change of meaning is a new version.
"""

import hashlib
from typing import Annotated, Literal

import msgspec

from .times import Time

Sha256 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
_encoder = msgspec.json.Encoder(order="deterministic")


class ApprovalForm(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one approval covers.

    Times of deciding are UTC milliseconds; `hamlets` empty is the whole commune.
    """

    version: Literal[1] = 1
    approval: str
    unit: int
    unit_code: str
    bulletin: int
    revision: int
    revision_sha256: Sha256
    media_sha256: Sha256
    duration_ms: int
    cls: Literal["ordinary", "priority"]
    hamlets: tuple[int, ...]
    times: tuple[Time, ...]
    valid_from: str
    valid_to: str
    person: int
    role: Literal["approver"] = "approver"
    decided_ms: int


def encode(form: ApprovalForm) -> bytes:
    """Same form, same bytes."""
    return _encoder.encode(form)


def decode(data: bytes) -> ApprovalForm:
    """Raises msgspec.ValidationError or msgspec.DecodeError on anything that is not this form."""
    return msgspec.json.decode(data, type=ApprovalForm)


def revision_sha256(content: dict[str, object]) -> str:
    """Hash of what a revision says: the words, the voice and the rest that a listener or a device can tell
    apart.
    """
    said = {name: content.get(name) for name in SAID}
    return hashlib.sha256(_encoder.encode(said)).hexdigest()


SAID = (
    "title",
    "text",
    "language",
    "topic",
    "cls",
    "valid_from",
    "valid_to",
    "voice",
    "sound",
    "hamlets",
    "proposed_times",
)

"""Form 2 of an approval: our own bytes of what was said, and the bytes of the decision that names their hash.

Both are written once and kept; they are read as they were written and never written anew. A field is never
renamed and never changes its meaning. One that comes later stands at the end with a default, which is not
written: what stood before stays the same bytes. Anything else is a new form, in a file of its own.
"""

import hashlib
from typing import Annotated, Literal

import msgspec

from ..times import Time

Sha256 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
_encoder = msgspec.json.Encoder(order="deterministic")


class Said(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What a bulletin says: all that a person who approves it has before them.

    `topic` by its name, empty for none; `voice` empty for a recording; `hamlets` empty for the whole commune;
    first and last local day on which it may sound.
    """

    version: Literal[1]
    title: str
    text: str
    language: str
    topic: str
    cls: str
    valid_from: str
    valid_to: str
    voice: str
    media_sha256: Sha256
    duration_ms: int
    hamlets: tuple[int, ...]
    times: tuple[Time, ...]


class Form(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """One decision: who, as what, by which proof, for what was said, and what may sound by it.

    `source` and `right` are the tag and the id by which a plan names what lets a sound sound; `decided_ms` is
    UTC. Class, role and proof are words: which of them count is for the signer's tables to say.
    """

    version: Literal[1, 2]
    source: str
    right: str
    unit: int
    unit_code: str
    bulletin: int
    revision: int
    said_sha256: Sha256
    media_sha256: Sha256
    duration_ms: int
    cls: str
    hamlets: tuple[int, ...]
    times: tuple[Time, ...]
    valid_from: str
    valid_to: str
    person: int
    role: str
    proof: str
    decided_ms: int


def encode(what: Said | Form) -> bytes:
    """Same thing, same bytes."""
    return _encoder.encode(what)


def decode(data: bytes) -> Form:
    """Raises msgspec.ValidationError or msgspec.DecodeError on anything that is not of this version."""
    found = msgspec.json.decode(data, type=Form)
    if found.version != 2:
        raise msgspec.ValidationError(f"a form of version {found.version}")
    return found


def decode_said(data: bytes) -> Said:
    """Raises as `decode` does."""
    return msgspec.json.decode(data, type=Said)


def names(form: Form, said: bytes) -> bool:
    """Was this approval given for what these bytes say, and do both say the same of what may sound?"""
    if hashlib.sha256(said).hexdigest() != form.said_sha256:
        return False
    both = ("cls", "valid_from", "valid_to", "media_sha256", "duration_ms", "hamlets", "times")
    what = decode_said(said)
    return all(getattr(what, name) == getattr(form, name) for name in both)

"""Form 2 of an approval: the bytes of the content, and the bytes of the decision that has their hash.

Both are written once and stored; they are read as written and never written again. A field is never renamed
and never changes its meaning. A new field is added at the end with a default, and a default is not written,
so that earlier approvals keep their bytes. Any other change needs a new form, in a file of its own.
"""

import hashlib
from typing import Annotated, Literal

import msgspec

from ..times import Time

Sha256 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
WRITTEN = {"priority": "cls"}
"""The name in the bytes of a field that is called otherwise here: the bytes never change."""
_encoder = msgspec.json.Encoder(order="deterministic")


class BulletinContent(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    rename=WRITTEN,
):
    """The content of a bulletin: everything that the approver sees.

    `topic` is its name, empty for none. `voice` is empty for a recording, and `hamlets` for the whole
    commune. `valid_from` and `valid_to` are the first and last local day on which it may be played.
    """

    version: Literal[1]
    title: str
    text: str
    language: str
    topic: str
    priority: str
    valid_from: str
    valid_to: str
    voice: str
    media_sha256: Sha256
    duration_ms: int
    hamlets: tuple[int, ...]
    times: tuple[Time, ...]


class Form(
    msgspec.Struct,
    frozen=True,
    kw_only=True,
    forbid_unknown_fields=True,
    omit_defaults=True,
    rename=WRITTEN,
):
    """One decision: by whom, in which role, with which proof, for which content, and what may be played
    because of it.

    `source` and `right` are the tag and the id by which a plan names the right to play a sound. `decided_ms`
    is UTC. Class, role and proof are plain strings: the signer's tables decide which of them are valid.
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
    priority: str
    hamlets: tuple[int, ...]
    times: tuple[Time, ...]
    valid_from: str
    valid_to: str
    person: int
    role: str
    proof: str
    decided_ms: int


def encode(what: BulletinContent | Form) -> bytes:
    """Returns the bytes. The same value always gives the same bytes."""
    return _encoder.encode(what)


def decode(data: bytes) -> Form:
    """Parses the bytes. Raises msgspec.ValidationError or msgspec.DecodeError for anything that is not of
    this version."""
    found = msgspec.json.decode(data, type=Form)
    if found.version != 2:
        raise msgspec.ValidationError(f"a form of version {found.version}")
    return found


def decode_said(data: bytes) -> BulletinContent:
    """Parses the bytes of the content. Raises as `decode` does."""
    return msgspec.json.decode(data, type=BulletinContent)


def names(form: Form, said: bytes) -> bool:
    """Returns whether this approval was given for the content in these bytes, and whether both agree on what
    may be played."""
    if hashlib.sha256(said).hexdigest() != form.said_sha256:
        return False
    both = ("priority", "valid_from", "valid_to", "media_sha256", "duration_ms", "hamlets", "times")
    what = decode_said(said)
    return all(getattr(what, name) == getattr(form, name) for name in both)

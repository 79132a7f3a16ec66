"""Form 1 of an approval and how it is read: frozen, never to change.

Approvals given in it stand until the last has ended. What they were given for is the hash of some fields of
Wagtail's revision; those bytes were kept with each approval when form 2 came (`said`), so that Wagtail's JSON
may change or go. Nothing here is built on anything of ours that may change.
"""

import hashlib
from datetime import date, datetime, time
from typing import Annotated, Literal

import msgspec

Sha256 = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
Weekday = Annotated[int, msgspec.Meta(ge=1, le=7)]
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
"""The fields of a revision that a form of this version is about."""

_encoder = msgspec.json.Encoder(order="deterministic")


class Once(msgspec.Struct, frozen=True, tag_field="kind", tag="once", forbid_unknown_fields=True):
    """One date and time of day, naive local time."""

    at: datetime


class Weekly(msgspec.Struct, frozen=True, tag_field="kind", tag="weekly", forbid_unknown_fields=True):
    """Days of the week (1 = Monday) at one time of day, from `first` to `last`, both included."""

    days: Annotated[tuple[Weekday, ...], msgspec.Meta(min_length=1, max_length=7)]
    time: time
    first: date
    last: date


class Form(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What one approval covers. `hamlets` empty is the whole commune; deciding is in UTC milliseconds."""

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
    times: tuple[Once | Weekly, ...]
    valid_from: str
    valid_to: str
    person: int
    role: Literal["approver"] = "approver"
    decided_ms: int


def decode(data: bytes) -> Form:
    """Raises msgspec.ValidationError or msgspec.DecodeError on anything that is not this form."""
    return msgspec.json.decode(data, type=Form)


def said(content: dict[str, object]) -> bytes:
    """What a revision says, as bytes: a form's `revision_sha256` is their hash."""
    return _encoder.encode({name: content.get(name) for name in SAID})


def names(form: Form, said: bytes) -> bool:
    """Was this approval given for what these bytes say?"""
    return hashlib.sha256(said).hexdigest() == form.revision_sha256

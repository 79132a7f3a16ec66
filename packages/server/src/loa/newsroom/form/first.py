"""Form 1 of an approval, and how it is read. It never changes.

Approvals in it are in force until the last of them has ended. The content that they approve is given by the
hash of some fields of Wagtail's revision. Those bytes were stored with each approval when form 2 came
(`said`), so that Wagtail's JSON may change or go. This module uses no code of ours that may change.
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
"""The fields of a revision that are part of the hash."""

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
    """What one approval covers. Empty `hamlets` means the whole commune; `decided_ms` is in UTC
    milliseconds."""

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
    """Parses the bytes. Raises msgspec.ValidationError or msgspec.DecodeError for anything that is not this
    form."""
    return msgspec.json.decode(data, type=Form)


def said(content: dict[str, object]) -> bytes:
    """Returns the content of a revision as bytes. Their hash is the form's `revision_sha256`."""
    return _encoder.encode({name: content.get(name) for name in SAID})


def names(form: Form, said: bytes) -> bool:
    """Returns whether this approval was given for the content in these bytes."""
    return hashlib.sha256(said).hexdigest() == form.revision_sha256

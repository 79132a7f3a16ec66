"""Field types shared by all messages. Each has a length or a range, so that nothing unbounded is decoded."""

from enum import StrEnum
from typing import Annotated, Any

import msgspec
from msgspec import Meta

# In Python `$` also matches before a newline at the end of the text. In the schemas it does not, so `schemas`
# replaces END by `$`.
END = r"(?!\n)$"


class Struct(msgspec.Struct, frozen=True, forbid_unknown_fields=True, omit_defaults=False):
    """The base of all messages and their parts. It is immutable and refuses unknown fields.

    A later server adds information for people in `info`, which decides nothing. A new limit comes as a new
    field, so a version that does not know the limit refuses the message.
    """


Version = Annotated[int, Meta(ge=1, le=1)]
Info = Annotated[dict[str, Any], Meta(max_length=16)]
"""The only field that a reader may ignore: titles, notes, and what a later version adds for information.
Nothing in it decides what sounds; a test checks this for `rule`, `judging`, `trust`, `verdict` and others."""
NEVER = "unheard-of"
"""A kind that will never exist. The golden files use it as the unknown kind, so they stay valid for every
build."""
# A version of a plan's body (`BODY_VERSIONS`).
Spoken = Annotated[int, Meta(ge=1, le=99)]
# 2^53 - 1 is the largest integer that JSON readers with double-precision numbers read exactly (RFC 7493).
Ms = Annotated[int, Meta(ge=0, le=2**53 - 1)]
Sequence = Annotated[int, Meta(ge=1, le=2**53 - 1)]
Count = Annotated[int, Meta(ge=0, le=2**53 - 1)]
Percent = Annotated[int, Meta(ge=0, le=100)]
MinuteOfDay = Annotated[int, Meta(ge=0, le=1440)]
Sha256 = Annotated[str, Meta(pattern="^[0-9a-f]{64}" + END)]
PublicKey = Annotated[str, Meta(pattern="^[0-9a-f]{64}" + END)]
KeyId = Annotated[str, Meta(pattern="^[0-9a-f]{32}" + END)]
Nonce = Annotated[str, Meta(pattern="^[0-9a-f]{32}" + END)]
Uuid = Annotated[str, Meta(pattern="^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}" + END)]
UnitCode = Annotated[str, Meta(pattern="^[a-z0-9]{1,16}" + END)]
_PLAN = r"[a-z0-9]{1,16}\.(0|[1-9][0-9]{0,9})(\.[a-z][a-z0-9-]{0,15})?"
PlanId = Annotated[str, Meta(pattern=f"^{_PLAN}{END}")]
MaybePlanId = Annotated[str, Meta(pattern=f"^({_PLAN})?{END}")]
Ref = Annotated[str, Meta(pattern="^[0-9A-Za-z@:._-]{1,80}" + END)]
MaybeUuid = Annotated[str, Meta(pattern="^([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12})?" + END)]
MaybeRef = Annotated[str, Meta(pattern="^[0-9A-Za-z@:._-]{0,80}" + END)]
MaybeSha256 = Annotated[str, Meta(pattern="^([0-9a-f]{64})?" + END)]
Word = Annotated[str, Meta(pattern="^[0-9A-Za-z._+-]{0,40}" + END)]
Kind = Annotated[str, Meta(pattern="^[a-z][a-z0-9-]{0,23}" + END)]
Text = Annotated[str, Meta(max_length=200)]
Address = Annotated[str, Meta(min_length=1, max_length=300)]
Secret = Annotated[str, Meta(pattern="^[0-9a-f]{32}" + END)]
HeadText = Annotated[str, Meta(min_length=1, max_length=16384, pattern="^[0-9A-Za-z_-]+" + END)]


class Priority(StrEnum):
    """The three classes of Circular 39/2020, low to high."""

    ORDINARY = "ordinary"
    PRIORITY = "priority"
    EMERGENCY = "emergency"

    @property
    def rank(self) -> int:
        """0 ordinary, 1 priority, 2 emergency."""
        return _RANK[self]


_RANK = {Priority.ORDINARY: 0, Priority.PRIORITY: 1, Priority.EMERGENCY: 2}


class Rung(StrEnum):
    """How far the evidence of one playing reaches."""

    PLANNED = "planned"
    RECEIVED = "received"
    VERIFIED = "verified"
    STARTED = "started"
    COMPLETED = "completed"
    # Play records claim `started` and `completed`; only a listener claims `heard` (PROTOCOL.md, section 13).
    HEARD = "heard"


class ClockQuality(StrEnum):
    """Where a device's trust in its clock comes from; `none` means that nothing scheduled sounds."""

    NONE = "none"
    RTC = "rtc"
    SIGNED = "signed"
    # Reserved: no device reports `ntp` yet (PROTOCOL.md, section 11).
    NTP = "ntp"
